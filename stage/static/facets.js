/** The terrain in perspective on a canvas, painted from back to front: for the time before Plotly, and under a moving hand. */

import { projectPoint } from "./projection.js";

const SIDE = 44;

/** Paints a terrain through a matrix. */
export function paintFacets(context, terrain, matrix, eye, { width, height }, theme) {
  const { rows, columns, heights } = terrain;
  const across = Math.min(columns - 1, SIDE);
  const along = Math.min(rows - 1, SIDE);
  const column = (i) => Math.round((i * (columns - 1)) / across);
  const row = (j) => Math.round((j * (rows - 1)) / along);
  const at = (i, j) => heights[row(j) * columns + column(i)];
  const pixels = new Float32Array(2 * (across + 1) * (along + 1));
  for (let j = 0; j <= along; j++) {
    for (let i = 0; i <= across; i++) {
      const index = 2 * (j * (across + 1) + i);
      projectPoint(matrix, terrain.x(column(i)), terrain.y(row(j)), at(i, j), width, height, pixels, index);
    }
  }
  const columnsBackward = backToFront(across, (i) => terrain.x(column(i)), eye[0]);
  const rowsBackward = backToFront(along, (j) => terrain.y(row(j)), eye[1]);
  context.lineWidth = 0.8;
  for (const j of rowsBackward) {
    for (const i of columnsBackward) {
      const first = 2 * (j * (across + 1) + i);
      const second = first + 2 * (across + 1);
      const shade = (at(i, j) + at(i + 1, j) + at(i + 1, j + 1) + at(i, j + 1)) / 4;
      const light = 1 - 0.9 * Math.max(-0.12, Math.min(0.12, (at(i + 1, j + 1) - at(i, j)) * 0.8));
      context.fillStyle = context.strokeStyle = colorOf(theme.table, shade, light);
      context.beginPath();
      context.moveTo(pixels[first], pixels[first + 1]);
      context.lineTo(pixels[first + 2], pixels[first + 3]);
      context.lineTo(pixels[second + 2], pixels[second + 3]);
      context.lineTo(pixels[second], pixels[second + 1]);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }
}

/** Cells in the order in which nearer ones cover farther ones. */
function backToFront(cells, coordinate, eye) {
  return Array.from({ length: cells }, (_, i) => i).sort(
    (a, b) => Math.abs(coordinate(b + 0.5) - eye) - Math.abs(coordinate(a + 0.5) - eye),
  );
}

function colorOf(table, shade, light) {
  const entry = 4 * Math.min(Math.max(Math.round(shade * 255), 0), 255);
  const part = (c) => Math.min(255, Math.round(table[entry + c] * light));
  return `rgb(${part(0)},${part(1)},${part(2)})`;
}
