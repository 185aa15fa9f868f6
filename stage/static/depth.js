/** Depth: what becomes of signals and gradients in many layers, in the textbook's network and in real ones, live. */

import { createCarrier } from "./carrier.js";
import { createChoice, createKinds, createTurned } from "./depth-controls.js";
import { deepLines, linearLines } from "./depth-lines.js";
import { createDepthView } from "./depth-view.js";
import { createAddress } from "./link.js";
import { mounting } from "./mounting.js";
import { newest } from "./newest.js";
import { element, setText } from "./panel.js";
import { signButton } from "./playback.js";
import { createScreen } from "./screen.js";
import { readTheme } from "./theme.js";
import { canonical, createWire } from "./wire.js";

const LINEAR = ["a", "b", "layers", "clip_norm"];
const DEEP = ["activation", "layers", "width", "scale", "clip_norm", "seed"];
/** The textbook's two cases. */
const EXAMPLES = [
  ["Exploding", { a: 1, b: 2 }],
  ["Vanishing", { a: 0.5, b: 0.9 }],
];
/** Milliseconds after which an answer under way gives way to a newer question. */
const PATIENCE = 700;
const SEEDS = 2 ** 32;

const onward = (layers) => [0, layers];
const back = (layers) => [layers, 0];

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
function createDepth({ data: first, parentElement, setTriggerValue }) {
  const state = { data: first, settings: first.settings, theme: null, linear: null, deep: null };
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, complain);
  const act = { change, rest };
  const view = (name, title, ends, along) =>
    createDepthView({ name, title, ends, along, onRead: read, onEnlarge: () => screen.toggle(name) });
  const views = {
    signal: view("signal", "Two factors: size of signal and variance", onward, "layer"),
    gradient: view("gradient", "Two factors: gradient on its way back", back, "layer, from the last to the first"),
    spread: view("spread", "Real networks: spread of activations", onward, "layer"),
    weights: view("weights", "Real networks: gradient by layer", back, "layer, from the last to the first"),
  };
  const turned = createTurned(state, LINEAR, act);
  const scale = createTurned(state, ["scale"], act);
  const activations = first.activations.map(({ name, ...row }) => ({ value: name, ...row }));
  const widths = first.widths.map((value) => ({ value, title: `${value} units` }));
  const choices = [
    createChoice(state, "activation", "Activation", "What every unit makes of its sum.", activations, act),
    createChoice(state, "width", "Width", "Units of every layer.", widths, act),
  ];
  const kinds = createKinds(state, act);
  const address = createAddress(query);
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const said = element("div", { class: "numbers-said", role: "status" });
  const heard = element("div", { class: "networks-said", role: "status" });
  const progress = element("p", { class: "small", role: "status" });
  const textButton = (label, title, onclick) => element("button", { type: "button", class: "text", title, onclick }, label);
  const examples = EXAMPLES.map(([label, values]) =>
    textButton(label, `a = ${values.a}, b = ${values.b}`, () => choose(values)),
  );
  const factors = element(
    "section",
    { class: "factors", "aria-label": "Two factors" },
    element(
      "header",
      {},
      element("h3", {}, "Two factors"),
      textButton("Reset", "Back to what the page begins with", () => choose(state.data.defaults)),
      signButton("link", "Copy link", address.copy),
      signButton("enlarge", "Full screen", () => screen.toggle(null)),
    ),
    ...turned.roots,
    element("p", { class: "examples" }, ...examples),
  );
  const networks = element(
    "section",
    { class: "networks", "aria-label": "Real networks" },
    element(
      "header",
      {},
      element("h3", {}, "Real networks"),
      textButton("Other draws", "The same kinds of first weights, drawn anew", redraw),
    ),
    ...choices.map(({ root: choice }) => choice),
    ...scale.roots,
    kinds.root,
    progress,
  );
  const root = element(
    "div",
    {
      class: "stage depth",
      "data-testid": "depth",
      "data-revision": 0,
      "data-pending": 1,
      role: "group",
      "aria-label": "Depth",
    },
    element(
      "div",
      { class: "hero" },
      notice,
      ...Object.values(views).map(({ panel }) => panel.root),
      said,
      heard,
      element("div", { class: "column" }, factors, networks),
    ),
  );
  const screen = createScreen(root);
  const asked = { depth: "", deep: "" };
  const answered = { depth: "", deep: "" };
  let looks = "";
  let revision = 0;

  const linear = newest(async (question, signal) => {
    state.linear = await wire.arrays("depth", question, signal);
    arrived("depth", question, said, state.linear.facts.says);
  }, failed);
  const deep = newest(async (question, signal, returned) => {
    const began = performance.now();
    const found = {};
    for await (const { arrays, facts } of wire.stream("deep", question, signal, false)) {
      if (facts.error) throw new Error(facts.error);
      if (facts.initialization) found[facts.initialization] = { arrays, word: facts.word };
      if (facts.says) state.deep = { found, layers: question.layers };
      if (facts.says) arrived("deep", question, heard, facts.says);
      else if (performance.now() - began > PATIENCE) {
        setText(progress, `${Object.keys(found).length} of ${state.data.initializations.length} networks`);
        returned();
      }
    }
  }, failed);

  parentElement.append(root);
  for (const { panel } of Object.values(views)) {
    panel.measure();
    panel.watch();
  }

  function complain(sentence) {
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }

  function failed({ message }) {
    complain(message);
    asked.depth = asked.deep = "";
  }

  function read(layer) {
    for (const each of Object.values(views)) each.read(layer);
  }

  // What the visitor does.

  function change(values) {
    state.settings = { ...state.settings, ...values };
    show();
    ask();
    paint();
  }

  function rest() {
    show();
    address.touch();
    setTriggerValue("edit", state.settings);
  }

  function choose(values) {
    change(values);
    rest();
  }

  function redraw() {
    choose({ seed: (state.settings.seed + 1) % SEEDS });
  }

  function show() {
    for (const each of [turned, scale, ...choices]) each.show();
    kinds.show(Object.fromEntries(Object.entries(state.deep?.found ?? {}).map(([name, { word }]) => [name, word])));
  }

  // Questions and answers.

  function ask() {
    for (const [path, line, names] of [["depth", linear, LINEAR], ["deep", deep, DEEP]]) {
      const question = Object.fromEntries(names.map((name) => [name, state.settings[name]]));
      const key = canonical(question);
      if (key === asked[path]) continue;
      asked[path] = key;
      root.dataset.pending = 1;
      line.ask(question);
    }
  }

  function arrived(path, question, place, sentences) {
    answered[path] = canonical(question);
    complain("");
    setText(progress, "");
    place.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
    show();
    paint();
    const whole = canonical(answered) === canonical(asked);
    root.dataset.pending = whole ? 0 : 1;
    if (whole) root.dataset.revision = ++revision;
  }

  function paint() {
    const { theme, settings, data } = state;
    if (!theme) return;
    if (state.linear) {
      const { arrays } = state.linear;
      draw(linearLines(arrays, theme), arrays.signal.shape[0] - 1);
    }
    if (state.deep) draw(deepLines(state.deep.found, data.initializations, settings.picked, theme), state.deep.layers);
  }

  function draw(lines, layers) {
    for (const [name, own] of Object.entries(lines)) views[name].take({ lines: own, layers, theme: state.theme });
  }

  /** The query that says the settings; what equals its default is left out. */
  function query() {
    const { settings, data } = state;
    const own = Object.entries(settings).filter(([name, value]) => canonical(value) !== canonical(data.defaults[name]));
    return ["v=1", ...own.map(([name, value]) => `${name}=${value}`)].join("&");
  }

  return {
    /** Takes new data: another theme, an answer. The settings are the component's own from the first on. */
    update(data) {
      carrier.deliver(data.answer);
      state.data = data;
      state.theme = readTheme(root, data.style);
      const now = canonical([data.initializations, state.theme.dark, data.style]);
      if (now !== looks) kinds.name();
      looks = now;
      show();
      ask();
      paint();
      address.touch();
    },
    close() {
      for (const each of [linear, deep, address, screen, ...Object.values(views).map(({ panel }) => panel)]) each.close();
      root.remove();
    },
  };
}

export default mounting(createDepth);
