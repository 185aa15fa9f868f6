/** The legend of a fan: its scale as a ramp of colours from the first value to the last, and which run is ahead. */

import { isGround, valueOf } from "./fan.js";
import { brief, steady, title } from "./format.js";
import { haveGap, isDrawn } from "./lanes.js";
import { standings } from "./legend.js";
import { swatch } from "./marks.js";
import { element, setText } from "./panel.js";

/** Said where the terrain belongs to one of the runs alone. */
const OWN_GROUND = "Each run is on a surface of its own; the picture shows that of the chosen one.";

/** In place of the standings: the same calls, for many runs that differ in one number. */
export function createRamp({ store }) {
  const { state } = store;
  const heading = element("h3", {});
  const caption = element("span", { class: "what" });
  const bar = element("div", { class: "ramp", "aria-hidden": "true" });
  const [low, high] = ["low", "high"].map((end) => element("span", { class: end }));
  const lines = element("dl", { class: "ahead" });
  const ground = element("p", { class: "definition" }, OWN_GROUND);
  const waiting = element("p", { class: "waiting", role: "status" });
  const summary = element("p", { class: "unseen", "aria-live": "polite" });
  const root = element(
    "section",
    { class: "legend fan", "aria-label": "Standings" },
    element("header", {}, heading, caption),
    bar,
    element("div", { class: "ends" }, low, high),
    lines,
    ground,
    waiting,
    summary,
  );

  /** The number of a lane as it is written; a treatment that a run does not have is off. */
  function number(lane) {
    const value = valueOf(state.race, lane, state.data.fan);
    return value === undefined ? "off" : brief(value, 4);
  }

  /** The lowest run of the fan now, and the chosen one. */
  function leaders(lanes, step, veiled) {
    const ranked = standings(lanes, step, veiled);
    const first = ranked.reduce((best, { value }, i) => (value < (ranked[best]?.value ?? Infinity) ? i : best), -1);
    return { chosen: ranked[0], first, ahead: ranked[first] };
  }

  function line(mark, name, text) {
    const term = element("dt", {});
    term.insertAdjacentHTML("beforeend", mark);
    term.append(name);
    return [term, element("dd", {}, text)];
  }

  return {
    root,
    name(labels, theme) {
      const colors = labels.slice(1).map((_, i) => theme.lane(i + 1).color);
      bar.style.background = `linear-gradient(to right, ${colors.join(", ")})`;
      heading.textContent = title(state.data.fan.title);
      ground.hidden = !isGround(state.data.fan);
    },
    select() {},
    /** Shows the moment: the lowest loss, and that of the chosen run. */
    show(lanes, step, veiled) {
      [low, high].forEach((end, i) => setText(end, number(i ? lanes.length - 1 : 1)));
      if (!isDrawn(lanes[0])) return;
      const { chosen, first, ahead } = leaders(lanes, step, veiled);
      setText(caption, haveGap(lanes) ? "loss \u2212 minimum" : "loss");
      lines.replaceChildren(
        ...line(swatch(state.theme.lane(0)), `chosen: ${number(0)}`, steady(chosen.value, 3)),
        ...(ahead ? line(swatch(state.theme.lane(first)), `lowest of ${lanes.length - 1}: ${number(first)}`, steady(ahead.value, 3)) : []),
      );
    },
    say(lanes, step) {
      const { chosen, first, ahead } = leaders(lanes, step, true);
      const best = ahead ? `Lowest at ${number(first)}: ${steady(ahead.value, 3)}. ` : "";
      summary.textContent = `Step ${step}. ${best}Chosen, ${number(0)}: ${steady(chosen.value, 3)}.`;
    },
    wait(sentence) {
      waiting.textContent = sentence;
    },
  };
}
