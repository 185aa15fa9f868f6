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

/**
 * Maps a lane's numbers to pixels.
 * @param {Float64Array} pixels taken where it has the right length, else a new one is made.
 * @param {number} count how many points.
 * @param {(k: number) => number} x
 * @param {(k: number) => number} y
 */
export function projected(pixels, count, x, y, { ax, bx, ay, by }) {
  const out = pixels?.length === 2 * count ? pixels : new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    out[2 * k] = ax + bx * x(k);
    out[2 * k + 1] = ay + by * y(k);
  }
  return out;
}

/** A line of which both ends lie further out than this, in pixels: its numbers do not say where it passes. */
const LOST = 1e7;
const outside = (x, y, { x: left, y: top, width, height }, by) =>
  x < left - by || x > left + width + by || y < top - by || y > top + height + by;

/**
 * Adds a line to a context's path: as it is, or, where it leads far away, the part of it that is near the area; a canvas
 * counts in single precision, and dashes are laid out along all of a line.
 * @param {boolean} open whether the path has come to (x0, y0).
 * @returns {boolean} whether it has come to (x1, y1).
 */
export function traceSegment(context, area, open, x0, y0, x1, y1) {
  const near = area.width + area.height;
  if (!outside(x0, y0, area, near) && !outside(x1, y1, area, near)) {
    if (!open) context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    return true;
  }
  if (outside(x0, y0, area, LOST) && outside(x1, y1, area, LOST)) return false;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const [fromX, toX] = partWithin(x0, dx, area.x - near, area.x + area.width + near);
  const [fromY, toY] = partWithin(y0, dy, area.y - near, area.y + area.height + near);
  const [from, to] = [Math.max(fromX, fromY, 0), Math.min(toX, toY, 1)];
  if (!(from < to)) return false;
  context.moveTo(x0 + dx * from, y0 + dy * from);
  context.lineTo(x0 + dx * to, y0 + dy * to);
  return false;
}

/** The parts of a way between which it lies within two bounds; the first is the larger where it never does. */
function partWithin(at, by, low, high) {
  if (by === 0) return at >= low && at <= high ? [-Infinity, Infinity] : [Infinity, -Infinity];
  const ends = [(low - at) / by, (high - at) / by];
  return by > 0 ? ends : ends.reverse();
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
