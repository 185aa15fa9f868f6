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
  const tip = element("div", { class: "tip", role: "tooltip", hidden: true });
  plane.prepend(tip); // before Plotly's place, where a style hides what Plotly says while this is shown

  function move(event) {
    if (event.buttons || event.pointerType === "touch") return hide();
    const box = plane.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const found = view.trails.nearest(x, y, REACH, ask.upTo());
    if (!found) return hide();
    event.stopPropagation();
    const { label, lines } = ask.read(found.lane, found.step);
    const line = ([name, value]) => element("span", {}, element("i", {}, name), value);
    tip.replaceChildren(element("b", {}, label), ...lines.map(line));
    tip.hidden = false;
    const left = x + 14 + tip.offsetWidth > box.width ? x - 14 - tip.offsetWidth : x + 14;
    tip.style.transform = `translate(${Math.max(left, 0)}px, ${Math.max(y - tip.offsetHeight - 8, 0)}px)`;
    return undefined;
  }

  function hide() {
    tip.hidden = true;
  }

  plane.addEventListener("pointermove", move, true);
  plane.addEventListener("mousemove", (event) => tip.hidden || event.buttons || event.stopPropagation(), true);
  plane.addEventListener("pointerleave", hide);
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
