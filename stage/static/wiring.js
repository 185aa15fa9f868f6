/** The network with its weights: a node for each unit, a line for each weight, thicker the larger, in one of two colours. */

import { createPanel, element } from "./panel.js";

const MARGIN = { left: 14, right: 14, top: 12, bottom: 12 };
/** So many units of a layer can be told apart; of more the first are drawn, and how many there are is said. */
const MOST = 16;
const NODE = 5;
/** The thickest line, in pixels, and the weight, relative to the largest, that is too small to be drawn. */
const THICK = 3.2;
const THIN = 0.02;

/** @param {object} options enlarge(name), state: the stage's. */
export function createWiring({ state, enlarge }) {
  const said = element("span", { class: "what" });
  const panel = createPanel({
    name: "network",
    title: "Network",
    margin: MARGIN,
    onEnlarge: () => enlarge("network"),
    onResize: () => paint(),
  });
  panel.tools.append(said);
  let weights = null;
  let at = 0;

  const shown = (units) => Math.min(units, MOST);

  function place(layer, unit) {
    const { x, y, width, height } = panel.area();
    const layers = weights.facts.layers;
    const count = shown(layers[layer]);
    return [x + (width * layer) / (layers.length - 1), y + (height * (unit + 0.5)) / count];
  }

  function paint() {
    if (!weights || !state.theme || !panel.width || panel.root.hidden) return;
    const { ground } = panel;
    const { layers, offsets } = weights.facts;
    const { data, shape } = weights.arrays.weights;
    const base = Math.min(at, shape[0] - 1) * shape[1];
    ground.clearRect(0, 0, panel.width, panel.height);
    const [positive, negative] = [state.theme.compared(0).color, state.theme.compared(1).color];
    for (let layer = 0; layer < layers.length - 1; layer++) {
      const [inputs, units] = [layers[layer], layers[layer + 1]];
      const first = base + offsets[layer];
      let largest = 0;
      for (let n = 0; n < inputs * units; n++) largest = Math.max(largest, Math.abs(data[first + n]));
      for (let to = 0; to < shown(units); to++) {
        for (let from = 0; from < shown(inputs); from++) {
          const weight = data[first + to * inputs + from];
          const size = Math.abs(weight) / largest;
          if (!(size > THIN)) continue;
          ground.strokeStyle = weight > 0 ? positive : negative;
          ground.setLineDash(weight > 0 ? [] : [4, 3]);
          ground.globalAlpha = 0.25 + 0.75 * size;
          ground.lineWidth = THICK * size;
          ground.beginPath();
          ground.moveTo(...place(layer, from));
          ground.lineTo(...place(layer + 1, to));
          ground.stroke();
        }
      }
    }
    ground.setLineDash([]);
    ground.globalAlpha = 1;
    nodes(ground, layers);
  }

  function nodes(context, layers) {
    context.fillStyle = state.theme.background;
    context.strokeStyle = state.theme.text;
    context.lineWidth = 1.25;
    layers.forEach((units, layer) => {
      for (let unit = 0; unit < shown(units); unit++) {
        context.beginPath();
        context.arc(...place(layer, unit), NODE, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
    });
  }

  return {
    panel,
    draw(k) {
      if (k === at) return;
      at = k;
      paint();
    },
    /** Takes what is learnt from. */
    about({ layers }) {
      weights = null;
      said.textContent = layers.join("–") + (Math.max(...layers) > MOST ? `, ${MOST} of each` : "");
    },
    take(answer) {
      weights = answer;
      paint();
    },
    paint,
    close: () => panel.close(),
  };
}
