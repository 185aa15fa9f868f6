/** What lies under the pointer: the nearest run's numbers. Elsewhere Plotly's own hover speaks. */

import { brief, steady, tuple } from "./format.js";
import { element } from "./panel.js";

const REACH = 12;

/**
 * @param {object} view a map, a relief or a curve: its panel and its trails.
 * @param {object} ask
 * @param {(line: number, k: number) => {label: string, lines: [string, string][]}} ask.read what is said of a place.
 * @param {() => number} ask.upTo the last place that may be shown.
 */
export function createHover(view, ask) {
  const { plane } = view.panel;
  const tip = createTip(plane);
  const { hide } = tip;

  function move(event) {
    if (event.buttons || event.pointerType === "touch") return hide();
    const box = plane.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const found = view.trails.nearest(x, y, REACH, ask.upTo());
    if (!found) return hide();
    event.stopPropagation();
    tip.show(x, y, ask.read(found.lane, found.step));
    return undefined;
  }

  plane.addEventListener("pointermove", move, true);
  plane.addEventListener("mousemove", (event) => tip.root.hidden || event.buttons || event.stopPropagation(), true);
  plane.addEventListener("pointerleave", hide);
}

/** A small text beside a place of a picture. */
export function createTip(plane) {
  const root = element("div", { class: "tip", role: "tooltip", hidden: true });
  plane.prepend(root); // before Plotly's place, where a style hides what Plotly says while this is shown
  const line = ([name, value]) => element("span", {}, element("i", {}, name), value);
  return {
    root,
    show(x, y, { label, lines }) {
      root.replaceChildren(element("b", {}, label), ...lines.map(line));
      root.hidden = false;
      const left = x + 14 + root.offsetWidth > plane.clientWidth ? x - 14 - root.offsetWidth : x + 14;
      root.style.transform = `translate(${Math.max(left, 0)}px, ${Math.max(y - root.offsetHeight - 8, 0)}px)`;
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** What there is to say of a run at one of its points: names and numbers. */
export function readingOf(lane, k) {
  return [
    ["step", String(lane.step ? lane.step[k] : k)],
    ["at", tuple(lane.x.subarray(2 * k, 2 * k + 2), 4)],
    ["loss", steady(lane.loss[k], 5)],
    ...(lane.away ? [["off the slice", brief(lane.away[k], 4)]] : []),
    ...(lane.slice ? [["slice's loss", steady(lane.slice[k], 5)]] : []),
    ...(lane.slope ? [["gradient", brief(lane.slope[k], 4)]] : []),
  ];
}
