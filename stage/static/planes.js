/** The choice of the plane, and what there is to say about the one that is shown. */

import { brief, steady } from "./format.js";
import { element, setText } from "./panel.js";

const KINDS = {
  pca: "Main directions of the path",
  filter_normalized: "Random, filter-normalized",
  random: "Random",
  hessian: "Sharpest directions",
};
const PARTS = { train: "Training loss", test: "Test loss" };

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
 * @param {object} options.act choose(change), centre().
 */
export function createPlanes({ state, act }) {
  const kind = choice("Plane", KINDS, (value) => act.choose({ kind: value }));
  const part = choice("Surface of", PARTS, (value) => act.choose({ part: value }));
  const again = element(
    "button",
    { type: "button", class: "text", onclick: () => act.choose({ seed: state.plane.seed + 1 }) },
    "Other directions",
  );
  const centre = element("button", { type: "button", class: "text", onclick: act.centre }, "Centre on this step");
  const facts = element("dl", { class: "ahead" });
  const moment = element("dl", { class: "ahead" });
  const note = element("p", { class: "note", role: "status" });
  const root = element(
    "section",
    { class: "planes", "aria-label": "Plane" },
    element("h3", {}, "Plane"),
    kind,
    part,
    element("p", { class: "row" }, again, centre),
    note,
    facts,
    moment,
  );

  const rows = (list, pairs) =>
    list.replaceChildren(...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  const percent = (share) => `${brief(100 * share, 3)} %`;

  let scored = "right";

  return {
    root,
    /** Takes what is learnt: classes, which are right or wrong, or numbers, whose variance is explained. */
    about({ task }) {
      scored = task === "regression" ? "explained" : "right";
    },
    /** Says what the plane is. */
    show({ explained, curvatures, angle, centred, note: said }) {
      setText(note, said);
      kind.value = state.plane.kind;
      part.value = state.plane.part;
      again.hidden = !["random", "filter_normalized"].includes(state.plane.kind);
      setText(centre, centred === null ? "Centre on this step" : "Centre on the end");
      rows(facts, [
        ...(explained ? [["of the variance", explained.map(percent).join(" + ")]] : []),
        ...(curvatures ? [["curvature along them", curvatures.map((value) => brief(value, 3)).join(", ")]] : []),
        ["angle between them", `${brief(angle, 3)}°`],
      ]);
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
