/** Sharpness along the path of the chosen run, against what its optimizer tolerates, in step with the timeline. */

import { decades, linear, logarithmic, paintAxes } from "./axes.js";
import { brief } from "./format.js";
import { newest } from "./newest.js";
import { createPanel, element } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";
import { runOf } from "./race.js";
import { canonical } from "./wire.js";

const MARGIN = { left: 42, right: 14, top: 4, bottom: 33 };
const LIMIT_DASH = [6, 4];
/** Room above and below the curves, in powers of ten. */
const ROOM = 0.15;

export function createSharpness({ store, timeline, wire, enlarge, complain }) {
  const { state } = store;
  const said = element("span", { class: "what" });
  const shape = element("p", { class: "key moment" });
  const panel = createPanel({
    name: "sharpness",
    title: "Sharpness",
    margin: MARGIN,
    onEnlarge: () => enlarge("sharpness"),
    onResize: paint,
  });
  panel.tools.append(said);
  panel.plane.append(shape);
  let asked = "";
  let answer = null;
  let mapping = null;

  const questions = newest(
    async (question, signal) => {
      answer = await wire.arrays("sharpness", question, signal);
      paint();
    },
    complain,
    { modest: true },
  );

  const data = (name) => answer?.arrays[name]?.data ?? null;
  /** What the limit is about: the preconditioned sharpness where the method has a scale of its own. */
  const judged = () => data("preconditioned") ?? data("largest");

  function paint() {
    if (!answer || !state.theme || !panel.width) return;
    const { steps } = answer.facts;
    const vertical = decades([judged(), data("limit")], ROOM);
    mapping = mappingOf([0, steps, ...vertical], panel.area());
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    const ticks = { x: linear([0, steps]), y: logarithmic(vertical), grid: true, titles: { x: "step" } };
    paintAxes(panel.ground, panel.area(), mapping, ticks, state.theme);
    panel.paths.clearRect(0, 0, panel.width, panel.height);
    panel.within(panel.paths, () => {
      curve(data("limit"), state.theme.muted, LIMIT_DASH, 1.5);
      curve(judged(), state.theme.lane(0).color, [], 1.8);
    });
    draw();
  }

  function curve(values, color, dash, width) {
    if (!values) return;
    const { paths } = panel;
    Object.assign(paths, { strokeStyle: color, lineWidth: width });
    paths.setLineDash(dash);
    paths.beginPath();
    traceLine(paths, values.length, (k) => (values[k] > 0 && values[k] < Infinity ? at(k, values[k]) : null));
    paths.stroke();
  }

  const at = (k, value) => [mapping.ax + mapping.bx * k, mapping.ay + mapping.by * Math.log10(value)];

  function draw() {
    const values = judged();
    if (!values || !mapping) return;
    const { heads } = panel;
    const { steps } = answer.facts;
    const k = Math.min(timeline.step, values.length - 1);
    heads.clearRect(0, 0, panel.width, panel.height);
    if (values[k] > 0) {
      Object.assign(heads, { fillStyle: state.theme.lane(0).color, strokeStyle: state.theme.background, lineWidth: 1.5 });
      heads.beginPath();
      heads.arc(...at(k, values[k]), 4.5, 0, 2 * Math.PI);
      heads.fill();
      heads.stroke();
    }
    put(said, sentence(values[k], data("limit")?.[Math.min(k, steps - 1)]));
    put(shape, condition(data("condition")[k]));
  }

  function put(place, text) {
    if (place.textContent !== text) place.textContent = text;
    place.hidden = text === "";
  }

  /** The moment in words: how sharp it is, and whether that is more than the step tolerates. */
  function sentence(value, limit) {
    if (!Number.isFinite(value)) return "";
    if (value <= 0) return "curves down: no limit here";
    if (!(limit > 0)) return `${brief(value, 3)}; theory has no limit`;
    return `${brief(value, 3)} ${value > limit ? "> limit" : "\u2264 limit"} ${brief(limit, 3)}`;
  }

  const condition = (number) => (Number.isFinite(number) ? `condition number ${brief(number, 3)}` : "");

  return {
    panel,
    draw,
    ask() {
      const question = { run: runOf(state.race, 0) };
      const key = canonical(question);
      if (key === asked) {
        paint();
        return;
      }
      asked = key;
      questions.ask(question);
    },
    close: () => questions.close(),
  };
}
