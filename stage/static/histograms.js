/** How weights, activations or gradients are distributed in each layer at a snapshot: small histograms. */

import { brief } from "./format.js";
import { createPanel } from "./panel.js";

const MARGIN = { left: 8, right: 8, top: 16, bottom: 20 };
const GAP = 14;
/** So many stand side by side, where the numbers below leave them room. */
const COLUMNS = 3;
const ROOM = 30;
/** Pixels between the two numbers below a histogram. */
const APART = 8;

/**
 * @param {object} options
 * @param {object} options.state the stage's.
 * @param {(name: string) => void} options.enlarge
 * @param {string} options.name the view's.
 * @param {string} options.title
 * @param {string} options.of what is distributed, as the wire calls it.
 */
export function createHistograms({ state, enlarge, name, title, of }) {
  const panel = createPanel({ name, title, margin: MARGIN, onEnlarge: () => enlarge(name), onResize: () => paint() });
  let at = 0;
  let answer = null;
  let longest = "";

  const wide = (columns) => (panel.area().width - GAP * (columns - 1)) / columns;
  const ends = ({ data }, at) => [data[2 * at], data[2 * at + 1]];
  const texts = (range) => range.map((value) => brief(value, 2));

  /** The longest numbers that stand below a histogram at any snapshot. */
  function longestOf({ ranges }) {
    let found = "";
    for (let i = 0; i < ranges.data.length / 2; i++) {
      const text = texts(ends(ranges, i)).join("");
      if (text.length > found.length) found = text;
    }
    return found;
  }

  /** How many stand side by side: as many as have numbers that do not touch. */
  function columnsOf(context, layers) {
    const widest = context.measureText(longest).width + APART;
    let columns = Math.min(layers, COLUMNS);
    while (columns > 1 && widest > wide(columns)) columns--;
    return columns;
  }

  /** Where a layer's histogram stands. */
  function place(layer, layers, columns) {
    const { x, y, height } = panel.area();
    const width = wide(columns);
    const rows = Math.ceil(layers / columns);
    const high = Math.max((height - ROOM * (rows - 1)) / rows, 1);
    const [column, row] = [layer % columns, Math.floor(layer / columns)];
    return { x: x + column * (width + GAP), y: y + row * (high + ROOM), width, height: high };
  }

  function paint() {
    const { theme } = state;
    if (!answer || !theme || !panel.width || panel.root.hidden) return;
    const { counts, missing, ranges } = answer.arrays;
    const [snapshots, layers, bars] = counts.shape;
    const context = panel.ground;
    context.clearRect(0, 0, panel.width, panel.height);
    context.font = `11px ${theme.font}`;
    const columns = columnsOf(context, layers);
    const first = Math.min(at, snapshots - 1) * layers;
    for (let layer = 0; layer < layers; layer++) {
      const from = (first + layer) * bars;
      const lost = missing.data[first + layer];
      const heading = `layer ${layer + 1}${lost ? `: ${lost} not finite` : ""}`;
      const shown = counts.data.subarray(from, from + bars);
      draw(context, place(layer, layers, columns), shown, ends(ranges, first + layer), heading, theme.layer(layer).color);
    }
  }

  function draw(context, { x, y, width, height }, counts, range, heading, color) {
    const most = Math.max(...counts, 1);
    const bar = width / counts.length;
    const { theme } = state;
    const [low, high] = range;
    context.fillStyle = color;
    counts.forEach((count, i) => {
      const tall = (height * count) / most;
      context.fillRect(x + i * bar, y + height - tall, Math.max(bar - 0.5, 0.5), tall);
    });
    context.strokeStyle = theme.axis;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, y + height + 0.5);
    context.lineTo(x + width, y + height + 0.5);
    if (low < 0 && high > 0) {
      const zero = Math.round(x + (width * -low) / (high - low)) + 0.5;
      context.moveTo(zero, y + height);
      context.lineTo(zero, y + height + 4);
    }
    context.stroke();
    context.fillStyle = theme.muted;
    context.textBaseline = "top";
    const label = (text, align, px, py) => {
      context.textAlign = align;
      context.fillText(text, px, py);
    };
    const [left, right] = texts(range);
    label(left, "left", x, y + height + 5);
    label(right, "right", x + width, y + height + 5);
    label(heading, "left", x, y - 14);
  }

  return {
    panel,
    of,
    /** Takes the counts at all snapshots. */
    take(made) {
      answer = made;
      longest = longestOf(made.arrays);
      paint();
    },
    draw(k) {
      if (k === at) return;
      at = k;
      paint();
    },
    paint,
    close: () => panel.close(),
  };
}
