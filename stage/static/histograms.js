/** How the weights of each layer are distributed, at each snapshot: small histograms with one scale of heights. */

import { brief } from "./format.js";
import { createPanel } from "./panel.js";

const MARGIN = { left: 8, right: 8, top: 16, bottom: 20 };
const GAP = 14;
/** So many stand side by side. */
const COLUMNS = 3;
const ROOM = 30;

/** @param {object} options enlarge(name), state: the stage's. */
export function createHistograms({ state, enlarge }) {
  const panel = createPanel({
    name: "histograms",
    title: "Weights by layer",
    margin: MARGIN,
    onEnlarge: () => enlarge("histograms"),
    onResize: () => paint(),
  });
  let at = 0;

  /** Where a layer's histogram stands. */
  function place(layer, layers) {
    const { x, y, width, height } = panel.area();
    const columns = Math.min(layers, COLUMNS);
    const rows = Math.ceil(layers / columns);
    const [wide, high] = [(width - GAP * (columns - 1)) / columns, (height - ROOM * (rows - 1)) / rows];
    const [column, row] = [layer % columns, Math.floor(layer / columns)];
    return { x: x + column * (wide + GAP), y: y + row * (high + ROOM), width: wide, height: high };
  }

  function paint() {
    const { measures, theme } = state;
    if (!measures || !theme || !panel.width || panel.root.hidden) return;
    const { data, shape } = measures.arrays.histogram;
    const [snapshots, layers, bars] = shape;
    const context = panel.ground;
    context.clearRect(0, 0, panel.width, panel.height);
    const from = Math.min(at, snapshots - 1) * layers * bars;
    for (let layer = 0; layer < layers; layer++) {
      const counts = data.subarray(from + layer * bars, from + (layer + 1) * bars);
      draw(context, place(layer, layers), counts, measures.facts.ranges[layer], theme, layer);
    }
  }

  function draw(context, { x, y, width, height }, counts, [low, high], theme, layer) {
    const most = Math.max(...counts);
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
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textBaseline = "top";
    const label = (text, align, px, py) => {
      context.textAlign = align;
      context.fillText(text, px, py);
    };
    label(brief(low, 2), "left", x, y + height + 5);
    label(brief(high, 2), "right", x + width, y + height + 5);
    label(`layer ${layer + 1}`, "left", x, y - 14);
  }

  return {
    panel,
    draw(k) {
      if (k === at) return;
      at = k;
      paint();
    },
    paint,
    close: () => panel.close(),
  };
}
