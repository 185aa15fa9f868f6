/** What can be seen of a path over a terrain: from each point a ray is marched towards the eye over the grid of heights. */

import { projectPoint } from "./projection.js";
import { heightAt } from "./terrain.js";

/** Pixels within which a point is as hidden as the one before it that was looked at: looking takes the longest. */
const NEAR = 3;
const apart = (pixels, i, j) =>
  Math.abs(pixels[2 * i] - pixels[2 * j]) + Math.abs(pixels[2 * i + 1] - pixels[2 * j + 1]);

/** How much is left of a path in front of the terrain and behind it. */
const BEHIND = [1, 0.22];

const STRIDES = 48;
/** How far below the terrain a ray may dip before it counts as hidden: the grid is coarser than the path. */
const SKIN = 0.012;

/**
 * @param {object} terrain
 * @param {number[]} eye in (x, y, height).
 * @param {number} x
 * @param {number} y
 * @param {number} height
 * @returns {boolean} whether the terrain stands between the point and the eye.
 */
export function isHidden(terrain, [ex, ey, ez], x, y, height) {
  const [[x0, x1], [y0, y1]] = terrain.window;
  const [dx, dy, dz] = [ex - x, ey - y, ez - height];
  const leave = (from, by, low, high) => (by > 0 ? (high - from) / by : by < 0 ? (low - from) / by : Infinity);
  const end = Math.min(leave(x, dx, x0, x1), leave(y, dy, y0, y1), leave(height, dz, 0, 1), 1);
  for (let i = 1; i < STRIDES; i++) {
    const t = (end * i * i) / (STRIDES * STRIDES);
    if (heightAt(terrain, x + dx * t, y + dy * t) > height + dz * t + SKIN) return true;
  }
  return false;
}

/**
 * A lane's points as pixels, and which of them lie behind the terrain; points outside the window are not drawn.
 * @param {object} lane
 * @param {object|null} old what this gave before, taken again where it has the right length.
 */
export function seenOf(lane, old, { terrain, matrix, eye, panel }) {
  const count = lane.steps + 1;
  const kept = old?.pixels.length === 2 * count;
  const pixels = kept ? old.pixels : new Float32Array(2 * count);
  const dim = kept ? old.dim : new Uint8Array(count);
  const [[x0, x1], [y0, y1]] = terrain.window;
  let looked = -1;
  for (let k = 0; k < count; k++) {
    const [x, y, loss] = [lane.x[2 * k], lane.x[2 * k + 1], lane.loss[k]];
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) {
      pixels[2 * k] = pixels[2 * k + 1] = NaN;
      looked = -1;
      continue;
    }
    const height = terrain.shadeOf(loss);
    projectPoint(matrix, x, y, height, panel.width, panel.height, pixels, 2 * k);
    if (looked >= 0 && apart(pixels, k, looked) < NEAR) {
      dim[k] = dim[looked];
      continue;
    }
    dim[k] = isHidden(terrain, eye, x, y, height) ? 1 : 0;
    looked = k;
  }
  return { pixels, dim, fades: BEHIND };
}
