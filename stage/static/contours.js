/** Contour lines by marching squares, on a grid of heights. */

/** Which edges a line joins, for each pattern of corners above the level (bits: lower left, lower right, upper right, upper left). */
const EDGES = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 2, 1, 0],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 3, 2, 1],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/**
 * All contour lines in the grid's own coordinates (column, row), as one path.
 * @param {{columns: number, rows: number, heights: Float32Array}} grid
 * @param {number[]} levels heights of the lines.
 */
export function contourPath({ columns, rows, heights }, levels) {
  const path = new Path2D();
  const point = [0, 0];

  function cross(edge, i, j, level, a, b, c, d) {
    if (edge === 0) [point[0], point[1]] = [i + (level - a) / (b - a), j];
    else if (edge === 1) [point[0], point[1]] = [i + 1, j + (level - b) / (c - b)];
    else if (edge === 2) [point[0], point[1]] = [i + (level - d) / (c - d), j + 1];
    else [point[0], point[1]] = [i, j + (level - a) / (d - a)];
  }

  for (let j = 0; j < rows - 1; j++) {
    for (let i = 0; i < columns - 1; i++) {
      const at = j * columns + i;
      const [a, b, c, d] = [heights[at], heights[at + 1], heights[at + columns + 1], heights[at + columns]];
      const low = Math.min(a, b, c, d);
      const high = Math.max(a, b, c, d);
      if (!(high > low)) continue;
      for (const level of levels) {
        if (level < low || level > high) continue;
        const edges = EDGES[(a > level) | ((b > level) << 1) | ((c > level) << 2) | ((d > level) << 3)];
        for (let e = 0; e < edges.length; e += 2) {
          cross(edges[e], i, j, level, a, b, c, d);
          path.moveTo(point[0], point[1]);
          cross(edges[e + 1], i, j, level, a, b, c, d);
          path.lineTo(point[0], point[1]);
        }
      }
    }
  }
  return path;
}
