/** The views together: who shows what, and when each is painted. */

import { createCurve } from "./curves.js";
import { createKey } from "./landmarks.js";
import { haveGap, isDrawn } from "./lanes.js";
import { createMap } from "./map.js";
import { createPanel, element, setText } from "./panel.js";
import { RACE_CURVES } from "./race-curves.js";
import { createRelief } from "./relief.js";

const FLAT = { left: 50, right: 10, top: 6, bottom: 34 };
const CURVE = { left: 50, right: 14, top: 4, bottom: 33 };
const NO_COORDINATE = "none";
/** More points than this under a moving hand are a crowd: every answer moves the map, the other views take turns. */
const CROWD = 8000;
const NONE = { left: 0, right: 0, top: 0, bottom: 0 };

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} [curves] by name, as `race-curves.js` has them; the data may ask for some of them.
 * @param {string} [aside] the title of a second map, for another loss over the same window; there is none without.
 * @param {object} on
 * @param {(name: string) => void} on.enlarge
 * @param {(window: number[]) => void} on.window the map's window has come to rest.
 * @param {(camera: object) => void} on.camera
 * @param {() => void} on.resized the map has another size.
 * @param {() => void} on.mapped the map's numbers lie elsewhere.
 * @param {(map: object) => void} on.drawn the map's heads have been drawn.
 * @param {() => void} on.rated the rates have been drawn, or lie elsewhere.
 */
export function createScene({ store, timeline, curves: known = RACE_CURVES, aside: other, on }) {
  const { state } = store;
  const look = { hide: false, selected: null, background: "" };
  const alike = { ...look };
  let ready = false;
  let turn = 0;

  const panel = (name, title, margin) =>
    createPanel({ name, title, margin, onEnlarge: () => on.enlarge(name), onResize: () => resized(views[name]) });
  const map = createMap(panel("map", "Contour map", FLAT), { move: moved, rest: on.window });
  const relief = createRelief(panel("surface", "Surface", NONE), { move: () => refresh(relief), rest: on.camera });
  const aside = other && createMap(panel("aside", other, FLAT), { move: () => refresh(aside), rest: on.window });
  const curve = (name, title) => {
    const made = createCurve(panel(name, title, CURVE), () => refresh(made), () => state.perStep ?? 1);
    return made;
  };
  const shown = (state.data.curves ?? Object.keys(known)).map((name) => [name, curve(name, known[name].title)]);
  const curves = shown.map(([, view]) => view);
  const views = { map, surface: relief, ...(aside && { aside }), ...Object.fromEntries(shown) };
  const coordinate = element("select", {
    "aria-label": "Coordinate",
    title: "The effective rate along a coordinate, or the learning rate itself",
    onchange: () => store.set({ coordinate: coordinate.value === NO_COORDINATE ? null : Number(coordinate.value) }),
  });
  const showCoordinate = () => (coordinate.value = state.coordinate ?? NO_COORDINATE);
  store.on(["coordinate"], showCoordinate);
  views.rate?.panel.tools.append(coordinate);
  const height = element("span", { class: "what" });
  relief.panel.tools.append(height);
  const key = createKey(state.data.race !== undefined);
  map.panel.tools.append(key.root);

  /** Whether a view has a place on the page; a compact stage shows two of the five. */
  const isSeen = (view) => view.panel.width > 0 && !view.panel.root.hidden;

  /** How the lines of a view look: what is set apart is a lane, so nothing is where the lines are none. */
  const lookOf = (view) => (view.layered ? alike : look);

  function refresh(view) {
    if (!ready || !isSeen(view)) return;
    view.project(state.lanes);
    repaint(view);
    if (view === views.rate) on.rated();
  }

  function repaint(view) {
    Object.assign(look, { hide: state.hide, selected: state.selected, background: state.theme.background });
    Object.assign(alike, look, { selected: null });
    view.trails.repaint(timeline.position, lookOf(view));
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

  /** The views that new lanes are shown in: all; of a crowd under a moving hand the map and one other. */
  function due(moving) {
    const all = Object.values(views);
    const points = state.lanes.filter(isDrawn).reduce((sum, lane) => sum + lane.steps + 1, 0);
    if (!moving || points < CROWD || !isSeen(map)) return all;
    const others = all.filter((view) => view !== map && isSeen(view));
    turn += 1;
    return others.length ? [map, others[turn % others.length]] : [map];
  }

  /** Whether the terrain that is seen is that of another surface. */
  function setStale(is) {
    for (const { panel } of [map, relief]) panel.root.classList.toggle("stale", is);
  }

  function takeCurves(views) {
    const gap = haveGap(state.lanes);
    for (const [name, view] of shown.filter(([, view]) => views.includes(view))) {
      const { title, lines, scale, span, look: colors, heading } = known[name];
      const asked = { gap, coordinate: state.coordinate };
      const own = colors?.(state.theme);
      view.layered = Boolean(own);
      view.take(lines(state.lanes, asked), scale(asked), own ?? state.theme, span?.(asked));
      setText(view.panel.heading, heading?.(asked) ?? title);
    }
  }

  return {
    map,
    relief,
    views,
    panels: Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view.panel])),
    /** Names the map, and the coordinates: on the axes, and where the effective rate is shown along one of them. */
    label({ labels, heading }) {
      setText(map.panel.heading, heading ?? map.panel.title);
      map.label(labels);
      aside?.label(labels);
      relief.label(labels);
      coordinate.replaceChildren(
        ...labels.map((text, value) => element("option", { value }, text)),
        element("option", { value: NO_COORDINATE }, "learning rate"),
      );
      showCoordinate();
    },
    watch() {
      for (const view of Object.values(views)) {
        view.panel.measure();
        view.panel.watch();
      }
    },
    /** Shows new lanes; axes are fitted unless a hand is moving something, by Plotly when `turn` has come. */
    takeLanes({ moving, turn }) {
      ready = state.terrain !== null;
      const taking = due(moving);
      if (state.lanes.some(isDrawn)) {
        takeCurves(taking);
        for (const view of curves) if (taking.includes(view) && (!moving || !view.fitted)) fitted(view, { turn });
      } else curves.forEach((view) => view.clear());
      if (ready) taking.forEach(refresh);
    },
    /** Pales the terrain until that of another surface is there. */
    expect: () => setStale(true),
    /** Fits the axes of curves that show something; with `force`, even those that the visitor has chosen. */
    async fit(options) {
      await Promise.all(curves.filter((view) => view.fitted).map((view) => fitted(view, options)));
    },
    /** Shows a terrain, and everything upon it; Plotly, which takes its time, draws it when `turn` has come. */
    async takeTerrain(terrain, turn, second = terrain) {
      ready = state.lanes.length > 0;
      setStale(false);
      height.textContent = terrain.shade.logarithmic ? "height: loss, symmetric log" : "height: loss";
      key.show(terrain);
      const shown = [map, relief].filter(isSeen).map((view) => view.show(terrain, state.theme, turn));
      if (aside && isSeen(aside)) shown.push(aside.show(second, state.theme, turn));
      Object.values(views).forEach(refresh);
      on.mapped();
      await Promise.all(shown);
      moved();
    },
    /** Paints a coarse terrain while a hand moves. */
    sketch(terrain) {
      setStale(false);
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
      for (const name in views) views[name].trails.draw(position, lookOf(views[name]));
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
