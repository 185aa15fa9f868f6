/** The five views together: who shows what, and when each is painted. */

import { createCurve, logarithm, ratesOf, symmetric } from "./curves.js";
import { haveGap, isDrawn } from "./lanes.js";
import { createMap } from "./map.js";
import { createPanel, element } from "./panel.js";
import { createRelief } from "./relief.js";

const FLAT = { left: 50, right: 10, top: 6, bottom: 34 };
const CURVE = { left: 42, right: 14, top: 4, bottom: 33 };
const NONE = { left: 0, right: 0, top: 0, bottom: 0 };

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} on
 * @param {(name: string) => void} on.enlarge
 * @param {(window: number[]) => void} on.window the map's window has come to rest.
 * @param {(camera: object) => void} on.camera
 * @param {() => void} on.resized the map has another size.
 * @param {() => void} on.mapped the map's numbers lie elsewhere.
 * @param {(map: object) => void} on.drawn the map's heads have been drawn.
 */
export function createScene({ store, timeline, on }) {
  const { state } = store;
  const look = { hide: false, selected: null, background: "" };
  let ready = false;

  const panel = (name, title, margin) =>
    createPanel({ name, title, margin, onEnlarge: () => on.enlarge(name), onResize: () => resized(views[name]) });
  const map = createMap(panel("map", "Contour map", FLAT), { move: moved, rest: on.window });
  const relief = createRelief(panel("surface", "Surface", NONE), { move: () => refresh(relief), rest: on.camera });
  const curve = (name, title) => {
    const made = createCurve(panel(name, title, CURVE), () => refresh(made));
    return made;
  };
  const [loss, gradient, rate] = [
    curve("loss", "Loss"),
    curve("gradient", "Gradient norm"),
    curve("rate", "Effective rate"),
  ];
  const curves = [loss, gradient, rate];
  const views = { map, surface: relief, loss, gradient, rate };
  const coordinate = element("select", {
    "aria-label": "Coordinate",
    title: "Coordinate",
    onchange: () => store.set({ coordinate: Number(coordinate.value) }),
  });
  rate.panel.tools.append(coordinate);
  const height = element("span", { class: "what" });
  relief.panel.tools.append(height);

  /** Whether a view has a place on the page; a compact stage shows two of the five. */
  const isSeen = (view) => view.panel.width > 0;

  function refresh(view) {
    if (!ready || !isSeen(view)) return;
    view.project(state.lanes);
    repaint(view);
  }

  function repaint(view) {
    Object.assign(look, { hide: state.hide, selected: state.selected, background: state.theme.background });
    view.trails.repaint(timeline.position, look);
    if (view === map) on.drawn(map);
  }

  function moved() {
    refresh(map);
    on.mapped();
  }

  async function resized(view) {
    const done = view.resize();
    refresh(view);
    if (view === map) {
      on.mapped();
      on.resized();
    }
    await done;
    refresh(view);
  }

  /** Fits a curve's axes: to all there is, or to what may be seen of it. */
  async function fitted(view, options) {
    await view.fit(timeline.length, state.veiled ? timeline.step : Infinity, options);
    refresh(view);
  }

  function takeCurves() {
    const drawn = (read) => state.lanes.map((lane) => (isDrawn(lane) ? read(lane) : null));
    const gap = haveGap(state.lanes);
    const missing = (name) => (lane) => lane[name];
    loss.take(drawn(missing(gap ? "gap" : "loss")), gap ? logarithm : symmetric, state.theme);
    gradient.take(drawn(missing("slope")), logarithm, state.theme);
    rate.take(
      drawn((lane) => ratesOf(lane, state.coordinate)),
      logarithm,
      state.theme,
    );
    const title = gap ? "Loss \u2212 minimum" : "Loss, symmetric log";
    if (loss.panel.heading.textContent !== title) loss.panel.heading.textContent = title;
  }

  return {
    map,
    relief,
    views,
    panels: Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view.panel])),
    /** Names the coordinates: on the axes, and where the effective rate is shown along one of them. */
    label(labels) {
      map.label(labels);
      relief.label(labels);
      coordinate.replaceChildren(...labels.map((text, value) => element("option", { value }, text)));
    },
    watch() {
      for (const view of Object.values(views)) {
        view.panel.measure();
        view.panel.watch();
      }
    },
    /** Shows new lanes; axes are fitted unless a hand is moving something. */
    takeLanes({ moving }) {
      ready = state.terrain !== null;
      takeCurves();
      for (const view of curves) if (!moving || !view.fitted) fitted(view);
      if (ready) for (const view of Object.values(views)) refresh(view);
    },
    /** Fits the axes of curves that show something; with `force`, even those that the visitor has chosen. */
    async fit(options) {
      await Promise.all(curves.filter((view) => view.fitted).map((view) => fitted(view, options)));
    },
    /** Shows a terrain, and everything upon it; Plotly, which takes its time, draws it when `turn` has come. */
    async takeTerrain(terrain, turn) {
      ready = state.lanes.length > 0;
      height.textContent = terrain.shade.logarithmic ? "height: loss, log scale" : "height: loss";
      const shown = [map, relief].filter(isSeen).map((view) => view.show(terrain, state.theme, turn));
      Object.values(views).forEach(refresh);
      on.mapped();
      await Promise.all(shown);
      moved();
    },
    /** Paints a coarse terrain while a hand moves. */
    sketch(terrain) {
      for (const view of [map, relief].filter(isSeen)) view.sketch(terrain);
      refresh(relief);
    },
    async adopt(plotly) {
      for (const view of Object.values(views).filter(isSeen)) {
        await view.adopt(plotly);
        refresh(view);
      }
    },
    /** Paints one moment. */
    draw(position) {
      if (!ready) return;
      for (const name in views) views[name].trails.draw(position, look);
      if (state.veiled) for (const view of curves) if (view.outgrown(timeline.step)) fitted(view);
      on.drawn(map);
    },
    repaint() {
      if (ready) Object.values(views).forEach(repaint);
    },
    close() {
      for (const view of Object.values(views)) {
        view.panel.close();
        view.close();
      }
    },
  };
}
