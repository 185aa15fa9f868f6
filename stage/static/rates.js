/**
 * The learning rates of all runs at once, by one factor, so that they keep their proportions: the factor goes as far as
 * every run's range allows. It counts from the rates at the beginning of the edit, and springs back to 1 at its end:
 * when the hand lets go, or, where keys move it, when the focus leaves.
 */

import { isDrawn } from "./lanes.js";
import { runOf, settingAt, withSetting } from "./race.js";
import { createSlider } from "./slider.js";

const NAME = "learning_rate";
const FARTHEST = 100;
const FACTOR = {
  label: "Learning rate",
  scale: "log",
  unit: "×",
  help: "Multiplies the learning rate of every run, as far as the range of each allows.",
};

/** Each lane that has a learning rate: the rate that holds at a step (null: from the beginning), and its range. */
function ratesOf({ race, lanes }, step) {
  return lanes.flatMap((lane, i) => {
    if (!isDrawn(lane) || !(NAME in lane.settings)) return [];
    // What was asked for counts before what has been answered.
    const base = runOf(race, i).hyperparameters?.[NAME] ?? lane.settings[NAME];
    const rate = step === null ? base : settingAt(race, i, NAME, step, base);
    return [{ lane: i, rate, range: lane.ranges[NAME] }];
  });
}

/** The factors between which every rate stays in its range. */
function limitsOf(rates) {
  const low = Math.max(1 / FARTHEST, ...rates.map(({ rate, range }) => range[0] / rate));
  const high = Math.min(FARTHEST, ...rates.map(({ rate, range }) => range[1] / rate));
  return { low: Math.min(low, 1), high: Math.max(high, 1) };
}

/**
 * @param {object} state
 * @param {() => number|null} from the step from which a change holds; null for the whole run.
 * @param {object} act change(race), rest().
 */
export function createFactor({ state, from, act }) {
  const knob = { ...FACTOR, low: 1 / FARTHEST, high: FARTHEST };
  let before = null;

  function begin() {
    before ??= { race: state.race, step: from(), rates: ratesOf(state, from()) };
  }

  function scale(factor) {
    begin();
    const { race, step, rates } = before;
    const scaled = rates.reduce((next, { lane, rate, range: [low, high] }) => {
      // Only what rounding would put past an end is held there: the factor's own limits keep the rest inside.
      const value = Math.min(Math.max(Number((rate * factor).toPrecision(4)), low), high);
      return withSetting(next, lane, NAME, value, step);
    }, race);
    act.change(scaled);
  }

  function show() {
    if (before) return;
    Object.assign(knob, limitsOf(ratesOf(state, from())));
    slider.show(1);
  }

  function end() {
    before = null;
    show();
  }

  const slider = createSlider(knob, scale, () => {
    act.rest();
    if (!slider.range.matches(":focus-visible")) end();
  });
  slider.range.addEventListener("blur", end);
  return { root: slider.root, show };
}
