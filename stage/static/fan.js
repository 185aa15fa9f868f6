/**
 * A fan: one run chosen, and the same run at several values of one number. As a race its first lane is the chosen run
 * and the others are the fan, ascending. `fan` is `{name, scale}`: a hyper-parameter, `run.` and a treatment, or
 * `surface.` and a knob. A race has one picture: a knob of the surface is the chosen run's there, and the others are on
 * another surface from their first step on.
 */

import { changesOf, runOf, withSurfaceKnob } from "./race.js";

const TREATMENT = "run.";
const GROUND = "surface.";

/** Whether the fan's runs are on surfaces of their own. */
export const isGround = ({ name }) => name.startsWith(GROUND);

/** The number of a lane that the fan is about; undefined where the lane does not say it. */
export function valueOf(race, lane, fan) {
  const { name } = fan;
  const run = runOf(race, lane);
  if (name.startsWith(TREATMENT)) return run[name.slice(TREATMENT.length)];
  if (!isGround(fan)) return run.hyperparameters?.[name];
  const turned = changesOf(race, lane).find(([step]) => step === 0)?.[1];
  return turned?.[name] ?? run.surface_knobs?.[name.slice(GROUND.length)];
}

function withOwn(lane, fan, value) {
  const { name } = fan;
  if (name.startsWith(TREATMENT)) return { ...lane, [name.slice(TREATMENT.length)]: value };
  if (!isGround(fan)) return { ...lane, hyperparameters: { ...lane.hyperparameters, [name]: value } };
  const others = (lane.changes ?? []).filter(([step]) => step > 0);
  return { ...lane, changes: [[0, { [name]: value }], ...others] };
}

/** Gives the chosen run another value. */
export function withChosen(race, fan, value) {
  if (isGround(fan)) return withSurfaceKnob(race, fan.name.slice(GROUND.length), value);
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
