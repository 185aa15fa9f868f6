/** How the runs of a race were made: in one line for a reader, and field by field for a table that must stand alone. */

import { brief, count, tuple } from "./format.js";
import { runOf } from "./race.js";

/** What a run leaves out (docs/architecture.md, "A run"). */
const LEFT_OUT = {
  surface_knobs: {},
  frame_angle: 0,
  frame_dx: 0,
  frame_dy: 0,
  schedule: "constant",
  schedule_knobs: {},
  clip_norm: null,
  clip_value: null,
  noise: 0,
  weight_decay: 0,
  difference: 0,
  boxed: 0,
  changes: [],
  steps: 200,
  seed: 0,
};
/** Significant digits of what a run was made with. */
const DIGITS = 5;
/** How many different answers are named; of more it is only said that they differ. */
const NAMED = 3;

/**
 * A lane's run with nothing left out: hyper-parameters and start are those that the answer says, where it is there.
 * @param {object} race
 * @param {object} data the stage's.
 * @param {number} lane
 * @param {object|null} answer the lane as it arrived.
 */
export function fullRun(race, data, lane, answer) {
  const run = runOf(race, lane);
  return {
    ...LEFT_OUT,
    ...run,
    surface_knobs: { ...data.surface.values, ...run.surface_knobs },
    hyperparameters: { ...answer?.settings, ...run.hyperparameters },
    start: run.start ?? (answer ? [...answer.x.subarray(0, 2)].map((value) => Number(value.toPrecision(7))) : null),
  };
}

const told = (value) => brief(value, DIGITS);
const plainName = (name) => name.replace(/^(surface|run)\./, "").replaceAll("_", " ");
const settings = (values) => Object.entries(values).map(([name, value]) => `${plainName(name)} ${told(value)}`);
const clipping = ({ clip_norm, clip_value }) =>
  [
    clip_norm !== null && `norm clipped at ${told(clip_norm)}`,
    clip_value !== null && `values clipped at ${told(clip_value)}`,
  ]
    .filter(Boolean)
    .join(" and ") || "no clipping";
const shift = ({ frame_dx, frame_dy }) => (frame_dx || frame_dy ? `shifted by ${tuple([frame_dx, frame_dy], DIGITS)}` : "");

/** What is said of a run, each with the name under which lanes may differ in it; "" is not worth a word. */
const ASPECTS = {
  turn: ({ frame_angle }) => (frame_angle ? `turned by ${told(frame_angle)}°` : ""),
  shift,
  start: ({ start }) => (start ? `start ${tuple(start, DIGITS)}` : ""),
  steps: ({ steps }) => count(steps, "step"),
  seed: ({ seed }) => `seed ${seed}`,
  clipping,
  noise: ({ noise }) => (noise ? `noise ${told(noise)}` : "no noise"),
  gradient: ({ difference }) => (difference ? `forward differences of step ${told(difference)}` : ""),
  box: ({ boxed }) => (boxed ? "iterates put back on the window's edge" : ""),
  "weight decay": ({ weight_decay }) => (weight_decay ? `weight decay ${told(weight_decay)}` : ""),
  schedule: ({ schedule, schedule_knobs }) =>
    [`${schedule.replaceAll("_", " ")} rate`, ...settings(schedule_knobs)].join(", "),
  "changes in mid-run": ({ changes }) =>
    changes.map(([step, values]) => `from step ${step} on ${settings(values).join(", ")}`).join("; "),
};

/** What holds of runs that nobody has tuned and no number has judged. */
const PLAIN = ["not tuned here", "compared by the true loss"];

/** One aspect over all runs: said once where they agree, else that they differ. */
function said(name, say, runs) {
  const answers = [...new Set(runs.map(say))];
  if (answers.length === 1) return answers[0];
  const named = answers.map((answer) => answer || "none").join(" or ");
  return answers.length <= NAMED ? `different ${name}: ${named}` : `different ${name}`;
}

/** How the race was made, in one line. */
export function protocolOf(runs, data) {
  const surface = [data.surface.title, ...settings(runs[0].surface_knobs)].join(", ");
  const aspects = Object.entries(ASPECTS).map(([name, say]) => said(name, say, runs));
  return [surface, ...aspects, ...PLAIN, `version ${data.version}`].filter(Boolean).join(" · ");
}
