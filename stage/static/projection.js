/**
 * From points of the terrain (x, y, height) to pixels: Plotly's own matrices once it draws, the same ones made here
 * before. Matrices are flat, column by column, as WebGL has them.
 */

const HOME = { eye: { x: -0.88, y: -1.7, z: 1.15 }, center: { x: 0, y: 0, z: -0.1 }, up: { x: 0, y: 0, z: 1 } };
/** How much nearer the eye may stand where the panel is wide enough for the box, and the axes' names are short. */
const NEARER = 0.86;
const SHORT = 4;
const FIELD = Math.PI / 4;
const RELIEF = 0.62;

/** The box's sides in Plotly's units: the longer side of the window is 1. */
export function proportions([x0, x1, y0, y1]) {
  const longer = Math.max(x1 - x0, y1 - y0);
  const side = (length) => Math.max(length / longer, 0.4) * 1.12;
  return { x: side(x1 - x0), y: side(y1 - y0), z: RELIEF };
}

/** Where the eye stands at first, for a panel of a given width over height and axes of these names. */
export function homeFor(aspect, labels) {
  const { x, y, z } = HOME.eye;
  const part = aspect > 1.1 && labels.every((label) => label.length < SHORT) ? NEARER : 1;
  return { ...HOME, eye: { x: x * part, y: y * part, z: z * part } };
}

/** The product of two matrices. */
function product(a, b) {
  const out = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      for (let k = 0; k < 4; k++) out[4 * column + row] += a[4 * k + row] * b[4 * column + k];
    }
  }
  return out;
}

/** How far from straight above or below the eye is kept, as a part of its distance: there every side would be the front. */
const POLE = 0.05;

/** A camera of Plotly's; at a pole, where its eye does not tell how the picture is turned, a little in front of it. */
export function offThePole(camera, view) {
  const { eye, center } = camera;
  const [dx, dy, dz] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const distance = Math.hypot(dx, dy, dz);
  if (Math.hypot(dx, dy) >= 0.99 * POLE * distance) return camera;
  const [right, ahead] = [view[0], view[4]]; // what lies to the right in the picture, in the plane of x and y
  const aside = (POLE * distance) / Math.hypot(right, ahead);
  const z = center.z + Math.sign(dz) * distance * Math.sqrt(1 - POLE * POLE);
  return { ...camera, eye: { x: center.x + ahead * aside, y: center.y - right * aside, z } };
}

/** The matrix that takes (x, y, height) to clip coordinates, as Plotly's scene draws at this moment. */
export function plotlyMatrix(scene) {
  const { projection, view, model } = scene.glplot.cameraParams;
  const matrix = product(projection, product(view, model));
  scene.dataScale.forEach((factor, axis) => {
    for (let row = 0; row < 4; row++) matrix[4 * axis + row] *= factor;
  });
  return matrix;
}

/** The same matrix before there is a scene. */
export function ownMatrix([x0, x1, y0, y1], camera, width, height) {
  const sides = proportions([x0, x1, y0, y1]);
  const [sx, sy, sz] = [sides.x / (x1 - x0), sides.y / (y1 - y0), sides.z];
  const model = [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, sz, 0, (-sx * (x0 + x1)) / 2, (-sy * (y0 + y1)) / 2, -sz / 2, 1];
  return product(perspective(width / height), product(looking(camera), model));
}

function perspective(aspect) {
  const f = 1 / Math.tan(FIELD / 2);
  const [near, far] = [0.01, 100];
  return [
    f / aspect,
    0,
    0,
    0,
    0,
    f,
    0,
    0,
    0,
    0,
    (far + near) / (near - far),
    -1,
    0,
    0,
    (2 * far * near) / (near - far),
    0,
  ];
}

function looking({ eye, center, up }) {
  const vector = ({ x, y, z }) => [x, y, z];
  const [e, c, u] = [eye, center, up].map(vector);
  const back = unit(e.map((value, i) => value - c[i]));
  const right = unit(cross(u, back));
  const above = cross(back, right);
  const dot = (v) => v[0] * e[0] + v[1] * e[1] + v[2] * e[2];
  return [
    right[0],
    above[0],
    back[0],
    0,
    right[1],
    above[1],
    back[1],
    0,
    right[2],
    above[2],
    back[2],
    0,
    -dot(right),
    -dot(above),
    -dot(back),
    1,
  ];
}

const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (v) => v.map((value) => value / Math.hypot(...v));

/** Writes the pixel of a point to `out` at `index`; NaN behind the eye. */
export function projectPoint(m, x, y, z, width, height, out, index) {
  const w = m[3] * x + m[7] * y + m[11] * z + m[15];
  out[index] = w > 0 ? (0.5 + (0.5 * (m[0] * x + m[4] * y + m[8] * z + m[12])) / w) * width : NaN;
  out[index + 1] = w > 0 ? (0.5 - (0.5 * (m[1] * x + m[5] * y + m[9] * z + m[13])) / w) * height : NaN;
}

/** Where the eye stands, in (x, y, height): there both pixel coordinates and the depth's divisor vanish. */
export function eyeOf(m) {
  const row = (r) => [m[r], m[4 + r], m[8 + r]];
  const [a, b, c] = [row(0), row(1), row(3)];
  const constants = [-m[12], -m[13], -m[15]];
  const determinant = (p, q, r) =>
    p[0] * (q[1] * r[2] - q[2] * r[1]) - p[1] * (q[0] * r[2] - q[2] * r[0]) + p[2] * (q[0] * r[1] - q[1] * r[0]);
  const whole = determinant(a, b, c);
  return [0, 1, 2].map((axis) => {
    const put = (line, value) => line.map((entry, i) => (i === axis ? value : entry));
    return determinant(put(a, constants[0]), put(b, constants[1]), put(c, constants[2])) / whole;
  });
}
