/** Restarts as they come: a column for each width, and what can be said of a column and of all. */

import { brief, steady } from "./format.js";

/** How far above the lowest loss of its width a restart is still near it, as a share. */
export const NEAR = 0.1;

/** What losses are called by the part of the data that they are of. */
export const PARTS = { train: "Training loss", test: "Test loss" };

/**
 * A study under way, as it arrives.
 * @param {object} head its first frame's facts.
 * @param {object} question what was asked.
 * @param {string} run the address of the page that shows one restart, but for its `hidden` and `seed`.
 */
export function createRestarts(head, question, run) {
  const columns = head.widths.map((width, place) => ({ place, width, weights: head.weights[place], runs: [] }));
  return {
    head,
    question,
    run,
    columns,
    /** Steps made, of all restarts together. */
    done: 0,
    /** How many restarts are over. */
    get over() {
      return columns.reduce((sum, { runs }) => sum + runs.length, 0);
    },
    /** Takes a frame: restarts of one width that are over; one that came before is there already. */
    take({ arrays, facts }) {
      const column = columns[facts.column];
      const known = new Set(column.runs.map(({ restart }) => restart));
      arrays.restart.data.forEach((restart, i) => known.has(restart) || column.runs.push(runOf(arrays, restart, i)));
      this.done = facts.done;

      function runOf({ finite, train_loss, test_loss, train_score, test_score }, restart, i) {
        return {
          column,
          restart,
          seed: (head.seed + restart) % 2 ** 32,
          finite: finite.data[i] === 1,
          train: { loss: train_loss.data[i], score: train_score.data[i] },
          test: { loss: test_loss.data[i], score: test_score.data[i] },
        };
      }
    },
  };
}

/** Whether a restart has no loss that could be shown among the others. */
export const isGone = (run, part) => !run.finite || !Number.isFinite(run[part].loss);

/** A score as it is read: the share of points that are right, or of the variance that is explained. */
export const scoreText = (score, task) =>
  task === "classification" ? `${brief(100 * score, 3)}% right` : `R\u00b2 ${steady(score, 3)}`;

/** A restart in a sentence. */
export function sentenceOf(run, task) {
  const { column, seed, finite } = run;
  const parts = Object.keys(PARTS).map(
    (part) => `${PARTS[part].toLowerCase()} ${steady(run[part].loss, 4)} (${scoreText(run[part].score, task)})`,
  );
  return `Width ${column.width}, seed ${seed}: ${finite ? "" : "diverged; at its last finite weights "}${parts.join(", ")}.`;
}

/** The value below which a share of sorted numbers lies, straight in between (Hyndman and Fan's definition 7). */
export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** The quartiles of a column's losses, its lowest, the share near that; null where no restart has a loss. */
export function summaryOf({ runs, width, weights }, part) {
  const losses = runs.filter((run) => !isGone(run, part)).map((run) => run[part].loss);
  if (!losses.length) return null;
  losses.sort((a, b) => a - b);
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(losses, share));
  const near = losses.filter((loss) => loss <= (1 + NEAR) * losses[0]).length / runs.length;
  return { width, weights, low, median, high, spread: high - low, best: losses[0], near };
}

/** What is seen of the columns that are whole, in sentences. */
export function findings({ head, columns }, part) {
  const whole = columns.filter(({ runs }) => runs.length === head.restarts);
  const seen = whole.map((column) => summaryOf(column, part)).filter(Boolean);
  const runs = whole.flatMap((column) => column.runs);
  const gone = runs.filter((run) => isGone(run, part)).length;
  return [...(seen.length > 1 ? trend(seen, PARTS[part].toLowerCase()) : seen.map(alone)), ...left(gone, runs.length)];
}

const short = (value) => brief(value, 3);

const alone = ({ width, low, high }) =>
  `Width ${width}: the middle half of the restarts ends between ${short(low)} and ${short(high)}.`;

function trend(seen, loss) {
  const [first, last] = [seen[0], seen.at(-1)];
  const way = last.median < first.median ? "sinks" : "rises";
  const widest = seen.reduce((most, each) => (each.spread > most.spread ? each : most));
  const half = `The middle half of the restarts spans ${short(widest.spread)} at width ${widest.width}`;
  return [
    `From width ${first.width} to ${last.width} the median ${loss} ${way} from ${short(first.median)} to ${short(last.median)}.`,
    widest === last ? `${half}, more than at any other.` : `${half}, where it is widest, and ${short(last.spread)} at width ${last.width}.`,
  ];
}

const left = (gone, all) =>
  gone ? [`${gone} of ${all} restarts diverged; medians and quartiles are those of the others.`] : [];
