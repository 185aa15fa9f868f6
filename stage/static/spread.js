/** What width does to all restarts together: their median and spread, or the share near the best, against the weights. */

import { linear, logarithmic, paintAxes } from "./axes.js";
import { logarithm } from "./curves.js";
import { swatch, traceMark } from "./marks.js";
import { createPanel, element } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";
import { NEAR, summaryOf } from "./restarts.js";
import { lookOf } from "./strip.js";

const MARGIN = { left: 46, right: 14, top: 8, bottom: 40 };
const MEDIAN = { name: "median", of: ({ median }) => median, dash: [], marker: "square" };
const SPREAD = { name: "interquartile range", of: ({ spread }) => spread, dash: [5, 4], marker: "circle" };
const SHARE = { name: `within ${NEAR * 100}% of the best`, of: ({ near }) => near, dash: [], marker: "diamond" };
const percents = (range) => linear(range, 4).map(({ at }) => ({ at, text: `${Math.round(100 * at)}%` }));
/** What can be drawn: its curves, and the scale they stand on. */
const KINDS = {
  spread: { title: "Median and spread", curves: [MEDIAN, SPREAD], scale: logarithm, ticks: logarithmic },
  share: { title: "Share near the best", curves: [SHARE], scale: { of: (value) => value }, ticks: percents },
};

/** @param {object} state `record`, `part`, `theme`. */
export function createSpread({ state, enlarge }) {
  const panel = createPanel({ name: "spread", title: "By width", margin: MARGIN, onEnlarge: enlarge, onResize: paint });
  const choice = element(
    "select",
    { "aria-label": "What is drawn of each width", onchange: paint },
    ...Object.entries(KINDS).map(([value, { title }]) => element("option", { value }, title)),
  );
  const key = element("p", { class: "curves" });
  panel.heading.replaceWith(choice);
  panel.plot.before(key);

  function paint() {
    const { record, theme, part } = state;
    if (!record || !theme || !panel.width) return;
    const { curves, scale, ticks } = KINDS[choice.value];
    const { color } = lookOf(theme, part);
    const seen = record.columns.map((column) => summaryOf(column, part)).filter(Boolean);
    key.replaceChildren(...curves.map(({ name, dash, marker }) => keyOf(name, { color, dash, marker })));
    const across = rangeOf(record.columns.map(({ weights }) => Math.log10(weights)));
    const heights = curves.flatMap(({ of }) => seen.map((summary) => scale.of(of(summary))).filter((at) => at > -399));
    const up = scale === logarithm ? rangeOf(heights) : [0, 1.05];
    const mapping = mappingOf([...across, ...up], panel.area());
    const axes = { x: logarithmic(across), y: ticks(up), grid: true, titles: { x: "number of weights" } };
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    paintAxes(panel.ground, panel.area(), mapping, axes, theme);
    panel.paths.clearRect(0, 0, panel.width, panel.height);
    panel.within(panel.paths, () => {
      for (const curve of curves) draw(curve, seen, scale, mapping, color);
    });
  }

  function draw({ of, dash, marker }, seen, scale, { ax, bx, ay, by }, color) {
    const { paths } = panel;
    const at = (i) => [ax + bx * Math.log10(seen[i].weights), ay + by * scale.of(of(seen[i]))];
    Object.assign(paths, { strokeStyle: color, fillStyle: color, lineWidth: 1.75 });
    paths.setLineDash(dash);
    paths.beginPath();
    traceLine(paths, seen.length, at);
    paths.stroke();
    paths.setLineDash([]);
    paths.beginPath();
    seen.forEach((_, i) => traceMark(paths, marker, ...at(i), 3.6));
    paths.fill();
  }

  return { panel, paint };
}

/** The range that shows all numbers, with a little room. */
function rangeOf(numbers) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (!(high >= low)) return [-1, 0];
  const pad = Math.max((high - low) * 0.07, 0.1);
  return [low - pad, high + pad];
}

function keyOf(name, look) {
  const item = element("span", {});
  item.insertAdjacentHTML("beforeend", swatch(look));
  item.append(name);
  return item;
}
