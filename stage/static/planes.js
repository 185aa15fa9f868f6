/** The choice of the plane and of the loss over it, and what there is to say about the one that is shown. */

import { brief, steady } from "./format.js";
import { element, setText } from "./panel.js";

const KINDS = {
  pca: "Main directions of the path",
  filter_normalized: "Random, filter-normalized",
  random: "Random",
  hessian: "Sharpest directions",
  solutions: "Through three solutions",
  weights: "Two weights by hand",
};
/** What is drawn; of `aside` the wire is asked for both. */
const PARTS = { train: "Training loss", test: "Test loss", both: "From training to test", aside: "Training beside test" };
/** What becomes of the numbers that are no weights, which are called so, in each kind of plane; as in the references. */
const NOTES = {
  pca: (others) => `All of the network counts alike, ${others} too.`,
  filter_normalized: (others) => `Each unit's part is as long as its weights; ${others} stand still.`,
  random: (others) => `Random numbers for all of the network, ${others} too.`,
  hessian: (others) => `Directions of all of the network, ${others} too.`,
  solutions: (others) => `From one whole network to the others, ${others} too.`,
  weights: () => "All other weights and biases stand still.",
};
/** What stands for the statistics of batch normalization. */
const STATISTICS =
  "Batch normalization: the training loss takes the training points' own statistics at every place, the test loss the running averages of the plane's snapshot.";

/** A choice of words by name. */
function choice(label, words, onchange) {
  const made = element(
    "select",
    { "aria-label": label, onchange: () => onchange(made.value) },
    ...Object.entries(words).map(([value, text]) => element("option", { value }, text)),
  );
  return made;
}

/**
 * @param {object} options
 * @param {object} options.state the stage's.
 * @param {object} options.act choose(change), centre(), mix(part, resting).
 */
