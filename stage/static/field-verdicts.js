/** Why the runs under the cursor diverged: asked of the wire where the cursor rests, since a picture keeps no paths. */

import { brief, count, steady } from "./format.js";
import { newest } from "./newest.js";

/** Milliseconds for which the cursor rests before anything is asked. */
const REST = 200;

/** A verdict in few words: when, how high, and where theory has a limit of stability, that. */
export function briefly({ sentence, kind, numbers: { at, height, sharpness, limit } }) {
  if (kind !== "diverged") return sentence;
  const went = `diverged after ${count(at, "step")} at a loss of ${steady(height, 3)}`;
  return limit === undefined ? went : `${went}: sharpness ${brief(sharpness, 3)} at the start, stable up to ${brief(limit, 3)}`;
}

/**
 * @param {object} wire
 * @param {(words: Object<number, string>) => void} tell by lane what became of its run; only of the newest cursor.
 */
export function createVerdicts(wire, tell) {
  const line = newest(
    async (lost, signal) => {
      const found = await Promise.all(lost.map(({ question }) => wire.facts("verdict", question, signal)));
      if (!signal.aborted && lost === now) tell(Object.fromEntries(lost.map(({ lane }, i) => [lane, briefly(found[i])])));
    },
    () => {}, // what the picture itself says stands there already
  );
  let now = [];
  let timer = 0;

  return {
    /** @param {{lane: number, question: object}[]} lost the runs under the cursor that diverged. */
    look(lost) {
      now = lost;
      clearTimeout(timer);
      if (lost.length) timer = setTimeout(() => line.ask(lost), REST);
    },
    close() {
      clearTimeout(timer);
      line.close();
    },
  };
}
