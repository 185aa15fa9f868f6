/** The three curves over steps: loss, length of the gradient, effective rate. Axes by Plotly, runs above. */

import { asPlotly, axisTitle, linear, logarithmic, paintAxes, powers, round } from "./axes.js";
import { powerOfTen } from "./format.js";
import { isDrawn } from "./lanes.js";
import { mappingOf, plotlyMapping, plotlyWindow, projected } from "./plane.js";
import { CONFIG, baseAxis, baseLayout, oneAtATime } from "./plotly.js";
import { createTrails } from "./trails.js";

/** How many powers of ten below (above) the largest (first) value an axis reaches by itself. */
const DEPTH = 18;
const HEIGHT = 6;
/** Pixels that a tick of steps takes along its axis. */
const TICK_ROOM = 40;

/** Logarithms of positive numbers; what is not positive lies at the foot, below every axis. */
export const logarithm = {
  of: (value) => (value > 0 ? Math.log10(value) : Number.isNaN(value) ? NaN : -400),
  ticks: logarithmic,
};

/** A symmetric logarithm, linear within one unit of 0, for losses whose minimum is not known. */
export const symmetric = {
  of: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value)),
  ticks(range) {
    const whole = powers(range);
    if (whole.length < 2) return round(range.map(symmetric.value), symmetric.of);
    return whole.map(({ at }) => ({
      at: Math.sign(at) * Math.log10(1 + 10 ** Math.abs(at)) * (at !== 0),
      text: at === 0 ? "0" : (at < 0 ? "\u2212" : "") + powerOfTen(Math.abs(at)),
    }));
  },
  /** The value at a place of the axis. */
  value: (at) => Math.sign(at) * (10 ** Math.abs(at) - 1),
};

/** How many powers of ten an axis keeps free above and below where it must not tell what is to come. */
const HEADROOM = [1, 2];

/** Numbers as they are. */
export const straight = { of: (value) => value, ticks: (range) => linear(range, 4), whole: true };

/** Whole numbers from nought on. */
export const counts = { ...straight, from: 0 };

const extent = { low: 0, high: 0 };

/** What of the values up to a step is worth showing: not deeper than precision means anything, not higher than a blow-up. */
function extentOf(series, upTo, whole) {
  let [low, high, first] = [Infinity, -Infinity, -Infinity];
  for (const values of series) {
    if (!values) continue;
    if (values[0] > first && values[0] < Infinity) first = values[0];
    const end = Math.min(values.length - 1, upTo);
    for (let k = 0; k <= end; k++) {
      const value = values[k];
      if (value > high && value < Infinity) high = value;
      if (value < low && value > -399) low = value;
    }
  }
  extent.high = whole || first < -399 ? high : Math.min(high, first + HEIGHT);
  extent.low = whole ? low : Math.max(low, extent.high - DEPTH);
  return extent;
}

/**
 * The range of an axis that shows all values and is at least as long as a span; or those up to a step, with room so that
 * it seldom has to grow.
 */
function rangeOf(series, upTo, span, { whole, from }) {
  const { low: least, high } = extentOf(series, upTo, whole);
  if (from !== undefined) return [from, Math.max(high, from + 1) * 1.06];
  const low = Math.min(least, high - span);
  if (!(high >= low)) return [-1, 1];
  if (upTo < Infinity) return [Math.floor(low) - HEADROOM[1], Math.ceil(high) + HEADROOM[0]];
  const pad = Math.max((high - low) * 0.06, whole ? Math.abs(high) * 1e-3 || 0.05 : 0.05);
  return [low - pad, high + pad];
}

/**
 * @param {object} panel
 * @param {() => void} onMove called while its window moves.
 * @param {() => number} perValue how many steps lie between two values.
 */
export function createCurve(panel, onMove, perValue) {
  const trails = createTrails(panel);
  let plotly = null;
  let plotted = false;
  let theme = null;
  let series = [];
  let scale = logarithm;
  let span = 0;
  let shown = null;
  let held = false;
  let mapping = null;

  /** Ticks of steps, at the places of the values; as many as there is room for. */
  function stepTicks([from, to]) {
    const per = perValue();
    const wanted = Math.min(Math.max(Math.floor(panel.area().width / TICK_ROOM), 2), 5);
    return linear([from * per, to * per], wanted).map(({ at, text }) => ({ at: at / per, text }));
  }

  const ticks = () => ({ x: stepTicks(shown.slice(0, 2)), y: scale.ticks(shown.slice(2)), grid: true, titles: { x: "step" } });

  const plot = oneAtATime(async () => {
    if (!plotly || !shown) return;
    const { x, y } = ticks();
    const layout = {
      ...baseLayout(theme, panel),
      dragmode: "zoom",
      hovermode: false,
      xaxis: { ...baseAxis(theme), ...asPlotly(x), title: axisTitle("step", theme, 2), tickangle: 0, range: shown.slice(0, 2) },
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

  /** Paints the axes, above Plotly's where those are there and are another window's. */
  function paint() {
    const { ground, width, height } = panel;
    mapping = mappingOf(shown, panel.area());
    ground.fillStyle = theme.background;
    ground.fillRect(0, 0, width, height);
    paintAxes(ground, panel.area(), mapping, ticks(), theme);
  }

  return {
    panel,
    trails,
    /** Takes the values of each lane (null where there is none) on a scale, and what the axis shows of it at the least. */
    take(values, axis, colors, least = 0) {
      if (axis !== scale) held = false;
      [scale, theme, span] = [axis, colors, least];
      series = values.map((list) => list && onScale(list, axis));
    },
    /** Shows no lane, between the axes as they are. */
    clear() {
      series = [];
    },
    /**
     * Fits the axes to the values up to a step, unless the visitor has chosen a window: at once on the canvas, and by
     * Plotly when `turn` has come.
     */
    async fit(length, upTo, { force = false, turn } = {}) {
      if (held && !force) return;
      held = false;
      const before = String(shown);
      shown = [0, Math.max(length, 1), ...rangeOf(series, upTo, span, scale)];
      if (!plotted || String(shown) !== before) paint();
      await turn;
      if (plotted) await plot();
    },
    /** Whether a value up to a step lies beyond the axis, which had been fitted to fewer. */
    outgrown(step) {
      if (held || !shown) return false;
      const { low, high } = extentOf(series, step, scale.whole);
      return low < shown[2] || high > shown[3];
    },
    get mapping() {
      return mapping;
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

/** A loop, as `Float32Array.from` with a function takes several times as long. */
function onScale(list, { of }) {
  const scaled = new Float32Array(list.length);
  for (let k = 0; k < scaled.length; k++) scaled[k] = of(list[k]);
  return scaled;
}

/**
 * The effective rates of a lane along one coordinate: log-scaled by size, since a step may also go uphill. Along none
 * (null) it is the learning rate itself.
 */
export function ratesOf(lane, coordinate) {
  if (coordinate === null) return lane.learningRate;
  if (!isDrawn(lane) || !lane.rate) return null;
  return Float32Array.from({ length: lane.steps }, (_, k) => Math.abs(lane.rate[2 * k + coordinate]));
}
