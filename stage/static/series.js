/** What can be drawn over the steps of a training: of the runs, or of each layer of the one in focus. */

import { counts, logarithm, straight } from "./curves.js";
import { swatch } from "./marks.js";
import { element } from "./panel.js";
import { ofLanes } from "./race-curves.js";

const LIMIT = { dash: [6, 4], marker: "diamond" };
const log = () => logarithm;
const plain = () => straight;
const counted = () => counts;

/** Values of a measure (snapshots, layers), each layer's by itself. */
function columns({ data, shape: [rows, count] }) {
  return Array.from({ length: count }, (_, i) => Float32Array.from({ length: rows }, (_, k) => data[k * count + i]));
}

/** Values with straight lines over what was not measured. */
function bridged(values) {
  const known = [...values.keys()].filter((k) => !Number.isNaN(values[k]));
  const filled = Float32Array.from(values);
  for (let i = 1; i < known.length; i++) {
    const [from, to] = [known[i - 1], known[i]];
    for (let k = from + 1; k < to; k++)
      filled[k] = values[from] + ((values[to] - values[from]) * (k - from)) / (to - from);
  }
  return filled;
}

/** What is drawn of each layer: nothing until it has been told. */
const ofLayers = (name, title, scale) => ({
  title,
  layered: true,
  needs: "measures",
  scale,
  read: ({ measures }) => (measures ? columns(measures.arrays[name]) : []),
  names: (count) => Array.from({ length: count }, (_, i) => String(i + 1)),
});

const ofRuns = (title, read, scale) => ({ title, scale, lanes: ofLanes(read) });

/** At how many snapshots the curvature was looked for. */
const measured = (stability) =>
  stability ? `, at ${stability.facts.measured} of ${stability.arrays.largest.shape[0]}` : "";

export const SERIES = {
  train: ofRuns("Training loss", (lane) => lane.train, log),
  test: ofRuns("Test loss", (lane) => lane.test, log),
  score: ofRuns("Score, training", (lane) => lane.score, plain),
  test_score: ofRuns("Score, test", (lane) => lane.testScore, plain),
  slope: ofRuns("Gradient norm", (lane) => lane.slope, log),
  gradient: ofLayers("gradient", "Gradient by layer", log),
  ratio: ofLayers("ratio", "Update / weights by layer", log),
  mean: ofLayers("mean", "Activations, mean", plain),
  spread: ofLayers("spread", "Activations, spread", plain),
  dead: ofLayers("dead", "Dead units", counted),
  sharpness: {
    title: "Sharpness",
    layered: true,
    needs: "stability",
    scale: log,
    read: ({ stability }) =>
      stability
        ? [stability.arrays.preconditioned ?? stability.arrays.largest, stability.arrays.limit]
            .filter(Boolean)
            .map(({ data }) => bridged(data))
        : [],
    names: (count, { stability }) =>
      [`${stability?.arrays.preconditioned ? "own scale" : "largest"}${measured(stability)}`, "limit"].slice(0, count),
    look: (theme, focus) => (i) => (i ? { ...LIMIT, color: theme.muted } : theme.lane(focus)),
  },
};

const FIRST = { upper: "train", lower: "test", inside: "network" };
const INSIDES = ["network", "histograms", "activations", "gradients", "line"];

/** What is shown at first: what is asked for, as far as there is such a thing. */
export function known(shown) {
  const asked = { ...FIRST, ...shown };
  const slot = (key) => (Object.hasOwn(SERIES, asked[key]) ? asked[key] : FIRST[key]);
  const inside = INSIDES.includes(asked.inside) ? asked.inside : FIRST.inside;
  return { upper: slot("upper"), lower: slot("lower"), inside };
}

/**
 * A place for one of them: what a scene needs to know of a curve, and the choice that stands above it.
 * @param {string} key the name of the choice in the state.
 * @param {object} store
 * @param {() => number} focus the lane in focus.
 */
export function createSlot(key, store, focus) {
  const { state } = store;
  const chosen = () => SERIES[state[key]];
  const choice = element(
    "select",
    { class: "heading", "aria-label": "Curve", onchange: () => store.set({ [key]: choice.value }) },
    ...Object.entries(SERIES).map(([value, { title }]) => element("option", { value }, title)),
  );
  choice.value = state[key];
  const names = element("span", { class: "what lines" });
  const lookOf = (theme) => chosen().look?.(theme, focus()) ?? theme.layer;
  let count = 0;

  return {
    tools: [choice, names],
    /** What must be asked for it, if anything. */
    get needs() {
      return chosen().needs;
    },
    curve: {
      get title() {
        return chosen().title;
      },
      heading: () => "",
      lines(lanes, asked) {
        const made = chosen().layered ? chosen().read(state) : chosen().lanes(lanes, asked);
        count = made.length;
        return made;
      },
      scale: () => chosen().scale(),
      look: (theme) => (chosen().layered ? { ...theme, lane: lookOf(theme) } : null),
    },
    /** Names what is drawn where lines are no runs. */
    label() {
      choice.value = state[key];
      names.innerHTML = "";
      if (!chosen().layered || !state.theme) return;
      const look = lookOf(state.theme);
      chosen()
        .names(count, state)
        .forEach((name, i) => names.insertAdjacentHTML("beforeend", `${swatch(look(i))}<i>${name}</i>`));
    },
    /** What is said of a point of a line that is no run's. */
    read: (line, k) => ({
      label: chosen().look ? chosen().names(2, state)[line] : `Layer ${line + 1}`,
      lines: [["step", String(state.lanes[focus()].step[k])], [chosen().title.toLowerCase(), chosen().read(state)[line][k].toPrecision(4)]],
    }),
  };
}
