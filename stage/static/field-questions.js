/** What a field asks the wire: for each of its runs a picture of the window, coarse while a hand moves something. */

import { createPicture } from "./field-picture.js";
import { newest } from "./newest.js";
import { runOf } from "./race.js";

/** Cells along each side while a hand moves. */
const COARSE = 64;

/**
 * The question for one lane.
 * @param {object} state data, race.
 * @param {number} lane
 * @param {{x: object, y: object}} axes
 * @param {number} cells along each side.
 */
export function questionOf({ data, race }, lane, axes, cells) {
  const size = { columns: cells, rows: cells };
  if (data.kind === "trainability")
    return { ...size, training: runOf(race, lane), x: axes.x.question, y: axes.y.question };
  const common = { ...size, run: runOf(race, lane), tolerance: data.tolerance };
  if (data.kind === "basins") {
    const window = [
      [axes.x.low, axes.x.high],
      [axes.y.low, axes.y.high],
    ];
    return { ...common, window };
  }
  const show = data.color === "factor" ? "factor" : "runs";
  return { ...common, x: axes.x.question, y: axes.y.question, show };
}

/**
 * @param {object} wire
 * @param {object} on
 * @param {(lane: number, picture: object, asked: object, whole: boolean) => void} on.picture told of each part.
 * @param {(sentence: string) => void} on.error
 */
export function createFieldQuestions({ wire, on }) {
  const lines = [];

  function lineOf(lane) {
    lines[lane] ??= newest(
      async ({ path, question, axes, asked }, signal, returned) => {
        let picture = null;
        for await (const frame of wire.stream(path, question, signal, false)) {
          if (frame.facts.error) throw new Error(frame.facts.error);
          if (!picture) {
            picture = createPicture(frame, axes);
            continue;
          }
          picture.take(frame);
          on.picture(lane, picture, asked, Boolean(picture.whole?.finest));
          returned();
        }
      },
      ({ message }) => on.error(message),
    );
    return lines[lane];
  }

  return {
    /** Asks for all pictures of a window. */
    ask(state, axes, moving) {
      const cells = moving ? Math.min(COARSE, state.data.grid) : state.data.grid;
      const path = state.data.kind;
      const asked = { at: performance.now(), moving };
      state.race.lanes.forEach((_, lane) =>
        lineOf(lane).ask({ path, question: questionOf(state, lane, axes, cells), axes, asked }),
      );
    },
    /** Breaks off what is on its way. */
    stop: () => lines.forEach((line) => line.close()),
  };
}
