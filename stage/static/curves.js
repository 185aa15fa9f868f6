/** The three curves over steps: loss, length of the gradient, effective rate. Axes by Plotly, runs above. */

import { asPlotly, linear, paintAxes, powers } from "./axes.js";
import { powerOfTen } from "./format.js";
import { isDrawn } from "./lanes.js";
import { mappingOf, plotlyMapping, plotlyWindow, projected } from "./plane.js";
import { CONFIG, baseAxis, baseLayout, oneAtATime } from "./plotly.js";
import { createTrails } from "./trails.js";

/** How many powers of ten below (above) the largest (first) value an axis reaches by itself. */
const DEPTH = 18;
const HEIGHT = 6;

/** Logarithms of positive numbers; what is not positive lies at the foot, below every axis. */
export const logarithm = {
  of: (value) => (value > 0 ? Math.log10(value) : Number.isNaN(value) ? NaN : -400),
  ticks: (range) => powers(range),
};

/** A symmetric logarithm, linear within one unit of 0, for losses whose minimum is not known. */
export const symmetric = {
  of: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value)),
  ticks: (range) =>
    powers(range).map(({ at }) => ({
      at: Math.sign(at) * Math.log10(1 + 10 ** Math.abs(at)) * (at !== 0),
      text: at === 0 ? "0" : (at < 0 ? "\u2212" : "") + powerOfTen(Math.abs(at)),
    })),
};

/** The range of an axis that shows what there is: not deeper than precision means anything, not higher than a blow-up. */
function rangeOf(series) {
  let [low, high, first] = [Infinity, -Infinity, -Infinity];
  for (const values of series) {
    if (values[0] > first && values[0] < Infinity) first = values[0];
    for (const value of values) {
      if (value > high && value < Infinity) high = value;
      if (value < low && value > -399) low = value;
    }
  }
  if (!(high >= low)) return [-1, 1];
  high = Math.min(high, first + HEIGHT);
  low = Math.max(low, high - DEPTH);
  const pad = Math.max((high - low) * 0.06, 0.05);
  return [low - pad, high + pad];
}

/**
 * @param {object} panel
 * @param {() => void} onMove called while its window moves.
 */
export function createCurve(panel, onMove) {
  const trails = createTrails(panel);
  let plotly = null;
  let plotted = false;
  let theme = null;
  let series = [];
  let scale = logarithm;
  let shown = null;
  let held = false;
  let mapping = null;

  const ticks = () => ({ x: linear(shown.slice(0, 2)), y: scale.ticks(shown.slice(2)), grid: true });

  const plot = oneAtATime(async () => {
    if (!plotly || !shown) return;
    const { x, y } = ticks();
    const layout = {
      ...baseLayout(theme, panel),
      dragmode: "zoom",
      hovermode: false,
      xaxis: { ...baseAxis(theme), ...asPlotly(x), range: shown.slice(0, 2) },
      yaxis: { ...baseAxis(theme), ...asPlotly(y), range: shown.slice(2) },
    };
    await plotly.react(panel.plot, [{ type: "scatter", x: [], y: [] }], layout, CONFIG);
    if (!plotted) {
      panel.plot.on("plotly_relayouting", moved);
      panel.plot.on("plotly_relayout", (change) => {
        held = !("width" in change);
        moved();
        plot();
      });
    }
    plotted = true;
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    mapping = plotlyMapping(panel.plot);
  });

  function moved() {
    shown = plotlyWindow(panel.plot);
    mapping = plotlyMapping(panel.plot);
    onMove();
  }

  function paint() {
    mapping = mappingOf(shown, panel.area());
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    paintAxes(panel.ground, panel.area(), mapping, ticks(), theme);
  }

  return {
    panel,
    trails,
    /** Takes the values of each lane (null where there is none) on a scale. */
    take(values, axis, colors) {
      if (axis !== scale) held = false;
      [scale, theme] = [axis, colors];
      series = values.map((list) => list && Float32Array.from(list, axis.of));
    },
    /** Fits the axes to the values, unless the visitor has chosen a window. */
    async fit(length, { force = false } = {}) {
      if (held && !force) return;
      held = false;
      shown = [0, Math.max(length, 1), ...rangeOf(series.filter(Boolean))];
      if (plotted) await plot();
      else paint();
    },
    get fitted() {
      return shown !== null;
    },
    async adopt(library) {
      plotly = library;
      await plot();
    },
    async resize() {
      if (!shown) return;
      if (plotted) await plot();
      else paint();
    },
    project() {
      const old = trails.tracks;
      trails.set(
        series.map((values, i) =>
          values && values.length
            ? {
                pixels: projected(
                  old[i]?.pixels,
                  values.length,
                  (k) => k,
                  (k) => values[k],
                  mapping,
                ),
                style: theme.lane(i),
                edge: true,
              }
            : null,
        ),
      );
    },
    close() {
      plot.after(() => plotted && plotly.purge(panel.plot));
    },
  };
}

/** The effective rates of a lane along one coordinate: log-scaled by size, since a step may also go uphill. */
export function ratesOf(lane, coordinate) {
  if (!isDrawn(lane) || !lane.rate) return null;
  return Float32Array.from({ length: lane.steps }, (_, k) => Math.abs(lane.rate[2 * k + coordinate]));
}
