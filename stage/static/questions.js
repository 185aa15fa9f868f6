/** What the stage asks the wire, and what becomes of the answers. */

import { COARSER } from "./figures.js";
import { BRIEF, FIELDS, lanesOf } from "./lanes.js";
import { newest } from "./newest.js";
import { onScreen } from "./plotly.js";
import { pictureOf, runOf } from "./race.js";
import { terrainOf } from "./terrain.js";
import { canonical } from "./wire.js";

/** Points along the longer side of the map's grid. */
const FINE = 181;
const COARSE = 61;
/** Milliseconds for which Plotly stands back while a race's lanes arrive. */
const PATIENCE = 3000;

/** Columns and rows for a picture of a given shape, such that the surface's coarser grid reaches every edge. */
function gridOf({ width, height }, side) {
  const fitting = (count) => Math.max(COARSER * Math.round((count - 1) / COARSER), 18) + 1;
  return width >= height
    ? { columns: side, rows: fitting((side * height) / width) }
    : { columns: fitting((side * width) / height), rows: side };
}

/**
 * @param {object} wire
 * @param {object} store
 * @param {object} on
 * @param {(lanes: object[], question: object, whole: boolean) => void} on.lanes
 * @param {(terrain: object, coarse: boolean) => void} on.terrain
 * @param {(sentence: string) => void} on.error
 */
export function createQuestions({ wire, store, on }) {
  const { state } = store;
  const complain = ({ message }) => on.error(message);

  let answered = Promise.resolve();
  let release = () => {};

  const fieldsFor = ({ moving }) => (state.data.fan && moving ? BRIEF : FIELDS);

  const races = newest(async (question, signal, returned) => {
    let lanes = question.race.lanes.map(() => null);
    let due = 0;
    try {
      const wanted = { ...question.race, fields: fieldsFor(question) };
      for await (const frame of wire.stream("race", wanted, signal, !question.moving)) {
        lanes = [...lanes];
        for (const [i, lane] of lanesOf(frame)) lanes[i] = lane;
        const { pending = [], waiting = "" } = frame.facts;
        store.set({ pending: pending.length, waiting });
        // Lanes that come one upon the other are drawn together: a picture of all takes longer than most of their waits.
        const whole = pending.length === 0;
        const draw = () => on.lanes(lanes, question, whole);
        if (!whole) setTimeout(question.release, PATIENCE);
        cancelAnimationFrame(due);
        if (whole) draw();
        else due = requestAnimationFrame(draw);
        returned();
      }
    } finally {
      cancelAnimationFrame(due);
      onScreen().then(question.release);
    }
  }, complain);

  const terrains = newest(async ({ question, coarse }, signal) => {
    on.terrain(terrainOf(await wire.arrays("terrain", question, signal)), coarse);
  }, complain);

  const homes = newest(
    async ({ question, then }, signal) => then((await wire.arrays("terrain", question, signal)).facts.window.flat()),
    complain,
  );

  const points = newest(
    async ({ question, then }, signal) => then(await wire.facts("curvature", question, signal)),
    complain,
  );

  let explained = { key: "", answer: null };
  const lines = newest(async ({ question, key }, signal) => {
    const answer = await wire.arrays("anatomy", question, signal);
    explained = { key, answer };
    store.set({ anatomy: answer });
  }, complain);

  return {
    /**
     * Settled when the race that was asked for last is on the screen whole, or will not be, or takes long: what Plotly
     * draws takes a second of the processor, and lanes that are being compiled need it.
     */
    get answered() {
      return answered;
    },
    /** Runs the race; `asked` is when and why, handed back with the answer. */
    race(race, asked) {
      release();
      answered = new Promise((resolve) => (release = resolve));
      races.ask({ race, release, ...asked });
    },
    /** Asks for the terrain of a window in the shape of an area. */
    terrain(race, [x0, x1, y0, y1], area, coarse) {
      const question = {
        ...pictureOf(race),
        window: [
          [x0, x1],
          [y0, y1],
        ],
        ...gridOf(area, coarse ? COARSE : FINE),
      };
      terrains.ask({ question, coarse });
    },
    /** Asks for the surface's own window: the smallest grid says it. */
    home(race, then) {
      homes.ask({ question: { ...pictureOf(race), columns: 2, rows: 2 }, then });
    },
    curvature(point, then) {
      points.ask({ question: { ...pictureOf(state.race), points: [point] }, then });
    },
    /** Asks for the anatomy of a lane, once for each run. */
    anatomy(lane) {
      const question = { run: runOf(state.race, lane) };
      const key = canonical(question);
      if (key === explained.key) {
        store.set({ anatomy: explained.answer });
        return;
      }
      store.set({ anatomy: null });
      lines.ask({ question, key });
    },
    close() {
      [races, terrains, homes, points, lines].forEach((line) => line.close());
    },
  };
}
