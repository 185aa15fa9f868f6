/** A picture that arrives in bands: the level that is coming over the last that is whole, as numbers and as an image. */

/**
 * @param {object} head the answer's first frame: `arrays` x and y, `facts`.
 * @param {{x: object, y: object}} axes whose window it shows.
 */
export function createPicture({ arrays, facts }, axes) {
  let coming = null;
  let whole = null;
  let said = {};

  function begin({ arrays: { x, y }, facts: { columns, rows, finest } }) {
    coming = { columns, rows, finest, x: x.data, y: y.data, arrived: 0, arrays: {}, image: null };
  }

  function put({ arrays: bands, facts: { row } }) {
    const { columns, rows, arrays: kept } = coming;
    for (const [name, { data }] of Object.entries(bands)) {
      if (name === "x" || name === "y") continue;
      kept[name] ??= new data.constructor(columns * rows);
      kept[name].set(data, row * columns);
      coming.arrived = row + data.length / columns;
    }
  }

  const image = (level, color) => {
    const { columns, rows, arrived } = level;
    const made = new ImageData(columns, rows);
    const pixels = new Uint32Array(made.data.buffer);
    for (let j = 0; j < arrived; j++)
      for (let i = 0; i < columns; i++) pixels[(rows - 1 - j) * columns + i] = color(level.arrays, j * columns + i);
    const canvas = new OffscreenCanvas(columns, rows);
    canvas.getContext("2d").putImageData(made, 0, 0);
    return canvas;
  };

  return {
    axes,
    facts,
    get said() {
      return said;
    },
    /** The finest level of which something has arrived. */
    get level() {
      return whole?.finest || !coming ? whole : coming;
    },
    /** The last level that has arrived as a whole. */
    get whole() {
      return whole;
    },
    /** How much of the finest level has arrived, from 0 to 1. */
    get share() {
      if (whole?.finest) return 1;
      return coming?.finest ? coming.arrived / coming.rows : 0;
    },
    /** The exact values of the finest grid. */
    x: arrays.x.data,
    y: arrays.y.data,
    /** Takes a band. */
    take(frame) {
      if (frame.facts.row === 0) begin(frame);
      put(frame);
      if (!frame.facts.complete) return;
      [whole, coming] = [coming, null];
      said = frame.facts;
    },
    /** Images from the coarsest that still shows to the finest, in the colours of a function of arrays and place. */
    images(color) {
      return [whole, coming].filter(Boolean).map((level) => image(level, color));
    },
    /** The cell of the finest grid at places from 0 to 1. */
    cell: (u, v) => [
      Math.min(Math.max(Math.floor(u * arrays.x.data.length), 0), arrays.x.data.length - 1),
      Math.min(Math.max(Math.floor(v * arrays.y.data.length), 0), arrays.y.data.length - 1),
    ],
    /** What has arrived of a name at a cell of the finest grid; undefined where nothing has. */
    at(name, column, row) {
      for (const level of [coming, whole]) {
        if (!level?.arrays[name]) continue;
        const i = Math.floor((column * level.columns) / arrays.x.data.length);
        const j = Math.floor((row * level.rows) / arrays.y.data.length);
        if (j < level.arrived) return level.arrays[name][j * level.columns + i];
      }
      return undefined;
    },
  };
}
