/** One row of small maps: a race over one surface, asked of the wire, and its terrain. */

import { lanesOf } from "./lanes.js";
import { newest } from "./newest.js";
import { pictureOf } from "./race.js";
import { terrainOf } from "./terrain.js";
import { canonical } from "./wire.js";

const FIELDS = ["x", "loss", "gap", "words"];
/** Points of the terrain's grid along x. */
const COLUMNS = 121;
/** How long the page must keep its size before the terrain is asked for again. */
const REST = 150;

/**
 * @param {object} store `data` and `theme`.
 * @param {object[]} cells one for each lane.
 * @param {object} on
 * @param {() => void} on.change called when runs or terrain have come.
 * @param {(error: Error) => void} on.error
 */
export function createRow({ wire, store, timeline, cells, on }) {
  const { state } = store;
  const row = { lanes: cells.map(() => null), pending: cells.length, waiting: "", whole: false };
  let race = null;
  let home = null;
  let terrain = null;
  let window = null;
  let asked = null;
  let timer = 0;

  const runs = newest(async (question, signal, returned) => {
    for await (const frame of wire.stream("race", { ...question, fields: FIELDS }, signal, true)) {
      if (question !== race) return;
      row.lanes = [...row.lanes];
      for (const [i, lane] of lanesOf(frame)) row.lanes[i] = lane;
      row.pending = frame.facts.pending.length;
      row.waiting = frame.facts.waiting;
      arrived();
      returned();
    }
  }, on.error);

  const grounds = newest(async (question, signal) => {
    const answer = await wire.arrays("terrain", question, signal);
    if (question !== asked) return;
    const whole = terrainOf(answer);
    terrain = { ...whole, levels: whole.levels.filter((_, i) => i % 2) }; // so small a map has room for half the lines
    arrived();
  }, on.error);

  function arrived() {
    row.whole = terrain !== null && row.pending === 0 && row.lanes.every(Boolean);
    paint();
    on.change();
  }

  /** Asks for the terrain of the race's window in the shape of a cell. */
  function askGround() {
    const { width, height } = cells[0].layers;
    if (!width) return;
    window = cells[0].fitted(home);
    const rows = Math.max(Math.round((COLUMNS * height) / width), 2);
    const [x0, x1, y0, y1] = window;
    const sides = [
      [x0, x1],
      [y0, y1],
    ];
    asked = { ...pictureOf(race), window: sides, columns: COLUMNS, rows };
    grounds.ask(asked);
  }

  function paintCell(i) {
    cells[i].paint(terrain, window, row.lanes[i], timeline.position, state.theme.lane(i), state.theme);
  }

  const paint = () => cells.forEach((_, i) => paintCell(i));

  return Object.assign(row, {
    paint,
    /** Asks for a race, unless it is the one that is there. */
    ask(next) {
      if (canonical(next.race) === canonical(race)) return;
      const elsewhere = !race || canonical(pictureOf(next.race)) !== canonical(pictureOf(race));
      race = next.race;
      home = next.window.flat();
      Object.assign(row, { lanes: cells.map(() => null), pending: cells.length, waiting: "", whole: false });
      if (elsewhere) {
        terrain = null;
        askGround();
      }
      paint();
      on.change();
      runs.ask(race);
    },
    /** Follows a cell's size: at once with what is there, with a terrain of the new shape when it has come to rest. */
    resized(i) {
      if (!race) return;
      window = cells[0].fitted(home);
      paintCell(i);
      clearTimeout(timer);
      timer = setTimeout(askGround, REST);
    },
    close() {
      clearTimeout(timer);
      runs.close();
      grounds.close();
    },
  });
}