export function createPlanes({ state, act }) {
  const kind = choice("Plane", KINDS, (value) => act.choose({ kind: value }));
  const part = choice("Surface of", PARTS, (value) => act.choose({ part: value }));
  const press = (text, onclick) => element("button", { type: "button", class: "text", onclick }, text);
  const again = press("Other directions", () => act.choose({ seed: state.plane.seed + 1 }));
  const centre = press("Centre on this step", act.centre);
  const follow = element("input", { type: "checkbox", onchange: () => act.choose({ follow: follow.checked }) });
  const following = element(
    "label",
    { title: "The plane goes through the run's weights at every moment" },
    follow,
    "Move with the training",
  );
  const places = [0, 1, 2].map((i) =>
    element("select", { "aria-label": `Solution ${i + 1}`, onchange: () => act.choose({ through: chosen() }) }),
  );
  const chosen = () => places.map(({ value }) => value.split(",").map(Number));
  const weights = [0, 1].map((i) =>
    element("input", {
      type: "number",
      min: 0,
      step: 1,
      "aria-label": `Weight ${i + 1}, by its number`,
      title: "A weight by its number, from 0 on; the axes say which one it is",
      onchange: () => choosePair(weights.map(({ value }) => Number(value))),
    }),
  );
  const solutions = element("p", { class: "row three" }, ...places);
  const pair = element("p", { class: "row" }, element("span", {}, "Weights no."), ...weights);
  const mix = element("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 0.01,
    value: 0,
    "aria-label": "From training loss to test loss",
    oninput: () => {
      mix.setAttribute("aria-valuetext", `${Math.round(100 * mix.value)} % test loss`);
      act.mix(Number(mix.value), false);
    },
    onchange: () => act.mix(Number(mix.value), true),
  });
  const morph = element("p", { class: "row morph" }, "Training", mix, "Test");
  const facts = element("dl", { class: "ahead" });
  const moment = element("dl", { class: "ahead" });
  const note = element("p", { class: "note", role: "status" });
  const root = element(
    "section",
    { class: "planes", "aria-label": "Plane" },
    element("h3", {}, "Plane"),
    kind,
    solutions,
    pair,
    part,
    morph,
    element("p", { class: "row" }, again, centre),
    element("p", { class: "row" }, following),
    note,
    facts,
    moment,
  );

  const rows = (list, pairs) =>
    list.replaceChildren(...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  const percent = (share) => `${brief(100 * share, 3)}\u00a0%`;

  let count = Infinity;
  let corrected = "";

  /** Chooses two weights that there are, and says so where these are others than were asked for. */
  function choosePair(asked) {
    const [first, given] = asked.map((number) => Math.min(Math.max(Math.trunc(number) || 0, 0), count - 1));
    const second = given !== first ? given : first ? first - 1 : 1;
    const pair = [first, second];
    const all = (count - 1).toLocaleString("en");
    corrected = pair.join() === asked.join() ? "" : `Weights are counted from 0 to ${all}; ${first} and ${second} are taken.`;
    act.choose({ pair });
  }

  /** What holds for planes of this kind. */
  function usual() {
    const { plane, data } = state;
    const learns = data.normalizations.some((name) => name !== "none");
    const said = NOTES[plane.kind](learns ? "biases and what normalization learns" : "biases");
    return data.normalizations.includes("batch") ? `${said} ${STATISTICS}` : said;
  }

  let scored = "right";
  let known = [];
  let apart = null;

  function said() {
    rows(facts, [...known, ...(apart === null ? [] : [["lowest in window, apart", brief(apart, 3)]])]);
  }

  return {
    root,
    /** Takes what is learnt: classes, which are right or wrong, or numbers, whose variance is explained. */
    about({ task, weights: all }) {
      scored = task === "regression" ? "explained" : "right";
      count = all;
      for (const field of weights) field.max = count - 1;
      if (state.plane.pair?.some((number) => number >= count)) choosePair(state.plane.pair);
    },
    /** Names the places that a plane can go through. */
    name(labels) {
      const usual = [...labels.map((_, i) => [i, -1]), [0, 0], [0, 0]];
      places.forEach((select, i) => {
        select.replaceChildren(
          ...labels.flatMap((label, lane) => [
            element("option", { value: `${lane},-1` }, `end of ${label}`),
            element("option", { value: `${lane},0` }, `start of ${label}`),
          ]),
        );
        select.value = (state.plane.through?.[i] ?? usual[i]).join();
      });
    },
    /** Shows what is chosen. */
    follow() {
      const { kind: name, part: shown, pair: numbers } = state.plane;
      kind.value = name;
      part.value = shown;
      part.lastElementChild.disabled = Boolean(state.data.title); // twins have one map each
      follow.checked = Boolean(state.plane.follow);
      again.hidden = !["random", "filter_normalized"].includes(name);
      solutions.hidden = name !== "solutions";
      pair.hidden = name !== "weights";
      morph.hidden = shown !== "both";
      centre.hidden = follow.checked;
      weights.forEach((field, i) => (field.value = (numbers ?? [0, 1])[i]));
    },
    /** Says what the plane is. */
    show({ explained, curvatures, angle, centred, note: said_ }) {
      setText(note, said_ || (state.plane.kind === "weights" && corrected) || usual());
      setText(centre, centred === null ? "Centre on this step" : "Centre on the end");
      known = [
        ...(explained ? [["of the variance", explained.map(percent).join(" + ")]] : []),
        ...(curvatures ? [["curvature along them", curvatures.map((value) => brief(value, 3)).join(", ")]] : []),
        ["angle between them", `${brief(angle, 3)}°`],
      ];
      said();
    },
    /** Says how far the lowest point moves from the one loss to the other. */
    measure(terrain) {
      apart = terrain.apart;
      said();
    },
    /** Says how the run in focus stands at a snapshot. */
    moment(lane, step) {
      const k = Math.min(step, lane.steps);
      rows(moment, [
        ["training loss", steady(lane.train[k], 3)],
        ["test loss", steady(lane.test[k], 3)],
        ["gap between them", steady(lane.test[k] - lane.train[k], 3)],
        [`${scored}, training`, percent(lane.score[k])],
        [`${scored}, test`, percent(lane.testScore[k])],
      ]);
    },
  };
}
