/** The learning rates of all runs at once, by a factor; the slider springs back to 1 when the hand lets go. */

import { isDrawn } from "./lanes.js";
import { settingAt, withSetting } from "./race.js";
import { createSlider } from "./slider.js";

const NAME = "learning_rate";
const FACTOR = {
  label: "Learning rate",
  low: 0.01,
  high: 100,
  scale: "log",
  unit: "×",
  help: "Multiplies the learning rate of every run, as far as each run's range goes.",
};

/**
 * @param {object} state
 * @param {() => number|null} from the step from which a change holds; null for the whole run.
 * @param {object} act change(race), rest().
 */
export function createFactor({ state, from, act }) {
  let before = null;

  function scale(factor) {
    before ??= { race: state.race, lanes: state.lanes };
    const step = from();
    const scaled = before.lanes.reduce((race, lane, i) => {
      if (!isDrawn(lane) || !(NAME in lane.settings)) return race;
      const base = lane.settings[NAME];
      const rate = step === null ? base : settingAt(before.race, i, NAME, step, base);
      const [low, high] = lane.ranges[NAME];
      const value = Math.min(Math.max(Number((rate * factor).toPrecision(4)), low), high);
      return withSetting(race, i, NAME, value, step);
    }, before.race);
    act.change(scaled);
  }

  const slider = createSlider(FACTOR, scale, () => {
    act.rest();
    before = null;
    slider.show(1);
  });
  slider.show(1);
  return slider;
}
