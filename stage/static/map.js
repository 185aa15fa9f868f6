/** The contour map: terrain and axes by Plotly (by ourselves until it arrives, and while a hand moves), runs above. */

import { axisTitle, linear, paintAxes } from "./axes.js";
import { mapTraces } from "./figures.js";
import { isDrawn } from "./lanes.js";
import { evenScale, mappingOf, plotlyMapping, plotlyWindow, projected } from "./plane.js";
import { CONFIG, baseAxis, baseLayout, oneAtATime } from "./plotly.js";
import { FADES, gradesOf } from "./slice.js";
import { paintTerrain } from "./terrain.js";
import { createTrails } from "./trails.js";

/**
 * @param {object} panel
 * @param {object} on
 * @param {() => void} on.move called while the window moves: runs must be projected anew.
 * @param {(window: number[]) => void} on.rest called with the window when it has come to rest.
 */
export function createMap(panel, on) {
  const trails = createTrails(panel);
  let plotly = null;
  let terrain = null;
  let theme = null;
  let shown = null;
  let mapping = { ax: 0, bx: 1, ay: 0, by: 1 };
  let plotted = false;
  let titles = { x: "", y: "" };

  /** Paints a terrain above Plotly's, with axes of our own where Plotly's are not there or are another window's. */
  function paint(picture, axes) {
    const area = panel.area();
    const { ground } = panel;
    ground.clearRect(0, 0, panel.width, panel.height);
    ground.fillStyle = theme.background;
    if (axes) ground.fillRect(0, 0, panel.width, panel.height);
    panel.within(ground, () => {
      ground.fillRect(area.x, area.y, area.width, area.height);
      paintTerrain(ground, picture, mapping, theme);
    });
    if (!axes) return;
    const [x0, x1, y0, y1] = shown;
    paintAxes(ground, area, mapping, { x: linear([x0, x1]), y: linear([y0, y1]), grid: false, titles }, theme);
  }

  const plot = oneAtATime(async () => {
    if (!plotly || !terrain || !theme) return;
    const axis = (title, range) => ({
      ...baseAxis(theme),
      title: axisTitle(title, theme, 2),
      range,
      showgrid: false,
      nticks: 7,
    });
    const layout = {
      ...baseLayout(theme, panel),
      dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "pan",
      hovermode: "closest",
      xaxis: axis(titles.x, shown.slice(0, 2)),
      yaxis: axis(titles.y, shown.slice(2)),
    };
    const drawn = terrain;
    await plotly.react(panel.plot, mapTraces(terrain, theme), layout, { ...CONFIG, scrollZoom: true });
    if (!plotted) listen();
    plotted = true;
    if (drawn === terrain) panel.ground.clearRect(0, 0, panel.width, panel.height);
    mapping = plotlyMapping(panel.plot);
  });

  function listen() {
    panel.plot.on("plotly_relayouting", moved);
    panel.plot.on("plotly_relayout", () => {
      moved();
      on.rest(shown);
    });
  }

  function moved() {
    shown = plotlyWindow(panel.plot);
    mapping = plotlyMapping(panel.plot);
    on.move();
  }

  return {
    panel,
    trails,
    get mapping() {
      return mapping;
    },
    get window() {
      return shown;
    },
    /** Names the axes, from the next picture on. */
    label([x, y]) {
      titles = { x, y };
    },
    /** The window that will be shown for a wanted one: widened to one scale on both axes. */
    fitted: (wanted) => evenScale(wanted, panel.area()),
    /** Puts a terrain in place, showing its window: at once on the canvas, and by Plotly when `turn` has come. */
    async show(next, colors, turn) {
      [terrain, theme] = [next, colors];
      const elsewhere = !plotted || String(shown) !== String(next.window.flat());
      shown = next.window.flat();
      mapping = mappingOf(shown, panel.area());
      if (elsewhere) paint(terrain, true);
      await turn;
      await plot();
    },
    /** Paints a terrain above Plotly's while a hand moves. */
    sketch(picture) {
      paint(picture, !plotted);
    },
    /** Looks at another window. */
    look(window) {
      if (plotted) {
        plotly.relayout(panel.plot, { "xaxis.range": window.slice(0, 2), "yaxis.range": window.slice(2) });
        return;
      }
      shown = window;
      mapping = mappingOf(shown, panel.area());
      paint(terrain, true);
      on.move();
      on.rest(shown);
    },
    async adopt(library) {
      plotly = library;
      await plot();
    },
    /** Follows the panel's size until a terrain for the new window comes. */
    resize() {
      if (!shown) return;
      shown = evenScale(shown, panel.area());
      mapping = mappingOf(shown, panel.area());
      if (!plotted) paint(terrain, true);
      else plot();
    },
    project(lanes) {
      if (!terrain) return;
      const old = trails.tracks;
      trails.set(
        lanes.map((lane, i) =>
          isDrawn(lane)
            ? {
                pixels: projected(
                  old[i]?.pixels,
                  lane.steps + 1,
                  (k) => lane.x[2 * k],
                  (k) => lane.x[2 * k + 1],
                  mapping,
                ),
                dim: gradesOf(lane, terrain.length),
                fades: FADES,
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
