/** The course of one training, small: its losses over steps, and what came of it in words. */

import { linear, logarithmic, paintAxes } from "./axes.js";
import { createCarrier } from "./carrier.js";
import { brief, count, steady, title } from "./format.js";
import { mounting } from "./mounting.js";
import { newest } from "./newest.js";
import { createPanel, element } from "./panel.js";
import { mappingOf } from "./plane.js";
import { readTheme } from "./theme.js";
import { canonical, createWire } from "./wire.js";

const MARGIN = { left: 46, right: 10, top: 8, bottom: 34 };
/** The two losses: the array, its name, whether the line is broken. */
const LINES = [
  { name: "loss", text: "training loss", dash: [] },
  { name: "test_loss", text: "test loss", dash: [5, 4] },
];
/** How many powers of ten the axis reaches down from the highest loss. */
const DEPTH = 18;

/** What came of a training, in a sentence. */
function sentenceOf({ loss, step }, { stopped, score, testScore }, task) {
  const [first, last] = [loss[0], loss.at(-1)];
  if (stopped !== null) return `Diverged: after ${count(stopped, "step")} the weights left the finite numbers.`;
  const course = `from ${steady(first, 3)} to ${steady(last, 3)} in ${count(step.at(-1), "step")}`;
  if (last > first) return `Diverged: the training loss went up, ${course}.`;
  const shares = [score, testScore].map((share) => `${brief(100 * share, 3)}\u00a0%`);
  const right = task === "regression" ? "of the variance explained" : "right";
  return `Training loss ${course}; ${shares[0]} ${right} in training, ${shares[1]} in the test.`;
}

/** The range of an axis of logarithms that shows all positive finite values. */
function decades(lists) {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists)
    for (const value of list) {
      if (!(value > 0 && value < Infinity)) continue;
      low = Math.min(low, Math.log10(value));
      high = Math.max(high, Math.log10(value));
    }
  if (!(low <= high)) return [-1, 1];
  const foot = Math.max(low, high - DEPTH);
  const room = Math.max(0.06 * (high - foot), 0.05);
  return [foot - room, high + room];
}

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
function createCourse({ data: first, parentElement, setTriggerValue }) {
  const state = { data: first, theme: null, series: null };
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, say);
  const panel = createPanel({ name: "course", title: "Chosen training", margin: MARGIN, onEnlarge: () => {}, onResize: paint });
  panel.root.querySelector(".enlarge").remove();
  panel.plot.remove();
  const numbers = element("dl", {});
  const key = element(
    "ul",
    { "aria-hidden": "true" },
    ...LINES.map(({ name, text }) => element("li", {}, element("i", { class: name }), text)),
  );
  const said = element("p", { role: "status" });
  const root = element("div", { class: "stage course", "data-testid": "course" }, panel.root, key, numbers, said);
  const line = newest(train, ({ message }) => say(message));
  let asked = "";

  parentElement.append(root);
  panel.watch();

  function say(sentence) {
    said.textContent = sentence;
  }

  async function train(training, signal, returned) {
    let head = null;
    delete root.dataset.done;
    for await (const { arrays, facts } of wire.stream("course", { training }, signal, false)) {
      if (facts.error) throw new Error(facts.error);
      if (!head) {
        head = facts;
        continue;
      }
      take(arrays, facts, head);
      returned();
    }
    root.dataset.done = state.series.step.at(-1);
  }

  function take(arrays, { stopped, done }, { task, steps }) {
    const last = (name) => arrays[`0.${name}`].data.at(-1);
    state.series = Object.fromEntries(["step", ...LINES.map(({ name }) => name)].map((name) => [name, arrays[`0.${name}`].data]));
    const ends = { stopped: stopped[0], score: last("score"), testScore: last("test_score") };
    say(done < steps && stopped[0] === null ? `${count(done, "step")} of ${steps}` : sentenceOf(state.series, ends, task));
    paint();
  }

  function paint() {
    const { theme, series } = state;
    if (!theme || !series) return;
    panel.measure();
    const { ground, width, height } = panel;
    ground.clearRect(0, 0, width, height);
    const range = [0, Math.max(series.step.at(-1), 1)];
    const powers = decades(LINES.map(({ name }) => series[name]));
    const mapping = mappingOf([...range, ...powers], panel.area());
    paintAxes(ground, panel.area(), mapping, { x: linear(range), y: logarithmic(powers), grid: true, titles: { x: "step" } }, theme);
    panel.within(ground, () => LINES.forEach((each) => trace(each, mapping)));
  }

  /** Draws one loss; a gap where it is no number that a logarithm has. */
  function trace({ name, dash }, { ax, bx, ay, by }) {
    const { theme, series } = state;
    const { ground } = panel;
    ground.setLineDash(dash);
    ground.strokeStyle = name === "loss" ? theme.text : theme.muted;
    ground.lineWidth = 1.75;
    ground.beginPath();
    let open = false;
    series[name].forEach((value, i) => {
      const drawn = value > 0 && value < Infinity;
      if (drawn) ground[open ? "lineTo" : "moveTo"](ax + bx * series.step[i], ay + by * Math.log10(value));
      open = drawn;
    });
    ground.stroke();
    ground.setLineDash([]);
  }

  return {
    /** Takes new data: another training, another theme, an answer. */
    update(data) {
      carrier.deliver(data.answer);
      state.data = data;
      state.theme = readTheme(root, data.style);
      numbers.replaceChildren(
        ...data.numbers.flatMap(({ label, value }) => [element("dt", {}, title(label)), element("dd", {}, brief(value, 6))]),
      );
      if (canonical(data.training) !== asked) {
        asked = canonical(data.training);
        line.ask(data.training);
      }
      paint();
    },
    close() {
      line.close();
      panel.close();
      root.remove();
    },
  };
}

export default mounting(createCourse);
