/** Results as a CSV file that can be used alone: what came of each run, and everything needed to make it again. */

import { canonical } from "./wire.js";

const final = (read) => ({ lane }) => lane && read(lane.facts);

/** The columns in order. Fields of a run have the names and the JSON of docs/architecture.md, "A run". */
const COLUMNS = {
  run: ({ label }) => label,
  optimizer: ({ run }) => run.optimizer,
  verdict: final(({ verdict }) => verdict?.kind),
  sentence: ({ lane, error }) => (lane ? lane.facts.verdict?.sentence : error),
  final_loss: final((facts) => facts.final.loss),
  final_point: final((facts) => canonical(facts.final.x)),
  best_loss: final((facts) => facts.final.best_loss),
  best_step: final((facts) => facts.final.best_step),
  stopped_at: final((facts) => facts.stopped_at),
  gradients: final((facts) => facts.evaluations?.gradients),
  values: final((facts) => facts.evaluations?.values),
  ...Object.fromEntries(
    ["surface", "frame_angle", "frame_dx", "frame_dy", "steps", "seed", "schedule"]
      .concat("clip_norm", "clip_value", "noise", "weight_decay", "difference", "boxed")
      .map((name) => [name, ({ run }) => run[name]]),
  ),
  ...Object.fromEntries(
    ["surface_knobs", "start", "hyperparameters", "schedule_knobs", "changes"].map((name) => [
      name,
      ({ run }) => run[name] && canonical(run[name]),
    ]),
  ),
  protocol: ({ protocol }) => protocol,
  version: ({ version }) => version,
  link: ({ link }) => link,
};

/** A cell (RFC 4180). A text that a spreadsheet would take for a formula is made one that it leaves alone. */
function cell(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file of rows of cells, numbers in full. */
export const textOf = (rows) => rows.map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";

/**
 * The file of a race.
 * @param {object[]} rows each with `label`, `lane` (null where it has not arrived), `error`, `run`, `protocol`, `version`, `link`.
 */
export const csvOf = (rows) =>
  textOf([Object.keys(COLUMNS), ...rows.map((row) => Object.values(COLUMNS).map((read) => read(row)))]);
