/** What stands beside a field: what its colours mean, and how rough its boundary is. */

import { brief } from "./format.js";
import { element } from "./panel.js";

/** @param {{color?: string, hatched?: boolean, text: string}} patch */
function patchOf({ color, hatched, text }) {
  const square = element("i", { class: hatched ? "hatched" : null });
  if (color) square.style.background = color;
  return element("li", {}, square, text);
}

function scaleOf({ colors, ends: [from, to], title }) {
  const bar = element("div", { class: "bar" });
  bar.style.background = `linear-gradient(to right, ${colors.join(", ")})`;
  return element("div", { class: "scale" }, element("span", {}, title), bar, element("span", { class: "ends" }, element("b", {}, from), element("b", {}, to)));
}

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, EDGE] = [92, 46, 4];

/** Boxes counted against their size, both as logarithms, and the line through them. */
function fitOf({ value, sizes, counts }) {
  const [x, y] = [sizes.map(Math.log), counts.map(Math.log)];
  const across = (at) => EDGE + ((WIDE - 2 * EDGE) * (at - x[0])) / (x.at(-1) - x[0]);
  const up = (at) => HIGH - EDGE - ((HIGH - 2 * EDGE) * (at - y.at(-1))) / (y[0] - y.at(-1) || 1);
  const mean = (list) => list.reduce((sum, each) => sum + each, 0) / list.length;
  const line = (at) => mean(y) - value * (at - mean(x));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML =
    `<path d="M${across(x[0])} ${up(line(x[0]))}L${across(x.at(-1))} ${up(line(x.at(-1)))}"/>` +
    x.map((at, i) => `<circle cx="${across(at)}" cy="${up(y[i])}" r="2.2"/>`).join("");
  return svg;
}

function dimensionOf(label, found) {
  const said = `${label}boundary of dimension ${found.value.toFixed(2)}`;
  const how = `boxes of ${found.sizes[0]} to ${found.sizes.at(-1)} cells, R\u00b2 ${brief(found.fit, 4)}`;
  return element("div", { class: "dimension" }, fitOf(found), element("span", {}, said, element("small", {}, how)));
}

export function createFieldLegend() {
  const root = element("div", { class: "field-legend" });
  return {
    root,
    /**
     * @param {object} meaning scale, patches, note, line.
     * @param {{label: string, found: object}[]} dimensions
     * @param {string[]} lines what else there is to say.
     * @param {object[]} apart patches of the difference of two pictures.
     */
    show({ scale, patches, note, line }, dimensions, lines, apart) {
      root.replaceChildren(
        ...[
          scale && scaleOf(scale),
          element("ul", {}, ...patches.map(patchOf), ...(line ? [element("li", {}, element("i", { class: "line" }), line.text)] : [])),
          note && element("p", {}, note),
          apart.length && element("ul", {}, ...apart.map(patchOf)),
          ...lines.map((text) => element("p", {}, text)),
          ...dimensions.map(({ label, found }) => dimensionOf(label, found)),
        ].filter(Boolean),
      );
    },
  };
}
