/** One small map of many: the terrain, one run upon it, and under it how the run stands. A link to the whole race. */

import { steady } from "./format.js";
import { isDrawn } from "./lanes.js";
import { createLayers } from "./layers.js";
import { swatch } from "./marks.js";
import { element } from "./panel.js";
import { evenScale, mappingOf, projected } from "./plane.js";
import { paintTerrain } from "./terrain.js";
import { FADES, gradesOf } from "./slice.js";
import { createTrails } from "./trails.js";

const NONE = { left: 0, right: 0, top: 0, bottom: 0 };

/**
 * @param {object} on
 * @param {() => void} on.resize called when the map has another size, not at first.
 * @param {(event: Event) => void} on.press
 * @param {() => void} on.meet called when the pointer or the focus comes to the cell.
 */
export function createCell(on) {
  const plane = element("div", { class: "plane" });
  const label = element("span", { class: "label" });
  const value = element("span", { class: "value" });
  const word = element("span", { class: "word" });
  const root = element(
    "a",
    { class: "cell", onclick: on.press, onpointerenter: on.meet, onfocus: on.meet },
    plane,
    element("span", { class: "standing" }, label, value, word),
  );
  const layers = createLayers(plane, NONE, on.resize);
  const trails = createTrails(layers);
  const look = { hide: false, selected: null, background: "" };
  let mapping = null;
  let drawn = false;

  return {
    root,
    layers,
    /** Names the cell, and says where its link leads. */
    name(title, href, optimizer, style) {
      root.href = href;
      root.setAttribute("aria-label", title);
      label.innerHTML = swatch(style);
      label.append(optimizer);
    },
    /** The window that is shown for a wanted one: widened to one scale on both axes. */
    fitted: (window) => evenScale(window, layers.area()),
    /** Paints a terrain (null: nothing) in a window, and the run (null: none) upon it at a position. */
    paint(terrain, window, lane, position, style, theme) {
      const { ground, paths, heads, width, height } = layers;
      for (const context of [ground, paths, heads]) context.clearRect(0, 0, width, height);
      drawn = terrain !== null && isDrawn(lane);
      if (!terrain) return;
      mapping = mappingOf(window, layers.area());
      paintTerrain(ground, terrain, mapping, theme);
      if (!drawn) return;
      const [x, y] = [(k) => lane.x[2 * k], (k) => lane.x[2 * k + 1]];
      const pixels = projected(trails.tracks[0]?.pixels, lane.steps + 1, x, y, mapping);
      trails.set([{ pixels, dim: gradesOf(lane, terrain.length), fades: FADES, style, edge: true }]);
      look.background = theme.background;
      trails.repaint(position, look);
    },
    /** Paints one moment. */
    draw(position) {
      if (drawn) trails.draw(position, look);
    },
    /** Says how the run stands: its loss, and the verdict's word once that is true. */
    say(lane, standing) {
      value.textContent = isDrawn(lane) ? steady(standing.value, 3) : "";
      word.textContent = standing.word;
      root.classList.toggle("pending", !lane);
    },
  };
}
