/**
 * Curvature all over the map: hatched where the surface curves down along some direction (hatched both ways where along
 * all), tinted in a few steps by how stiff it is, with a line around where it is sharper than the chosen run tolerates.
 */

import { brief } from "./format.js";
import { isDrawn } from "./lanes.js";
import { newest } from "./newest.js";
import { element } from "./panel.js";
import { pictureOf } from "./race.js";
import { canonical } from "./wire.js";

/** Points of the grid along each side, and pixels between two lines of the hatching. */
const GRID = 121;
const HATCH = 7;
/** Opacities, of 255: of the hatching, of each step of stiffness, of what is beyond the limit, of the line around that. */
const LINE = 120;
const STEP = 20;
const TINT = 28;
const AROUND = 220;
/** So many steps of stiffness; the share of the map at either end that sets none; a ratio below which all is as stiff. */
const STEPS = 3;
const RIM = 0.02;
const EVEN = 1.2;

const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

function channels(color) {
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
}

/**
 * @param {object} options
 * @param {object} options.map
 * @param {() => number} options.lane the run whose limit counts.
 */
export function createRegions({ store, wire, map, lane, complain }) {
  const { state } = store;
  const { panel } = map;
  const key = element("p", { class: "key", hidden: true });
  panel.plane.append(key);
  let answer = null;
  let asked = "";

  const questions = newest(async (question, signal) => {
    const { arrays } = await wire.arrays("spectrum", question, signal);
    answer = { window: question.window, arrays, ...stiffness(arrays.largest.data) };
    paint();
  }, complain);

  const wanted = () => state.arrows.includes("regions");

  /** What the chosen run tolerates; null where theory has no limit, or one that is not about the plain Hessian. */
  function limit() {
    const run = state.lanes[lane()];
    const row = state.data.optimizers[state.race.lanes[lane()].optimizer];
    return isDrawn(run) && !row?.preconditioned ? (run.facts.limit ?? null) : null;
  }

  function paint() {
    const { tint } = panel;
    tint.clearRect(0, 0, panel.width, panel.height);
    key.hidden = !wanted() || !answer;
    if (key.hidden || !state.theme) return;
    const area = panel.area();
    const image = new ImageData(Math.round(area.width), Math.round(area.height));
    const most = limit() ?? Infinity;
    const [ink, alarm] = [channels(state.theme.text), channels(state.theme.alarm ?? state.theme.text)];
    const look = sampler(answer, map.mapping, area);
    for (let j = 0; j < image.height; j++) {
      for (let i = 0; i < image.width; i++) {
        const at = look(i, j);
        if (at < 0) continue;
        const [low, high] = [answer.arrays.smallest.data[at], answer.arrays.largest.data[at]];
        const hatched = (low < 0 && (i + j) % HATCH === 0) || (high < 0 && (i - j + HATCH * image.height) % HATCH === 0);
        const beyond = high > most;
        const edge = [look(i + 1, j), look(i, j + 1)].some((next) => next >= 0 && beyond !== (answer.arrays.largest.data[next] > most));
        if (edge) put(image, i, j, alarm, AROUND);
        else if (hatched) put(image, i, j, ink, LINE);
        else if (high > answer.steps[0] || beyond)
          put(image, i, j, beyond ? alarm : ink, STEP * answer.steps.filter((step) => high > step).length + TINT * beyond);
      }
    }
    const picture = new OffscreenCanvas(image.width, image.height);
    picture.getContext("2d").putImageData(image, 0, 0);
    tint.drawImage(picture, area.x, area.y, area.width, area.height);
    const text = [
      "hatched: curves down",
      answer.steps.length
        ? `tinted in steps: largest eigenvalue above ${answer.steps.map((step) => brief(step, 2)).join(", ")}`
        : answer.typical > 0 && `largest eigenvalue ${brief(answer.typical, 3)} throughout`,
      most < Infinity && `beyond the line: sharper than the limit, ${brief(most, 3)}`,
    ]
      .filter(Boolean)
      .join("; ");
    if (key.textContent !== text) key.textContent = text;
  }

  return {
    /** Asks for the map's window, if that is wanted and not known. */
    ask() {
      if (!wanted() || !map.window) {
        paint();
        return;
      }
      const [x0, x1, y0, y1] = map.window;
      const window = [
        [x0, x1],
        [y0, y1],
      ];
      const question = { ...pictureOf(state.race), window, columns: GRID, rows: GRID };
      const now = canonical(question);
      if (now === asked) return paint();
      asked = now;
      return questions.ask(question);
    },
    paint,
    close: () => questions.close(),
  };
}

/** The steps between which a map's largest eigenvalues lie, even in ratio; none where they hardly differ from the typical. */
export function stiffness(largest) {
  const known = largest.filter((value) => value > 0 && value < Infinity).sort();
  const [low, typical, high] = [RIM, 0.5, 1 - RIM].map((share) => known[Math.round(share * (known.length - 1))]);
  if (!(high / low > EVEN)) return { typical, steps: [] };
  const rounded = (i) => Number((low * (high / low) ** ((i + 1) / (STEPS + 1))).toPrecision(2));
  return { typical, steps: [...new Set(Array.from({ length: STEPS }, (_, i) => rounded(i)))] };
}

function put({ data, width }, i, j, [red, green, blue], opacity) {
  data.set([red, green, blue, opacity], 4 * (j * width + i));
}

/** From a pixel of the area to the nearest point of the grid; −1 outside of it. */
function sampler({ window: [[x0, x1], [y0, y1]] }, { ax, bx, ay, by }, area) {
  return (i, j) => {
    const u = Math.round((((area.x + i - ax) / bx - x0) / (x1 - x0)) * (GRID - 1));
    const v = Math.round((((area.y + j - ay) / by - y0) / (y1 - y0)) * (GRID - 1));
    return u < 0 || v < 0 || u >= GRID || v >= GRID ? -1 : v * GRID + u;
  };
}
