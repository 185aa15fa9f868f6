/** The tray of live numbers: the learning rate, the other knobs of the selected lane, the surface's knobs, the start. */

import { brief, title } from "./format.js";
import { isDrawn } from "./lanes.js";
import { element } from "./panel.js";
import {
  changesOf,
  runOf,
  settingAt,
  startsDiffer,
  withSetting,
  withStart,
  withSurfaceKnob,
  withoutChange,
} from "./race.js";
import { createField, createSlider } from "./slider.js";

const FACTOR = {
  label: "Learning rate",
  low: 0.01,
  high: 100,
  scale: "log",
  unit: "×",
  help: "Multiplies the learning rate of every run.",
};

/**
 * @param {object} store
 * @param {() => number} step the current step.
 * @param {object} act change(race), rest(), labels().
 */
export function createTray({ store, step, act }) {
  const { state } = store;
  const heading = element("h3", {});
  const everyone = element(
    "button",
    { type: "button", class: "text", onclick: () => store.set({ selected: null }) },
    "all runs",
  );
  const fromHere = element("input", { type: "checkbox", onchange: () => store.set({ fromHere: fromHere.checked }) });
  const knobs = element("div", { class: "knobs" });
  const changes = element("ul", { class: "changes" });
  const surface = element("div", { class: "knobs" });
  const surfaceHeading = element("h3", {}, "Surface");
  const fields = [0, 1].map((axis) =>
    createField(`Start ${state.data.surface.labels?.[axis] ?? "xy"[axis]}`, (value) => moveStart(axis, value)),
  );
  const start = element(
    "div",
    { class: "pair" },
    ...fields.map(({ field }, axis) => element("label", {}, state.data.surface.labels?.[axis] ?? "xy"[axis], field)),
  );
  const root = element(
    "section",
    { class: "tray", "aria-label": "Settings" },
    element("header", {}, heading, everyone),
    knobs,
    element("label", { class: "switch" }, fromHere, "From this step on"),
    changes,
    surfaceHeading,
    surface,
    element("h3", {}, "Start"),
    start,
  );
  let sliders = [];
  let built = "";
  let before = null;

  function moveStart(axis, value) {
    const point = [...startOf(state)];
    point[axis] = value;
    act.change(withStart(state.race, point, startsDiffer(state.race) ? (state.selected ?? 0) : null));
    act.rest();
  }

  const lanes = () => (state.selected === null ? state.race.lanes.map((_, i) => i) : [state.selected]);

  function scaleRates(factor) {
    before ??= state.race;
    let race = before;
    for (const lane of lanes()) {
      const rate = state.lanes[lane]?.settings?.learning_rate;
      const base = rates.get(lane) ?? rate;
      if (base === undefined) continue;
      rates.set(lane, base);
      const [low, high] = state.lanes[lane].ranges.learning_rate ?? [0, Infinity];
      race = withSetting(
        race,
        lane,
        "learning_rate",
        Math.min(Math.max(Number((base * factor).toPrecision(4)), low), high),
        from(),
      );
    }
    act.change(race);
  }
  const rates = new Map();

  const from = () => (state.fromHere ? step() : null);

  function scaledRates() {
    act.rest();
    before = null;
    rates.clear();
    factor?.show(1);
  }
  let factor = null;

  function laneSliders(lane) {
    const settings = state.lanes[lane];
    const rows = state.data.optimizers[runOf(state.race, lane).optimizer]?.knobs ?? [];
    return rows
      .filter((knob) => !knob.static)
      .map((knob) => {
        const [low, high] = settings.ranges[knob.name] ?? [knob.low, knob.high];
        const slider = createSlider(
          { ...knob, label: title(knob.name), low, high },
          (value) => act.change(withSetting(state.race, lane, knob.name, value, from())),
          act.rest,
        );
        return {
          root: slider.root,
          show: () =>
            slider.show(settingAt(state.race, lane, knob.name, step(), state.lanes[lane].settings[knob.name])),
        };
      });
  }

  function surfaceSliders() {
    const { knobs: rows = [], values = {} } = state.data.surface;
    return rows
      .filter((knob) => !knob.static)
      .map((knob) => {
        const slider = createSlider(
          { ...knob, label: title(knob.name) },
          (value) => act.change(withSurfaceKnob(state.race, knob.name, value)),
          act.rest,
        );
        return {
          root: slider.root,
          show: () => slider.show(state.race.shared.surface_knobs?.[knob.name] ?? values[knob.name] ?? knob.default),
        };
      });
  }

  /** Builds the sliders anew where another lane, optimizer or surface asks for others. */
  function build() {
    const { selected } = state;
    const ready = selected !== null && isDrawn(state.lanes[selected]);
    const ask = JSON.stringify([
      selected,
      ready && state.race.lanes[selected].optimizer,
      ready && state.lanes[selected].ranges,
      state.data.surface.name,
    ]);
    if (ask === built) return;
    built = ask;
    factor = null;
    const own = ready ? laneSliders(selected) : [];
    if (selected === null) {
      factor = createSlider(FACTOR, scaleRates, scaledRates);
      factor.show(1);
    }
    const ground = surfaceSliders();
    knobs.replaceChildren(...(factor ? [factor.root] : own.map((slider) => slider.root)));
    surface.replaceChildren(...ground.map((slider) => slider.root));
    surfaceHeading.hidden = ground.length === 0;
    sliders = [...own, ...ground];
  }

  return {
    root,
    show() {
      build();
      const { selected } = state;
      heading.textContent = selected === null ? "All runs" : act.labels()[selected];
      everyone.hidden = selected === null;
      fromHere.checked = state.fromHere;
      for (const slider of sliders) slider.show();
      const point = startOf(state);
      if (point) fields.forEach((field, axis) => field.show(point[axis]));
      changes.replaceChildren(
        ...listChanges(state, act).map(({ sentence, remove }) =>
          element(
            "li",
            {},
            sentence,
            element(
              "button",
              { type: "button", class: "text", "aria-label": `Remove: ${sentence}`, onclick: remove },
              "remove",
            ),
          ),
        ),
      );
    },
  };
}

/** Where the runs start, as far as that is known yet. */
export function startOf({ race, lanes, selected }) {
  const lane = startsDiffer(race) ? (selected ?? 0) : 0;
  const given = runOf(race, lane).start;
  if (given) return given;
  const drawn = isDrawn(lanes[lane]) ? lanes[lane] : lanes.find(isDrawn);
  return drawn ? [drawn.x[0], drawn.x[1]] : null;
}

/** The changes in mid-run of the lanes in focus, as sentences that can be taken back. */
export function listChanges({ race, selected }, act) {
  const lanes = selected === null ? race.lanes.map((_, i) => i) : [selected];
  return lanes.flatMap((lane) =>
    changesOf(race, lane).flatMap(([step, values]) =>
      Object.entries(values).map(([name, value]) => ({
        step,
        sentence: `${selected === null ? `${act.labels()[lane]}: ` : ""}${title(name)} ${brief(value)} from step ${step} on`,
        remove: () => {
          act.change(withoutChange(race, lane, step, name));
          act.rest();
        },
      })),
    ),
  );
}
