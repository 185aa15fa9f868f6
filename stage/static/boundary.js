/** What the network says where: its classes over the plane of two features, or its curve over one; and the data. */

import { linear, paintAxes } from "./axes.js";
import { traceMark } from "./marks.js";
import { createPanel } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";
import { channels } from "./theme.js";

const MARGIN = { left: 40, right: 8, top: 6, bottom: 34 };
/** How strongly the ground is coloured where the network is sure. */
const STRENGTH = 0.5;
const MARKS = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "x", "star"];
const DOT = 3;

/** @param {object} options enlarge(name), state: the stage's. */
export function createBoundary({ state, enlarge }) {
  const panel = createPanel({
    name: "boundary",
    title: "Outputs",
    margin: MARGIN,
    onEnlarge: () => enlarge("boundary"),
    onResize: () => paint(),
  });
  let outputs = null;
  let head = null;
  let at = -1;
  let mapping = null;

  const colors = () => (head?.classes ?? []).map((_, i) => state.theme.compared(i).color);

  function window() {
    const [[x0, x1], [y0, y1]] = outputs.facts.window;
    return [x0, x1, y0, y1];
  }

  /** The picture of one snapshot, the top row first: each place in the colour of its class, paler where unsure. */
  function image(k) {
    const { winner, sure } = outputs.arrays;
    const [, rows, columns] = winner.shape;
    const tints = colors().map(channels);
    const ground = channels(state.theme.background);
    const picture = new ImageData(columns, rows);
    const from = k * rows * columns;
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const place = from + j * columns + i;
        const part = (STRENGTH * sure.data[place]) / 255;
        const to = 4 * ((rows - 1 - j) * columns + i);
        for (let c = 0; c < 3; c++)
          picture.data[to + c] = ground[c] + (tints[winner.data[place]][c] - ground[c]) * part;
        picture.data[to + 3] = 255;
      }
    }
    const canvas = new OffscreenCanvas(columns, rows);
    canvas.getContext("2d").putImageData(picture, 0, 0);
    return canvas;
  }

  function points(context, x, y, filled) {
    const theme = state.theme;
    const tints = colors();
    const width = x.shape[1];
    for (let n = 0; n < x.shape[0]; n++) {
      const px = mapping.ax + mapping.bx * x.data[n * width];
      const upright = width > 1 ? x.data[n * width + 1] : y.data[n];
      const py = mapping.ay + mapping.by * upright;
      const kind = tints.length ? y.data[n] : 0;
      context.beginPath();
      traceMark(context, MARKS[kind % MARKS.length], px, py, DOT);
      context.fillStyle = filled ? (tints[kind] ?? theme.muted) : theme.background;
      context.strokeStyle = filled ? theme.background : (tints[kind] ?? theme.muted);
      context.lineWidth = filled ? 0.75 : 1.25;
      context.fill();
      context.stroke();
    }
  }

  function paint() {
    if (!outputs || !head || !state.theme || !panel.width) return;
    const { ground, tint } = panel;
    mapping = mappingOf(window(), panel.area());
    for (const context of [ground, tint]) context.clearRect(0, 0, panel.width, panel.height);
    const [x0, x1, y0, y1] = window();
    const ticks = { x: linear([x0, x1], 4), y: linear([y0, y1], 4), grid: false };
    paintAxes(ground, panel.area(), mapping, { ...ticks, titles: { x: head.axes[0], y: head.axes[1] ?? "" } }, state.theme);
    panel.within(tint, () => {
      points(tint, head.arrays.test_x, head.arrays.test_y, false);
      points(tint, head.arrays.x, head.arrays.y, true);
    });
    const step = at;
    at = -1;
    draw(step);
  }

  /** Shows a snapshot. */
  function draw(k) {
    if (!outputs || !mapping) return;
    const last = outputs.arrays.winner?.shape[0] ?? outputs.arrays.curve.shape[0];
    const now = Math.min(Math.max(k, 0), last - 1);
    if (now === at) return;
    at = now;
    const { paths } = panel;
    paths.clearRect(0, 0, panel.width, panel.height);
    panel.within(paths, () => (outputs.arrays.winner ? fill(paths, now) : trace(paths, now)));
  }

  function fill(context, k) {
    const area = panel.area();
    context.imageSmoothingEnabled = true;
    context.drawImage(image(k), area.x, area.y, area.width, area.height);
    context.drawImage(panel.tint.canvas, 0, 0, panel.width, panel.height);
  }

  function trace(context, k) {
    const { data, shape } = outputs.arrays.curve;
    const [x0, x1] = window();
    context.strokeStyle = state.theme.lane(state.selected ?? 0).color;
    context.lineWidth = 2;
    context.beginPath();
    traceLine(context, shape[1], (i) => [
      mapping.ax + mapping.bx * (x0 + ((x1 - x0) * i) / (shape[1] - 1)),
      mapping.ay + mapping.by * data[k * shape[1] + i],
    ]);
    context.stroke();
  }

  return {
    panel,
    draw,
    /** Takes what is learnt from. */
    about(what) {
      head = what;
      outputs = null;
      panel.root.hidden = head.axes === null;
      panel.plane.title = "Filled: training points, hollow: test points";
    },
    take(answer) {
      outputs = answer;
      paint();
    },
    paint,
    close: () => panel.close(),
  };
}
