/** A terrain: losses on a grid, their shade, and the picture of them. */

import { contourPath } from "./contours.js";
import { landmarksOf, paintLandmark } from "./landmarks.js";

/**
 * The shade of a loss: 0 at the base, 1 at the top, near-linear or logarithmic as its scale says. Losses below the base
 * go on as a mirror image, so that every finite loss has a height.
 */
function shader({ base, scale, top }) {
  const whole = Math.log1p((top - base) / scale);
  return (loss) => {
    const above = (loss - base) / scale;
    return (Math.sign(above) * Math.log1p(Math.abs(above))) / whole;
  };
}

/** Makes a terrain of the wire's answer: of one of its arrays of losses. */
export function terrainOf({ arrays, facts }, name = "z") {
  const [rows, columns] = arrays[name].shape;
  const shade = shader(facts.shade);
  const losses = arrays[name].data;
  const [[x0, x1], [y0, y1]] = facts.window;
  return {
    ...facts,
    rows,
    columns,
    losses,
    heights: Float32Array.from(losses, shade),
    levels: Array.from(arrays.levels.data),
    shadeOf: shade,
    x: (i) => x0 + ((x1 - x0) * i) / (columns - 1),
    y: (j) => y0 + ((y1 - y0) * j) / (rows - 1),
  };
}

/** A terrain `part` of the way from one to another over the same window, with the shade that both share. */
export function between(first, second, part) {
  if (part === 0) return first;
  const losses = first.losses.map((loss, i) => (1 - part) * loss + part * second.losses[i]);
  return { ...first, losses, heights: losses.map(first.shadeOf) };
}

/** The height of the terrain at a point, between the grid's points; NaN outside. */
export function heightAt({ window: [[x0, x1], [y0, y1]], rows, columns, heights }, x, y) {
  const u = ((x - x0) / (x1 - x0)) * (columns - 1);
  const v = ((y - y0) / (y1 - y0)) * (rows - 1);
  if (!(u >= 0 && v >= 0 && u <= columns - 1 && v <= rows - 1)) return NaN;
  const i = Math.min(Math.floor(u), columns - 2);
  const j = Math.min(Math.floor(v), rows - 2);
  const at = j * columns + i;
  const low = heights[at] + (heights[at + 1] - heights[at]) * (u - i);
  const high = heights[at + columns] + (heights[at + columns + 1] - heights[at + columns]) * (u - i);
  return low + (high - low) * (v - j);
}

/** The terrain as a small image, one pixel for each point of the grid, the top row first. */
function imageOf({ rows, columns, heights }, table) {
  const image = new ImageData(columns, rows);
  const from = new Uint32Array(table.buffer);
  const to = new Uint32Array(image.data.buffer);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const shade = heights[j * columns + i];
      to[(rows - 1 - j) * columns + i] = from[Math.min(Math.max(Math.round(shade * 255), 0), 255) || 0];
    }
  }
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/**
 * Paints a terrain, its contour lines and its marks.
 * @param {CanvasRenderingContext2D} context
 * @param {object} terrain
 * @param {{ax: number, bx: number, ay: number, by: number}} mapping pixel = a + b * coordinate.
 * @param {object} theme
 */
export function paintTerrain(context, terrain, mapping, theme) {
  const { ax, bx, ay, by } = mapping;
  const {
    window: [[x0, x1], [y0, y1]],
    rows,
    columns,
  } = terrain;
  const dx = (bx * (x1 - x0)) / (columns - 1);
  const dy = (by * (y1 - y0)) / (rows - 1);
  const [left, bottom] = [ax + bx * x0, ay + by * y0];
  context.imageSmoothingEnabled = true;
  context.drawImage(imageOf(terrain, theme.table), left - dx / 2, bottom + dy * (rows - 0.5), dx * columns, -dy * rows);
  context.save();
  context.translate(left, bottom);
  context.strokeStyle = theme.contour;
  context.lineWidth = 1;
  const lines = new Path2D();
  lines.addPath(contourPath(terrain, terrain.levels.map(terrain.shadeOf)), new DOMMatrix([dx, 0, 0, dy, 0, 0]));
  context.stroke(lines);
  context.restore();
  for (const { kind, x } of landmarksOf(terrain)) paintLandmark(context, kind, ax + bx * x[0], ay + by * x[1], theme);
}
