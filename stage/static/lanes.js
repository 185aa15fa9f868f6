/** Lanes as the drawing needs them: flat arrays over steps, made once when an answer arrives. */

/**
 * @typedef {object} Lane
 * @property {number} steps how many steps were made.
 * @property {Float32Array} x points, two numbers each.
 * @property {Float32Array} loss
 * @property {Float32Array|null} gap loss minus the global minimum, where that is known.
 * @property {boolean} falls the gap is negative somewhere.
 * @property {Float32Array|null} gradient two numbers each.
 * @property {Float32Array|null} slope length of the gradient.
 * @property {Float32Array|null} away how far each point lies off the slice that is drawn; null of two variables.
 * @property {Float32Array|null} slice the loss of the slice below it.
 * @property {Float32Array|null} rate effective rates, two for each step.
 * @property {Float32Array|null} learningRate the learning rate of each step: its hyper-parameter, changed and scheduled.
 * @property {object} settings hyper-parameters, resolved.
 * @property {Object<string, [number, number]>} ranges of the settings.
 * @property {object} facts all that the wire says of the lane.
 */

/** What the wire is asked for of each lane. */
export const FIELDS = ["x", "loss", "gap", "gradient", "rate", "learning_rate", "away", "slice", "slope", "words"];
/** What suffices while many runs follow a hand: no slopes, no effective rates, and no words yet. */
export const BRIEF = ["x", "loss", "gap", "learning_rate", "away"];

/** The lanes of one frame, by number; a lane that failed is `{error}`. */
export function lanesOf({ arrays, facts }) {
  return Object.entries(facts.lanes).map(([number, lane]) => [
    Number(number),
    lane.error ? { error: lane.error, facts: lane } : laneOf(number, arrays, lane),
  ]);
}

function laneOf(number, arrays, facts) {
  const data = (name) => arrays[`${number}.${name}`]?.data ?? null;
  const gradient = data("gradient");
  return {
    steps: data("loss").length - 1,
    x: data("x"),
    loss: data("loss"),
    gap: data("gap"),
    falls: fallsBelow(data("gap"), data("loss")),
    gradient,
    slope: data("slope") ?? (gradient && lengthsOf(gradient)),
    away: data("away"),
    slice: data("slice"),
    rate: data("rate"),
    learningRate: data("learning_rate"),
    settings: facts.hyperparameters,
    ranges: facts.ranges,
    facts,
  };
}

/** The lengths of vectors, two numbers each. */
function lengthsOf(vectors) {
  const lengths = new Float32Array(vectors.length / 2);
  for (let k = 0; k < lengths.length; k++) lengths[k] = Math.sqrt(vectors[2 * k] ** 2 + vectors[2 * k + 1] ** 2);
  return lengths;
}

/**
 * Whether the gap is known for every lane that has arrived, so that one axis can show it. A run that leaves the window may
 * fall below the minimum in it: then there is no gap to speak of.
 */
export function haveGap(lanes) {
  return lanes.some(isDrawn) && lanes.filter(isDrawn).every((lane) => lane.gap && !lane.falls);
}

/** Whether a gap is negative by more than round-off. */
function fallsBelow(gap, loss) {
  return gap !== null && gap.some((value, k) => value < -1e-5 * (1 + Math.abs(loss[k])));
}

/** Whether a lane has arrived and can be drawn. */
export function isDrawn(lane) {
  return Boolean(lane && !lane.error);
}

/** The step of a lane that is shown at a position of the timeline. */
export function stepOf(lane, step) {
  return Math.min(step, lane.steps);
}
