/** Both losses along the straight way between two places of the trainings: is there a wall between two solutions? */

import { linear, logarithmic, paintAxes } from "./axes.js";
import { brief, steady } from "./format.js";
import { createPanel, element, setText } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";

const MARGIN = { left: 46, right: 12, top: 58, bottom: 34 };
const TEST_DASH = [6, 4];
/** Room above and below, in powers of ten. */
const ROOM = 0.08;
/** The least loss that is drawn, relative to the largest. */
const DEEPEST = 1e-9;

/**
 * @param {object} options
 * @param {object} options.state the stage's.
 * @param {(name: string) => void} options.enlarge
 * @param {() => void} options.ask called when other ends are chosen.
 */
export function createLine({ state, enlarge, ask }) {
  const said = element("p", { class: "key" });
  const ends = [0, 1].map((end) =>
    element("select", {
      "aria-label": end ? "To" : "From",
      onchange: () => {
        between[end] = ends[end].value.split(",").map(Number);
        ask();
      },
    }),
  );
  const panel = createPanel({
    name: "line",
    title: "Straight way",
    margin: MARGIN,
    onEnlarge: () => enlarge("line"),
    onResize: () => paint(),
  });
  panel.plane.append(element("p", { class: "ends" }, ends[0], "to", ends[1]), said);
  const between = [
    [0, 0],
    [0, -1],
  ];
  let answer = null;
  let mapping = null;

  function paint() {
    const { theme } = state;
    if (!answer || !theme || !panel.width || panel.root.hidden) return;
    const { train, test } = answer.arrays;
    const [from, to] = answer.facts.ends;
    const known = [...train.data, ...test.data].filter((value) => value > 0 && value < Infinity);
    const most = Math.max(...known);
    const least = Math.max(Math.min(...known), most * DEEPEST);
    const range = [Math.log10(least) - ROOM, Math.log10(most) + ROOM];
    mapping = mappingOf([from, to, ...range], panel.area());
    const { ground } = panel;
    ground.clearRect(0, 0, panel.width, panel.height);
    const ticks = { x: linear([from, to], 4), y: logarithmic(range), grid: true, titles: { x: "part of the way" } };
    paintAxes(ground, panel.area(), mapping, ticks, theme);
    panel.within(ground, () => {
      for (const end of [0, 1]) stroke([[end, range[0]], [end, range[1]]], theme.axis, [], 1);
      curve(train.data, theme.text, []);
      curve(test.data, theme.muted, TEST_DASH);
    });
    tell();
  }

  const at = ([t, height]) => [mapping.ax + mapping.bx * t, mapping.ay + mapping.by * height];

  function stroke(points, color, dash, width) {
    const { ground } = panel;
    Object.assign(ground, { strokeStyle: color, lineWidth: width });
    ground.setLineDash(dash);
    ground.beginPath();
    traceLine(ground, points.length, (k) => (Number.isFinite(points[k][1]) ? at(points[k]) : null));
    ground.stroke();
    ground.setLineDash([]);
  }

  function curve(values, color, dash) {
    const [from, to] = answer.facts.ends;
    const points = Array.from(values, (value, k) => [from + ((to - from) * k) / (values.length - 1), Math.log10(value)]);
    stroke(points, color, dash, 1.8);
  }

  /** What lies at a part of the way; without one, how high the wall between the ends is. */
  function tell(part = null) {
    const { train, test } = answer.arrays;
    const [from, to] = answer.facts.ends;
    const index = (t) => Math.round(((t - from) / (to - from)) * (train.data.length - 1));
    if (part !== null) {
      const k = Math.min(Math.max(index(part), 0), train.data.length - 1);
      setText(said, `at ${brief(part, 2)}: training loss ${steady(train.data[k], 3)}, test loss ${steady(test.data[k], 3)}`);
      return;
    }
    const way = train.data.subarray(index(0), index(1) + 1);
    const wall = Math.max(...way) - Math.max(way[0], way.at(-1));
    const words = wall > 1e-3 * Math.max(...way) ? `a wall of ${brief(wall, 3)} between them` : "no wall between them";
    setText(said, `full: training, dashed: test; ${words}, ${brief(answer.facts.length, 3)} apart`);
  }

  panel.plane.addEventListener("pointermove", ({ clientX }) => {
    if (!mapping || !answer) return;
    const part = (clientX - panel.plane.getBoundingClientRect().left - mapping.ax) / mapping.bx;
    const [from, to] = answer.facts.ends;
    tell(Math.min(Math.max(part, from), to));
  });
  panel.plane.addEventListener("pointerleave", () => answer && tell());

  return {
    panel,
    draw() {},
    /** The two ends: lanes and snapshots. */
    get between() {
      return between;
    },
    /** Names the places that there are. */
    name(labels) {
      ends.forEach((select, end) => {
        select.replaceChildren(
          ...labels.flatMap((label, i) => [
            element("option", { value: `${i},0` }, `start of ${label}`),
            element("option", { value: `${i},-1` }, `end of ${label}`),
          ]),
        );
        if (between[end][0] >= labels.length) between[end] = [0, end - 1 || 0];
        select.value = between[end].join();
      });
    },
    take(made) {
      answer = made;
      paint();
    },
    paint,
    close: () => panel.close(),
  };
}
