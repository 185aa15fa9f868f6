/** The tray of live numbers: the learning rate, the other knobs of the selected lane, the surface's knobs, the start. */

import { brief, title } from "./format.js";
import { laneSliders, surfaceSliders } from "./knobs.js";
import { isDrawn } from "./lanes.js";
import { element, setText } from "./panel.js";
import { changesOf, runOf, startsDiffer, withStart, withoutChange } from "./race.js";
import { createFactor } from "./rates.js";
import { createField } from "./slider.js";

/**
 * @param {object} store
 * @param {() => number} step the current step.
 * @param {object} act change(race), rest(), labels().
 */
export function createTray({ store, step, act }) {
  const { state } = store;
  const heading = element("h3", {});
  const showAll = () => store.set({ selected: null });
  const everyone = element("button", { type: "button", class: "text", onclick: showAll }, "all runs");
  const fromHere = element("input", { type: "checkbox", onchange: () => store.set({ fromHere: fromHere.checked }) });
  const [knobs, surface] = ["knobs", "knobs"].map((name) => element("div", { class: name }));
  const changes = element("ul", { class: "changes" });
  const surfaceHeading = element("h3", {}, "Surface");
  const start = element("div", { class: "pair" });
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
  const from = () => (state.fromHere ? step() : null);
  const built = { own: "", ground: "" };
  let [own, ground, fields] = [[], [], []];

  function moveStart(axis, value) {
    const point = startOf(state)?.slice();
    if (!point) return; // not known before a lane is there
    point[axis] = value;
    act.change(withStart(state.race, point, startsDiffer(state.race) ? (state.selected ?? 0) : null));
    act.rest();
  }

  /** Whether something must be built anew. Each part for itself: a slider under the hand must not be replaced. */
  function isNew(part, ask) {
    const same = built[part] === JSON.stringify(ask);
    built[part] = JSON.stringify(ask);
    return !same;
  }

  function buildOwn() {
    const { selected, race, lanes } = state;
    const ready = selected !== null && isDrawn(lanes[selected]);
    if (!isNew("own", [selected, ready && [race.lanes[selected].optimizer, lanes[selected].ranges]])) return;
    const factor = () => [createFactor({ state, from, act })];
    own = ready ? laneSliders(state, selected, { step, from, act }) : selected === null ? factor() : [];
    knobs.replaceChildren(...own.map((slider) => slider.root));
  }

  function buildGround() {
    const { name, labels } = state.data.surface;
    if (!isNew("ground", [name, labels])) return;
    ground = surfaceSliders(state, act);
    surface.replaceChildren(...ground.map((slider) => slider.root));
    surfaceHeading.hidden = ground.length === 0;
    fields = labels.map((label, axis) => createField(`Start ${label}`, (value) => moveStart(axis, value)));
    start.replaceChildren(...fields.map(({ field }, axis) => element("label", {}, labels[axis], field)));
  }

  function changeItem({ sentence, remove }) {
    const label = `Remove: ${sentence}`;
    const button = element("button", { type: "button", class: "text", "aria-label": label, onclick: remove }, "remove");
    return element("li", {}, sentence, button);
  }

  return {
    root,
    show() {
      buildOwn();
      buildGround();
      const { selected } = state;
      setText(heading, selected === null ? "All runs" : act.labels()[selected]);
      everyone.hidden = selected === null || Boolean(state.data.fan);
      fromHere.checked = state.fromHere;
      for (const slider of [...own, ...ground]) slider.show();
      const point = startOf(state);
      if (point) fields.forEach((field, axis) => field.show(point[axis]));
      changes.replaceChildren(...listChanges(state, act).map(changeItem));
    },
  };
}

/** Where the runs start, as far as that is known yet. */
export function startOf({ race, lanes, selected }) {
  const lane = startsDiffer(race) ? (selected ?? 0) : 0;
  const given = runOf(race, lane).start;
  if (given?.length === 2) return given; // else a point of more variables, whose place the wire knows
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
