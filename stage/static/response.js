/** Result against one number: how the run would end at every value of it, with handles for the chosen run and the fan. */

import { bandKey, createBands } from "./bands.js";
import { linear, logarithmic, paintAxes } from "./axes.js";
import { logarithm, symmetric } from "./curves.js";
import { scaleOf, spanOf, spread, valueOf, withChosen } from "./fan.js";
import { across, createGrip } from "./grip.js";
import { swatch } from "./marks.js";
import { newest } from "./newest.js";
import { createPanel, element, setText } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";
import { canonical } from "./wire.js";

const MARGIN = { left: 46, right: 14, top: 6, bottom: 50 };
/** Powers of ten below the highest that are shown. */
const DEPTH = 18;
const LIMIT_DASH = [3, 3];
/** Limits that differ by less than this share are drawn as one. */
const ALIKE = 0.01;
const PLACES = { start: "limit at the start", minimum: "limit at the minimum" };

/**
 * The data's `response`: the compared runs as a race, which of them is fanned out (`lane`), the number's title, the
 * range of its values and how many.
 */
export function createResponse({ store, wire, act, enlarge, complain }) {
  const { state } = store;
  const panel = createPanel({
    name: "response",
    title: "Result",
    margin: MARGIN,
    onEnlarge: () => enlarge("response"),
    onResize: paint,
  });
  const title = element("h3", {}, "Which is best?");
  const list = element("ul", { class: "findings" });
  const key = element("ul", { class: "definition bands" });
  const aside = element(
    "section",
    { class: "advice", "aria-label": "Findings" },
    title,
    list,
    key,
  );
  /** The two directions between a value and its pixel. */
  const place = {
    to: (value) => mapping.ax + mapping.bx * scaleOf(state.data.fan).of(value),
    from: (pixel) => scaleOf(state.data.fan).back((pixel - mapping.ax) / mapping.bx),
  };
  const bands = createBands(panel);
  let stale = false;
  let asked = "";
  let told = "";
  let answer = null;
  let mapping = null;
  const grips = {
    chosen: grip("chosen", "Chosen run", (value) => withChosen(state.race, state.data.fan, value)),
    low: grip("low", "Fan from", (value) => spread(state.race, state.data.fan, [value, span()[1]])),
    high: grip("high", "Fan to", (value) => spread(state.race, state.data.fan, [span()[0], value])),
  };

  const questions = newest(
    async (question, signal) => {
      answer = await wire.arrays("response", question, signal);
      told = subject(question);
      paint();
      tell();
      mark(told !== subject(current()));
      panel.root.dataset.revision = Number(panel.root.dataset.revision ?? 0) + 1;
    },
    complain,
    { modest: true },
  );

  const span = () => spanOf(state.race, state.data.fan);

  function grip(kind, label, change) {
    const way = across(panel);
    const made = createGrip({ kind, label, way, place, limits, change: (value) => act.change(change(value)), rest: act.rest });
    panel.plane.append(made.root);
    return made;
  }

  function limits(kind) {
    const { low, high } = state.data.response;
    const [from, to] = span();
    return { chosen: [low, high], low: [low, to], high: [from, high] }[kind];
  }

  /** The compared runs as they are at this moment of the hand. */
  function current() {
    const { race, lane, low, high, count } = state.data.response;
    const { name, scale } = state.data.fan;
    const own = state.race.lanes[0];
    const lanes = race.lanes.map((other, i) => (i === lane ? own : other));
    return { shared: { ...race.shared, ...state.race.shared }, lanes, name, low, high, count, scale };
  }

  /** What results are about, whatever its numbers: those of another surface or other optimizers must not pass for them. */
  const subject = ({ shared, lanes }) => canonical([shared.surface, lanes.map(({ optimizer }) => optimizer)]);

  /** Marks results of something else as such, until those come that are waited for. */
  function mark(is) {
    if (is === stale) return; // at each move of a hand
    stale = is;
    for (const root of [panel.root, aside]) {
      root.classList.toggle("stale", stale);
      root.setAttribute("aria-busy", stale);
    }
    setText(title, stale ? "Which is best? Being computed \u2026" : "Which is best?");
    name();
  }

  const scaleOfEnds = () => (answer.facts.lanes.every(({ known }) => known) ? logarithm : symmetric);

  function name() {
    const ends = answer && scaleOfEnds() === logarithm ? "Final loss \u2212 minimum" : "Final loss, symmetric log";
    setText(panel.heading, stale ? "Being computed \u2026" : ends);
  }

  const values = (lane, kind) => answer.arrays[`${lane}.${kind}`].data;

  function paint() {
    if (!answer || !state.theme || !panel.width) return;
    const { fan, response } = state.data;
    const { of } = scaleOf(fan);
    const vertical = scaleOfEnds();
    const range = rangeOf(vertical);
    const horizontal = [of(response.low), of(response.high)];
    mapping = mappingOf([...horizontal, ...range], panel.area());
    const ticks = {
      x: (fan.scale === "log" ? logarithmic : linear)(horizontal),
      y: vertical.ticks(range),
      grid: true,
      titles: { x: response.title },
    };
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    bands.paint(answer.facts.lanes[response.lane].bands, place, state.theme);
    paintAxes(panel.ground, panel.area(), mapping, ticks, state.theme);
    panel.paths.clearRect(0, 0, panel.width, panel.height);
    panel.within(panel.paths, () => {
      theory(answer.facts.lanes[response.lane].limits);
      answer.facts.lanes.forEach((_, i) => curves(i, vertical));
    });
    for (const each of Object.values(grips)) each.show();
    name();
    grips.chosen.put(valueOf(state.race, 0, fan));
    const [low, high] = span();
    grips.low.put(low);
    grips.high.put(high);
  }

  /** All ends that are finite, not deeper than digits mean anything, not far above the start. */
  function rangeOf(scale) {
    let [low, high] = [Infinity, -Infinity];
    answer.facts.lanes.forEach(({ start }, i) => {
      high = Math.max(high, scale.of(start) + 1);
      for (const value of values(i, "best")) {
        const at = scale.of(value);
        if (at > -399) low = Math.min(low, at);
      }
    });
    return [Math.max(low, high - DEPTH) - 0.4, high];
  }

  function curves(lane, scale) {
    const { color, dash } = state.theme.compared(state.data.response.lanes[lane]);
    const chosen = lane === state.data.response.lane;
    stroke(values(lane, "best"), scale, { color, dash: [1, 3], width: 1, alpha: chosen ? 0.8 : 0.4 });
    stroke(values(lane, "final"), scale, { color, dash, width: chosen ? 2.2 : 1.5, alpha: chosen ? 1 : 0.75 });
  }

  function stroke(list, scale, { color, dash, width, alpha }) {
    const { paths } = panel;
    const { of } = scaleOf(state.data.fan);
    const along = answer.arrays.values.data;
    Object.assign(paths, { strokeStyle: color, lineWidth: width, globalAlpha: alpha });
    paths.setLineDash(dash);
    paths.beginPath();
    const foot = panel.area().y + panel.area().height;
    const at = (i) => [mapping.ax + mapping.bx * of(along[i]), Math.min(mapping.ay + mapping.by * scale.of(list[i]), foot)];
    traceLine(paths, list.length, (i) => (Number.isFinite(list[i]) ? at(i) : null));
    paths.stroke();
    paths.globalAlpha = 1;
  }

  /** The values at which theory lets the run become unstable. */
  function theory(limits) {
    const { paths } = panel;
    const area = panel.area();
    paths.fillStyle = state.theme.text;
    paths.font = `10.5px ${state.theme.font}`;
    paths.textAlign = "right";
    paths.textBaseline = "top";
    const { low, high } = state.data.response;
    const seen = limits.filter(({ rate }) => rate >= low && rate <= high);
    const alike = seen.length > 1 && seen.every(({ rate }) => Math.abs(rate / seen[0].rate - 1) < ALIKE);
    (alike ? seen.slice(0, 1) : seen).forEach(({ place: where, rate }, i) => {
      const x = place.to(rate);
      Object.assign(paths, { strokeStyle: state.theme.text, lineWidth: 1 });
      paths.setLineDash(LIMIT_DASH);
      paths.beginPath();
      paths.moveTo(x, area.y);
      paths.lineTo(x, area.y + area.height);
      paths.stroke();
      label(alike ? "stability limit" : PLACES[where], x - 4, area.y + 3 + 13 * i);
    });
  }

  /** A word on the curves, with a margin of the background so that it can be read. */
  function label(word, x, y) {
    const { paths } = panel;
    paths.setLineDash([]);
    Object.assign(paths, { strokeStyle: state.theme.background, lineWidth: 3 });
    paths.strokeText(word, x, y);
    paths.fillText(word, x, y);
  }

  /** What was found about each of the compared runs, in words. */
  function tell() {
    const { lanes, titles, without, title } = state.data.response;
    const found = answer.facts.lanes.map(({ sentence }, i) => finding(lanes[i], titles[i], sentence));
    key.replaceChildren(...bandKey(answer.facts.lanes[state.data.response.lane].bands, state.theme));
    list.replaceChildren(...found, ...without.map(([lane, name]) => finding(lane, name, `Has no ${title} to change.`)));
  }

  function finding(lane, name, sentence) {
    const item = element("li", {});
    item.insertAdjacentHTML("beforeend", swatch(state.theme.compared(lane)));
    item.append(element("b", {}, name), element("p", {}, sentence));
    return item;
  }

  return {
    panel,
    aside,
    ask() {
      const next = current();
      const elsewhere = state.data.race.shared.surface !== next.shared.surface;
      mark(answer !== null && (elsewhere || told !== subject(next)));
      if (elsewhere) return; // the race in place is not yet the one that the data are about
      const key = canonical(next);
      if (key === asked) {
        paint();
        return;
      }
      asked = key;
      questions.ask(next);
    },
    close: () => questions.close(),
  };
}
