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

  const wide = (columns) => (panel.area().width - GAP * (columns - 1)) / columns;
  const ends = (range) => range.map((value) => brief(value, 2));

  /** How many stand side by side: as many as have numbers that do not touch. */
  function columnsOf(context, ranges) {
    const length = (text) => context.measureText(text).width;
    const widest = Math.max(...ranges.map((range) => ends(range).reduce((sum, text) => sum + length(text), APART)));
    let columns = Math.min(ranges.length, COLUMNS);
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
    const { counts, missing } = answer.arrays;
    const { ranges } = answer.facts;
    const [snapshots, layers, bars] = counts.shape;
    const context = panel.ground;
    context.clearRect(0, 0, panel.width, panel.height);
    context.font = `11px ${theme.font}`;
    const columns = columnsOf(context, ranges);
    const first = Math.min(at, snapshots - 1) * layers;
    for (let layer = 0; layer < layers; layer++) {
      const from = (first + layer) * bars;
      const lost = missing.data[first + layer];
      const heading = `layer ${layer + 1}${lost ? `: ${lost} not finite` : ""}`;
      draw(context, place(layer, layers, columns), counts.data.subarray(from, from + bars), ranges[layer], heading, theme, layer);
    }
  }

  function draw(context, { x, y, width, height }, counts, [low, high], heading, theme, layer) {
    const most = Math.max(...counts, 1);
    const bar = width / counts.length;
    context.fillStyle = theme.layer(layer).color;
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
    const [left, right] = ends([low, high]);
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
