/** What can be turned and chosen on the page of depth: sliders and choices, and which kinds of first weights stand out. */

import { swatch } from "./marks.js";
import { element, setText } from "./panel.js";
import { createSlider } from "./slider.js";

/** Parts of a slider on a linear scale for each unit. */
const FINE = 100;

const ticksOf = ({ low, high, scale, whole }) => (scale === "log" ? undefined : (high - low) * (whole ? 1 : FINE));

/**
 * Sliders for some of the data's knobs.
 * @param {object} state data, settings.
 * @param {string[]} names
 * @param {object} act change(values), rest().
 */
export function createTurned(state, names, act) {
  const sliders = names.map((name) => {
    const knob = state.data.knobs.find((each) => each.name === name);
    const whole = (value) => (knob.whole ? Math.round(value) : value);
    const slider = createSlider({ ...knob, ticks: ticksOf(knob) }, (value) => act.change({ [name]: whole(value) }), act.rest);
    return { root: slider.root, show: () => slider.show(state.settings[name]) };
  });
  return { roots: sliders.map(({ root }) => root), show: () => sliders.forEach(({ show }) => show()) };
}

/** A labelled choice of one of several. */
export function createChoice(state, name, label, help, options, act) {
  const select = element(
    "select",
    { onchange: () => (act.change({ [name]: options[select.selectedIndex].value }), act.rest()) },
    ...options.map(({ value, title, help: says }) => element("option", { value, title: says }, title)),
  );
  return {
    root: element("label", { class: "choice", title: help }, element("span", {}, label), select),
    show: () => (select.value = String(state.settings[name])),
  };
}

/** The kinds of first weights: each can be made to stand out, and says what became of it. */
export function createKinds(state, act) {
  const list = element("ul", { class: "lanes" });
  const root = element("div", { class: "kinds", role: "group", "aria-label": "First weights" }, list);
  const rows = new Map();

  function toggle(name) {
    const { picked } = state.settings;
    const order = state.data.initializations.map((each) => each.name);
    const next = picked.includes(name) ? picked.filter((each) => each !== name) : [...picked, name];
    act.change({ picked: order.filter((each) => next.includes(each)) });
    act.rest();
  }

  return {
    root,
    /** Takes the kinds' names and the looks of the theme. */
    name() {
      state.data.initializations.forEach(({ name, title, help }, i) => {
        const word = element("span", { class: "word" });
        const row = element("button", { type: "button", title: help, "data-kind": name, onclick: () => toggle(name) });
        row.insertAdjacentHTML("beforeend", swatch({ ...state.theme.lane(i), dash: [] }));
        row.append(element("span", { class: "label" }, title), word);
        rows.set(name, { row, word });
      });
      list.replaceChildren(...[...rows.values()].map(({ row }) => element("li", {}, row)));
    },
    /** Shows which stand out, and each one's fate by its name. */
    show(words) {
      for (const [name, { row, word }] of rows) {
        row.setAttribute("aria-pressed", String(state.settings.picked.includes(name)));
        setText(word, words[name] ?? "");
      }
    },
  };
}
