/** The anatomy of the selected lane's update: each line in symbols and with this step's numbers, beside its Optax call. */

import { brief, tuple } from "./format.js";
import { breakable } from "./formulas.js";
import { element } from "./panel.js";
import { letScroll } from "./sideways.js";

const PLACE = /⟦([^⟧]+)⟧/g;

/** A call's text, which may go on in the next line after a bracket or an equals sign as well as at a space. */
const inLines = (call) =>
  call.split(/(?<=[(=])/).flatMap((part, i) => (i ? [document.createElement("wbr"), part] : [part]));

/** Puts the numbers of one step into the places of a line. */
function filled(text, arrays, k) {
  return text.replace(PLACE, (_, symbol) => {
    const entry = arrays[symbol];
    if (!entry) return "–";
    const [steps, size = 1] = entry.shape;
    const at = Math.min(k, steps - 1) * size;
    return size > 1 ? tuple(entry.data.subarray(at, at + size), 3) : brief(entry.data[at], 4);
  });
}

/**
 * @param {(open: boolean) => void} onToggle told when the panel opens or closes: only an open one is asked for.
 */
export function createAnatomy({ onToggle }) {
  const heading = element("h4", {});
  const lines = element("div", { class: "lines" });
  const call = element("code", {});
  const rule = element("div", { class: "formula" });
  const surface = element("div", { class: "formula" });
  const root = element(
    "details",
    { class: "anatomy", "data-view": "anatomy" },
    element("summary", {}, "Anatomy of a step"),
    element(
      "div",
      { class: "columns" },
      element("div", {}, heading, lines),
      element(
        "aside",
        {},
        element("h4", {}, "Optax"),
        call,
        element("h4", {}, "Update"),
        rule,
        element("h4", {}, "Surface"),
        surface,
      ),
    ),
  );
  letScroll(rule, "Update");
  letScroll(surface, "Surface");
  root.addEventListener("toggle", () => onToggle(root.open));
  let shown = null;
  let rows = [];

  return {
    root,
    get open() {
      return root.open;
    },
    /** Describes the lane's optimizer and the surface. */
    describe(optimizer, surfaceRow) {
      call.replaceChildren(...inLines(optimizer.optax || "no single Optax call"));
      rule.innerHTML = breakable(optimizer.formula ?? "");
      surface.innerHTML = breakable(surfaceRow.formula ?? "");
    },
    /** Shows the numbers of the update that leads on from step `k`; `answer` is null while it is on its way. */
    show(answer, label, k) {
      heading.textContent = `${label}: the update from step ${k} to ${k + 1} (t = ${k + 1})`;
      if (answer !== shown) {
        shown = answer;
        rows = (answer?.facts.lines ?? []).map((line) => {
          const numbers = element("div", { class: "numbers" });
          const symbols = element("div", { class: "symbols" });
          letScroll(numbers, "In numbers");
          letScroll(symbols, "In symbols");
          symbols.innerHTML = breakable(line.formula);
          return {
            text: breakable(line.numbers),
            numbers,
            root: element("div", { class: "line" }, element("p", {}, line.says), symbols, numbers),
          };
        });
        lines.replaceChildren(
          ...(rows.length
            ? rows.map((row) => row.root)
            : [element("p", { class: "waiting" }, "Computing the lines …")]),
        );
      }
      for (const { text, numbers } of rows) numbers.innerHTML = filled(text, answer.arrays, k);
    },
    /** Says why there is nothing to show. */
    complain(sentence) {
      shown = null;
      rows = [];
      heading.textContent = "";
      lines.replaceChildren(element("p", { class: "waiting" }, sentence));
    },
  };
}
