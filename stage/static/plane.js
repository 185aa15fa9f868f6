/** The flat part of a view: a window of numbers mapped to pixels, by ourselves at first and then as Plotly does. */

/** A mapping that sends a window to an area: pixel = a + b * number, y upwards. */
export function mappingOf([x0, x1, y0, y1], area) {
  const bx = area.width / (x1 - x0);
  const by = -area.height / (y1 - y0);
  return { bx, ax: area.x - bx * x0, by, ay: area.y + area.height - by * y0 };
}

/** The mapping of a Plotly figure as it is drawn at this moment, mid-pan included; logarithmic axes map logarithms. */
export function plotlyMapping(plot) {
  const [ax, bx] = line(plot._fullLayout.xaxis);
  const [ay, by] = line(plot._fullLayout.yaxis);
  return { ax, bx, ay, by };
}

function line(axis) {
  const [low, high] = axis.range;
  const slope = (axis.l2p(high) - axis.l2p(low)) / (high - low);
  return [axis._offset + axis.l2p(low) - slope * low, slope];
}

/** The window that a Plotly figure shows: [x0, x1, y0, y1], logarithms on logarithmic axes. */
export function plotlyWindow(plot) {
  const { xaxis, yaxis } = plot._fullLayout;
  return [...xaxis.range, ...yaxis.range].map(Number);
}

/** Points further out than this, in pixels, are drawn on the way there: canvases lose precision beyond. */
const FAR = 1e6;

/**
 * Maps a lane's numbers to pixels.
 * @param {Float32Array} pixels taken where it has the right length, else a new one is made.
 * @param {number} count how many points.
 * @param {(k: number) => number} x
 * @param {(k: number) => number} y
 */
export function projected(pixels, count, x, y, { ax, bx, ay, by }) {
  const out = pixels?.length === 2 * count ? pixels : new Float32Array(2 * count);
  for (let k = 0; k < count; k++) {
    let px = ax + bx * x(k);
    let py = ay + by * y(k);
    const far = Math.max(Math.abs(px), Math.abs(py));
    if (far > FAR && far < Infinity) {
      px *= FAR / far;
      py *= FAR / far;
    }
    out[2 * k] = px;
    out[2 * k + 1] = py;
  }
  return out;
}

/**
 * Adds a line through points to a context's path, with gaps where there is none.
 * @param {CanvasRenderingContext2D} context
 * @param {number} count how many points.
 * @param {(k: number) => [number, number]|null} at the pixel of a point; null for none.
 */
export function traceLine(context, count, at) {
  let open = false;
  for (let k = 0; k < count; k++) {
    const point = at(k);
    if (point) context[open ? "lineTo" : "moveTo"](...point);
    open = point !== null;
  }
}

/** How far a window may be widened for the sake of one scale: a steep surround would drown what is to be seen. */
const WIDEST = 2.3;

/** A window widened so that both axes have one scale, unless that would far more than double it. */
export function evenScale([x0, x1, y0, y1], { width, height }) {
  const [perX, perY] = [(x1 - x0) / width, (y1 - y0) / height];
  const ratio = perX / perY;
  if (ratio > WIDEST || ratio < 1 / WIDEST) return [x0, x1, y0, y1];
  const widen = (low, high, factor) => [
    (low + high) / 2 - ((high - low) / 2) * factor,
    (low + high) / 2 + ((high - low) / 2) * factor,
  ];
  return ratio > 1 ? [x0, x1, ...widen(y0, y1, ratio)] : [...widen(x0, x1, 1 / ratio), y0, y1];
}
