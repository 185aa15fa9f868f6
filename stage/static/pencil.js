/**
 * Drawing a schedule: grips along the chosen run's learning rate, at even times. Whatever schedule the run has, its
 * curve is what the drawing begins with; the first pull makes it a schedule drawn by hand, which is numbers only.
 */

import { createGrip } from "./grip.js";
import { isDrawn } from "./lanes.js";
import { element } from "./panel.js";
import { runOf, settingAt, withSchedule } from "./race.js";

const NAME = "learning_rate";

/** The steps at which the heights of a drawn curve lie. */
const stepsOf = (steps, knobs) => knobs.map((_, i) => (i * (steps - 1)) / (knobs.length - 1));

/** The learning rate that a lane's schedule multiplies, at a step. */
function baseAt(race, lane, answer, step) {
  const first = runOf(race, lane).hyperparameters?.[NAME] ?? answer.settings[NAME];
  return settingAt(race, lane, NAME, step, first);
}

/** The heights of a lane's schedule: those that were drawn, or the curve that there is, as near as the knobs' range allows. */
export function heightsOf(race, lane, answer, { schedule, knobs }) {
  const run = runOf(race, lane);
  if (run.schedule === schedule) return knobs.map((knob) => run.schedule_knobs?.[knob.name] ?? knob.default);
  return stepsOf(answer.steps, knobs).map((step, i) => {
    const share = answer.learningRate[Math.round(step)] / baseAt(race, lane, answer, Math.round(step));
    return Math.min(Math.max(Number(share.toPrecision(4)), knobs[i].low), knobs[i].high);
  });
}

/** The race with one height of a lane's drawn curve changed; what is as high as usual is left out. */
export function withHeight(race, lane, heights, place, value, { schedule, knobs }) {
  const own = knobs.map((knob, i) => [knob, i === place ? value : heights[i]]);
  const said = own.filter(([knob, height]) => height !== knob.default).map(([knob, height]) => [knob.name, height]);
  return withSchedule(race, lane, schedule, Object.fromEntries(said));
}

/**
 * @param {object} store
 * @param {object} curve the view of rates.
 * @param {object} act change(race), rest().
 */
export function createPencil({ store, curve, act }) {
  const { state } = store;
  const { panel } = curve;
  const { knobs } = state.data.drawn;
  const hint = element("p", { class: "hint" }, "Choose a run to draw its learning rate.");
  panel.plane.append(hint);
  let heights = [];

  const grips = knobs.map((knob, i) => {
    const made = createGrip({
      kind: "height",
      label: `Learning rate, point ${i + 1} of ${knobs.length}`,
      way: {
        at: ({ clientY }) => -clientY,
        lay: (root, pixel) => (root.style.transform = `translate(${across(i)}px, ${-pixel}px)`),
      },
      place: {
        to(height) {
          const { y, height: tall } = panel.area();
          const pixel = curve.mapping.ay + curve.mapping.by * Math.log10(height * base(i));
          return -Math.min(Math.max(pixel, y), y + tall);
        },
        from: (pixel) => 10 ** ((-pixel - curve.mapping.ay) / curve.mapping.by) / base(i),
      },
      limits: () => [knob.low, knob.high],
      change: (height) => act.change(withHeight(state.race, state.selected, heights, i, height, state.data.drawn)),
      rest: act.rest,
    });
    made.root.setAttribute("aria-orientation", "vertical");
    panel.plane.append(made.root);
    return made;
  });

  const answer = () => state.lanes[state.selected];
  const stepAt = (i) => stepsOf(answer().steps, knobs)[i];
  const across = (i) => curve.mapping.ax + curve.mapping.bx * stepAt(i);
  const base = (i) => baseAt(state.race, state.selected, answer(), Math.round(stepAt(i)));

  function isReady() {
    const { coordinate, selected, lanes } = state;
    const lane = coordinate === null && selected !== null && lanes[selected];
    return Boolean(lane && isDrawn(lane) && lane.learningRate && curve.mapping && base(0) > 0);
  }

  function show() {
    const ready = isReady();
    if (ready) heights = heightsOf(state.race, state.selected, answer(), state.data.drawn);
    grips.forEach((grip, i) => grip.put(ready ? heights[i] : NaN));
    hint.hidden = ready || state.coordinate !== null;
  }

  store.on(["selected", "race", "coordinate"], show);
  return { show };
}
