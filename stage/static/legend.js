/** The standings: who each line is, and how it does at the current step. */

import { steady } from "./format.js";
import { haveGap, isDrawn, stepOf } from "./lanes.js";
import { swatch } from "./marks.js";
import { element } from "./panel.js";

/**
 * The standing of each lane at a step; verdicts, which speak of the end, are left out where it is still `veiled`.
 * @returns {{value: number, rank: number|null, word: string}[]} ranks from 1; null for what has no finite loss.
 */
export function standings(lanes, step, veiled) {
  const gap = haveGap(lanes);
  const values = lanes.map((lane) => (isDrawn(lane) ? (gap ? lane.gap : lane.loss)[stepOf(lane, step)] : NaN));
  const order = values
    .map((value, i) => ({ value, i }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.value - b.value);
  return values.map((value, i) => {
    const place = order.findIndex((entry) => entry.i === i);
    const better = place < 0 ? 0 : order.filter((entry) => entry.value < value).length;
    return { value, rank: place < 0 ? null : better + 1, word: wordOf(lanes[i], step, veiled) };
  });
}

/** The verdict's word, once the step has been reached at which it is true. */
function wordOf(lane, step, veiled) {
  if (!lane) return "";
  if (lane.error) return "failed";
  const { verdict } = lane.facts;
  if (veiled) return "";
  return verdict && step >= Math.min(verdict.step ?? lane.steps, lane.steps) ? verdict.word : "";
}

/** @param {(lane: number) => void} onSelect */
export function createLegend({ onSelect }) {
  const caption = element("span", { class: "what" });
  const list = element("ul", { class: "lanes" });
  const waiting = element("p", { class: "waiting", role: "status" });
  const summary = element("p", { class: "unseen", "aria-live": "polite" });
  const root = element(
    "section",
    { class: "legend", "aria-label": "Standings" },
    element("header", {}, element("h3", {}, "Standings"), caption),
    list,
    waiting,
    summary,
  );
  let rows = [];
  let names = [];

  return {
    root,
    /** Takes the lanes' names and looks. */
    name(labels, theme) {
      names = labels;
      rows = labels.map((label, i) => {
        const cells = ["rank", "value", "word"].map((name) => element("span", { class: name }));
        const row = element("button", { type: "button", "data-lane": i, onclick: () => onSelect(i) }, cells[0]);
        row.insertAdjacentHTML("beforeend", swatch(theme.lane(i)));
        row.append(element("span", { class: "label", title: label }, label), cells[1], cells[2]);
        return { row, cells };
      });
      list.replaceChildren(...rows.map(({ row }) => element("li", {}, row)));
    },
    select(lane) {
      rows.forEach(({ row }, i) => row.setAttribute("aria-pressed", String(i === lane)));
    },
    /** Shows the standings at a step. */
    show(lanes, step, veiled) {
      caption.textContent = haveGap(lanes) ? "loss \u2212 minimum" : "loss";
      standings(lanes, step, veiled).forEach(({ value, rank, word }, i) => {
        if (!rows[i]) return;
        const { row, cells } = rows[i];
        put(cells[0], rank ?? "");
        put(cells[1], isDrawn(lanes[i]) ? steady(value, 3) : "");
        put(cells[2], word);
        row.title = lanes[i]?.error ?? "";
        row.classList.toggle("pending", !lanes[i]);
      });
    },
    /** Says the standings to those who listen; called when time stands still. */
    say(lanes, step) {
      const ranked = standings(lanes, step, true)
        .map((entry, i) => ({ ...entry, name: names[i] }))
        .filter(({ rank }) => rank)
        .sort((a, b) => a.rank - b.rank);
      put(
        summary,
        `Step ${step}. ${ranked.map(({ rank, name, value }) => `${rank}. ${name}, ${steady(value, 3)}`).join("; ")}.`,
      );
    },
    wait(sentence) {
      put(waiting, sentence);
    },
  };
}

/** Writes a text where it differs, so that nothing is laid out for nothing. */
function put(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}
