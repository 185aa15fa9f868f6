/**
 * A fan: one run chosen, and the same run at several values of one number. As a race its first lane is the chosen run
 * and the others are the fan, ascending. `fan` is `{name, scale}`: a hyper-parameter, or `run.` and a treatment.
 */

import { runOf } from "./race.js";

const TREATMENT = "run.";

/** The number of a lane that the fan is about; undefined where the lane does not say it. */
export function valueOf(race, lane, { name }) {
  const run = runOf(race, lane);
  return name.startsWith(TREATMENT) ? run[name.slice(TREATMENT.length)] : run.hyperparameters?.[name];
}

function withOwn(lane, { name }, value) {
  return name.startsWith(TREATMENT)
    ? { ...lane, [name.slice(TREATMENT.length)]: value }
    : { ...lane, hyperparameters: { ...lane.hyperparameters, [name]: value } };
}

/** Gives the chosen run another value. */
export function withChosen(race, fan, value) {
  return { ...race, lanes: race.lanes.map((lane, i) => (i ? lane : withOwn(lane, fan, value))) };
}

/** Lets the fan's runs be like the chosen one in everything else. */
export function followed(race, fan) {
  const [chosen, ...others] = race.lanes;
  return { ...race, lanes: [chosen, ...others.map((_, i) => withOwn(chosen, fan, valueOf(race, i + 1, fan)))] };
}

/** Spreads the fan from one value to another, on its scale. */
export function spread(race, fan, [low, high]) {
  const { of, back } = scaleOf(fan);
  const [from, to] = [of(low), of(high)];
  const count = race.lanes.length - 1;
  const at = (i) => Number(back(from + ((to - from) * i) / (count - 1)).toPrecision(6));
  return { ...race, lanes: race.lanes.map((lane, i) => (i ? withOwn(lane, fan, at(i - 1)) : lane)) };
}

/** The first and the last value of the fan. */
export function spanOf(race, fan) {
  return [valueOf(race, 1, fan), valueOf(race, race.lanes.length - 1, fan)];
}

/** How a number lies on the fan's axis, and the number at a place of it. */
export function scaleOf({ scale }) {
  return scale === "log" ? { of: Math.log10, back: (at) => 10 ** at } : { of: (value) => value, back: (at) => at };
}
