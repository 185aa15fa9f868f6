/** What lies under the pointer: the nearest run's numbers. Elsewhere Plotly's own hover speaks. */

import { brief, steady, tuple } from "./format.js";
import { element } from "./panel.js";

const REACH = 12;

/**
 * @param {object} view a map, a relief or a curve: its panel and its trails.
 * @param {object} ask lane(i), label(i), upTo(): the last step that may be shown.
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
    tip.show(x, y, ...textOf(ask.lane(found.lane), ask.label(found.lane), found.step));
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
  return {
    root,
    show(x, y, ...text) {
      root.replaceChildren(...text);
      root.hidden = false;
      const left = x + 14 + root.offsetWidth > plane.clientWidth ? x - 14 - root.offsetWidth : x + 14;
      root.style.transform = `translate(${Math.max(left, 0)}px, ${Math.max(y - root.offsetHeight - 8, 0)}px)`;
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** One line of such a text. */
export const line = (name, value) => element("span", {}, element("i", {}, name), value);

function textOf(lane, label, step) {
  return [
    element("b", {}, label),
    line("step", String(step)),
    line("at", tuple(lane.x.subarray(2 * step, 2 * step + 2), 4)),
    line("loss", steady(lane.loss[step], 5)),
    ...(lane.away ? [line("off the slice", brief(lane.away[step], 4))] : []),
    ...(lane.slice ? [line("slice's loss", steady(lane.slice[step], 5))] : []),
    ...(lane.slope ? [line("gradient", brief(lane.slope[step], 4))] : []),
  ];
}
