/** What the networks' stage asks the wire: training as a stream, then what can be seen of it. */

import { newest } from "./newest.js";
import { terrainOf } from "./terrain.js";

/** Lines of a plane's grid each way: while something moves, and at rest. */
const COARSE = 17;
const FINE = 49;
/** Places of the outputs' picture each way. */
const SIDE = 48;

/** The series of one lane: names of arrays over snapshots, all of which come with every frame. */
const SERIES = ["step", "loss", "descended", "test_loss", "score", "test_score", "slope"];

/** The places of the steps that two ascending lists have in common, in the one and in the other. */
function common(one, other) {
  const places = [[], []];
  for (let i = 0, k = 0; i < one.length && k < other.length; ) {
    if (one[i] === other[k]) {
      places[0].push(i);
      places[1].push(k);
    }
    if (one[i] <= other[k]) i++;
    else k++;
  }
  return places;
}

/** Some of the values of an array, `width` for each place. */
const picked = ({ data }, places, width = 1) =>
  Float32Array.from({ length: width * places.length }, (_, i) => data[width * places[Math.floor(i / width)] + (i % width)]);

/** A training under way, as it arrives. */
function createRecord() {
  let head = null;
  let lanes = [];
  let done = 0;
  let stopped = [];
  return {
    get head() {
      return head;
    },
    get lanes() {
      return lanes;
    },
    get done() {
      return done;
    },
    /** Whether there is a snapshot of every lane. */
    get begun() {
      return Boolean(lanes[0]?.step);
    },
    /** Takes a frame: the first says what is learnt from, the others bring snapshots. */
    take({ arrays, facts }) {
      if (!head) {
        head = { ...facts, arrays };
        lanes = facts.lanes.map(() => ({}));
        return;
      }
      done = facts.done;
      stopped = facts.stopped;
      lanes = lanes.map((_, i) => Object.fromEntries(SERIES.map((name) => [name, arrays[`${i}.${name}`].data])));
    },
    /** The lanes as a plane shows them, `part` of whose losses is drawn; the one may be further than the other. */
    shownOn({ arrays }, part) {
      return lanes.map((series, i) => {
        const [own, there] = common(series.step, arrays[`${i}.step`].data);
        const count = own.length;
        const known = (name) => picked({ data: series[name] }, own);
        return {
          steps: count - 1,
          step: known("step"),
          x: picked(arrays[`${i}.x`], there, 2),
          away: picked(arrays[`${i}.away`], there),
          slice: picked(arrays[`${i}.slice`], there),
          loss: known(part === "test" ? "test_loss" : "descended"),
          train: known("loss"),
          test: known("test_loss"),
          score: known("score"),
          testScore: known("test_score"),
          slope: known("slope"),
          gap: null,
          falls: false,
          gradient: null,
          rate: null,
          learningRate: null,
          facts: stopped[i] === null ? {} : { verdict: { word: `diverged at step ${stopped[i]}`, step: count - 1 } },
        };
      });
    },
  };
}

/** What is asked about a training besides the plane: paths of the wire. */
const QUESTIONS = ["outputs", "weights", "measures", "histograms", "stability", "line"];

/**
 * @param {object} wire
 * @param {object} on
 * @param {(record: object, running: boolean) => void} on.progress called with each piece of training.
 * @param {(seen: object) => void} on.plane the plane's facts, and each lane's place on it.
 * @param {(terrain: object, second: object) => void} on.terrain
 * @param {Object<string, (answer: object) => void>} on.answers by the path that was asked.
 * @param {(error: Error) => void} on.error
 * @param {(error: Error) => void} on.failed the training itself could not go on.
 */
export function createLearning(wire, on) {
  let flight = null;
  let latest = null;
  let going = false;
  let leaving = "";

  /** Takes what a training that was left had led to by then: `path` only asks, or ends it too. */
  async function rest(path, question) {
    const [own, record] = [flight, latest];
    try {
      const last = await wire.arrays(path, question);
      if (record.head && last.facts.done) record.take(last);
    } catch (error) {
      on.error(error);
    }
    if (own === flight) on.progress(record, false);
  }

  const planes = newest(async (question, signal, returned) => {
    let first = true;
    for await (const frame of wire.stream("plane", question, signal, false)) {
      if (frame.facts.error) throw new Error(frame.facts.error);
      if (first) on.plane(frame);
      else on.terrain(terrainOf(frame), frame.arrays.other && terrainOf(frame, "other"));
      first = false;
      returned();
    }
  }, on.error);
  const asked = Object.fromEntries(
    QUESTIONS.map((path) => [
      path,
      newest(async (question, signal) => on.answers[path](await wire.arrays(path, question, signal)), on.error),
    ]),
  );

  return {
    /** Trains; what had been done of the very same training goes on where it was. */
    async train(question) {
      flight?.abort();
      const own = (flight = new AbortController());
      const record = (latest = createRecord());
      [going, leaving] = [true, "reached"];
      try {
        for await (const frame of wire.stream("train", question, own.signal, false)) {
          if (frame.facts.error) throw new Error(frame.facts.error);
          record.take(frame);
          on.progress(record, true);
        }
        if (own !== flight) return;
        going = false;
        on.progress(record, false);
      } catch (error) {
        if (own !== flight) return;
        going = false;
        if (own.signal.aborted) await rest(leaving, question);
        else on.failed(error);
      }
    },
    /** Breaks the training off; the server keeps what has been done. */
    pause: () => flight?.abort(),
    /** Breaks it off, or leaves it where it rests, and has the server let go of what made it go on. */
    stop(question) {
      if (!going) return rest("stop", question);
      leaving = "stop";
      return flight.abort();
    },
    plane: (question, moving) => planes.ask({ ...question, side: moving ? COARSE : FINE }),
    /** Asks for one of the other things. */
    ask: (path, question) => asked[path].ask(path === "outputs" ? { ...question, side: SIDE } : question),
    close() {
      flight?.abort();
      for (const line of [planes, ...Object.values(asked)]) line.close();
    },
  };
}
