/** What can be seen of a path over a terrain: from each point a ray is marched towards the eye over the grid of heights. */

import { heightAt } from "./terrain.js";

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
