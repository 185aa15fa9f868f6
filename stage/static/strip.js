/** Every restart as a point: its width along, its final loss up, with the quartiles of each width behind. */

import { logarithmic, paintAxes } from "./axes.js";
import { logarithm } from "./curves.js";
import { steady } from "./format.js";
import { createTip } from "./hover.js";
import { traceMark } from "./marks.js";
import { createPanel } from "./panel.js";
import { mappingOf } from "./plane.js";
import { PARTS, isGone, scoreText, summaryOf } from "./restarts.js";

const MARGIN = { left: 56, right: 12, top: 8, bottom: 40 };
/** The height of the row of restarts that are off the axis, and how much of a column its points and its box take. */
const ROW = 34;
const SPREAD = 0.62;
const BOX = 0.78;
/** Powers of ten that the axis reaches above the highest median at most: a blow-up would press all others flat. */
const HEIGHT = 3;
const REACH = 12;
/** Consecutive multiples of it, without their whole parts, lie evenly spread. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * @param {object} state `record`, `part`, `theme`, `met` (the restart that is looked at).
 * @param {{meet: (run: object) => void, open: (run: object) => void, enlarge: () => void}} act
 */
export function createStrip({ state, act }) {
  const panel = createPanel({ name: "strip", title: "", margin: MARGIN, onEnlarge: act.enlarge, onResize: paint });
  const { plane } = panel;
  const tip = createTip(plane);
  let spots = [];

  plane.tabIndex = 0;
  plane.setAttribute("role", "group");
  plane.setAttribute("aria-label", "Restarts: arrow keys move from one to the next, Enter opens it");
  plane.addEventListener("pointermove", hover);
  plane.addEventListener("pointerleave", tip.hide);
  plane.addEventListener("click", press);
  plane.addEventListener("keydown", key);

  function paint() {
    const { record, theme, part } = state;
    if (!record || !theme || !panel.width) return;
    panel.heading.textContent = `${PARTS[part]} at the end of each restart`;
    const { x, y, width, height } = panel.area();
    const runs = record.columns.flatMap((column) => column.runs);
    const range = rangeOf(record.columns);
    const isOff = (run) => isGone(run, part) || logarithm.of(run[part].loss) > range[1];
    const row = runs.some(isOff) ? ROW : 0;
    const area = { x, y: y + row, width, height: height - row };
    const mapping = mappingOf([0, record.columns.length, ...range], area);
    const columns = record.columns.map((column) => ({ at: column.place + 0.5, text: String(column.width) }));
    const ticks = { x: columns, y: logarithmic(range), grid: true, titles: { x: "" } };
    spots = runs.map((run) => (isOff(run) ? above(run, mapping, y + ROW / 3) : inside(run, mapping, area)));
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    paintAxes(panel.ground, area, mapping, ticks, theme);
    names(record.columns, mapping, y + height);
    if (row) rowAbove(y + row, record.columns, mapping);
    panel.paths.clearRect(0, 0, panel.width, panel.height);
    for (const column of record.columns) box(column, mapping, area.y);
    for (const spot of spots) point(spot);
    ring();
  }

  /** Both parts' losses, so that the axis stays when the part changes. */
  function rangeOf(columns) {
    let [low, high, top] = [Infinity, -Infinity, -Infinity];
    for (const part of Object.keys(PARTS)) {
      for (const column of columns) {
        const at = (loss) => logarithm.of(loss);
        const losses = column.runs.filter((run) => !isGone(run, part)).map((run) => at(run[part].loss));
        for (const loss of losses.filter((loss) => loss > -399)) [low, high] = [Math.min(low, loss), Math.max(high, loss)];
        top = Math.max(top, at(summaryOf(column, part)?.median ?? 0));
      }
    }
    if (!(high >= low)) return [-3, 0];
    high = Math.max(Math.min(high, top + HEIGHT), low);
    const pad = Math.max((high - low) * 0.05, 0.05);
    return [low - pad, high + pad];
  }

  const across = ({ restart, column }, { ax, bx }) =>
    ax + bx * (column.place + 0.5 + SPREAD * (((restart * GOLDEN) % 1) - 0.5));

  /** Where a restart lies on the axes; one whose loss is 0 at the foot. */
  function inside(run, mapping, area) {
    const y = mapping.ay + mapping.by * logarithm.of(run[state.part].loss);
    return { run, x: across(run, mapping), y: Math.min(y, area.y + area.height - 3), off: false };
  }

  const above = (run, mapping, y) => ({ run, x: across(run, mapping), y, off: true });

  /** Below the widths how many weights that makes, and what both are. */
  function names(columns, { ax, bx }, bottom) {
    const { ground } = panel;
    ground.fillStyle = state.theme.muted;
    ground.textBaseline = "top";
    ground.textAlign = "right";
    ground.fillText("width", MARGIN.left - 5, bottom + 6);
    ground.fillText("weights", MARGIN.left - 5, bottom + 22);
    ground.textAlign = "center";
    for (const { place, weights } of columns) ground.fillText(weights.toLocaleString("en"), ax + bx * (place + 0.5), bottom + 22);
  }

  /** The row of those that have diverged or lie above the axis, and how many of each width these are. */
  function rowAbove(bottom, columns, { ax, bx }) {
    const { ground } = panel;
    const { x, width } = panel.area();
    const off = spots.filter((spot) => spot.off);
    ground.strokeStyle = state.theme.axis;
    ground.beginPath();
    ground.moveTo(x, bottom);
    ground.lineTo(x + width, bottom);
    ground.stroke();
    ground.fillStyle = state.theme.muted;
    ground.textAlign = "right";
    ground.textBaseline = "middle";
    ground.fillText(off.every(({ run }) => isGone(run, state.part)) ? "diverged" : "off axis", MARGIN.left - 5, bottom - (2 * ROW) / 3);
    ground.textAlign = "center";
    for (const column of columns) {
      const count = off.filter(({ run }) => run.column === column).length;
      if (count) ground.fillText(String(count), ax + bx * (column.place + 0.5), bottom - ROW / 4);
    }
  }

  /** The middle half of a column, as far as the axis goes, and its median. */
  function box(column, { ax, bx, ay, by }, top) {
    const summary = summaryOf(column, state.part);
    if (!summary) return;
    const { paths } = panel;
    const { color } = lookOf(state.theme, state.part);
    const left = ax + bx * (column.place + 0.5 - BOX / 2);
    const at = (loss) => Math.max(ay + by * logarithm.of(loss), top);
    panel.within(paths, () => {
      Object.assign(paths, { fillStyle: color, globalAlpha: 0.14 });
      paths.fillRect(left, at(summary.high), bx * BOX, Math.max(at(summary.low) - at(summary.high), 1));
      Object.assign(paths, { fillStyle: state.theme.text, globalAlpha: 1 });
      paths.fillRect(left, at(summary.median) - 1, bx * BOX, 2);
    });
  }

  function point({ run, x, y, off }) {
    const { paths } = panel;
    const { color, marker } = lookOf(state.theme, state.part);
    const shape = isGone(run, state.part) ? "x" : off ? "triangle-up" : marker;
    Object.assign(paths, { fillStyle: off ? state.theme.text : color, globalAlpha: off ? 0.75 : 0.6 });
    paths.beginPath();
    traceMark(paths, shape, x, y, 2.6);
    paths.fill();
    paths.globalAlpha = 1;
  }

  /** A ring around the restart that is looked at. */
  function ring() {
    const { heads } = panel;
    heads.clearRect(0, 0, panel.width, panel.height);
    const spot = spots.find(({ run }) => run === state.met);
    if (!spot) return;
    Object.assign(heads, { strokeStyle: state.theme.text, lineWidth: 1.75 });
    heads.beginPath();
    heads.arc(spot.x, spot.y, 6.5, 0, 2 * Math.PI);
    heads.stroke();
  }

  // The hand.

  function nearest(event) {
    const edges = plane.getBoundingClientRect();
    const away = ({ x, y }) => Math.hypot(event.clientX - edges.left - x, event.clientY - edges.top - y);
    const found = spots.reduce((best, spot) => (best && away(best) <= away(spot) ? best : spot), null);
    return found && away(found) <= REACH ? found : null;
  }

  function hover(event) {
    if (event.pointerType === "touch") return;
    const found = nearest(event);
    plane.style.cursor = found ? "pointer" : "";
    if (found) look(found);
    else tip.hide();
  }

  /** A finger covers what it points at: it chooses, and the line below opens. */
  function press(event) {
    const found = nearest(event);
    if (!found) return;
    if (event.pointerType === "touch") look(found);
    else act.open(found.run);
  }

  function look({ run, x, y }) {
    act.meet(run);
    tip.show(x, y, readingOf(run, state.record.head.task));
  }

  const MOVES = {
    ArrowUp: (spot) => inColumn(spot, 1),
    ArrowDown: (spot) => inColumn(spot, -1),
    ArrowRight: (spot) => beside(spot, 1),
    ArrowLeft: (spot) => beside(spot, -1),
    Home: (spot) => ranked(spot.run.column)[0],
    End: (spot) => ranked(spot.run.column).at(-1),
  };

  function key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !spots.length) return;
    const spot = spots.find(({ run }) => run === state.met);
    const move = MOVES[event.key];
    if (event.key === "Enter" && spot) act.open(spot.run);
    else if (move) look(spot ? (move(spot) ?? spot) : ranked(spots[0].run.column)[0]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The points of a column from the lowest up. */
  const ranked = (column) => spots.filter(({ run }) => run.column === column).sort((a, b) => b.y - a.y);

  function inColumn(spot, by) {
    const all = ranked(spot.run.column);
    return all[all.indexOf(spot) + by];
  }

  /** The point of the next column that has any at about the same height. */
  function beside(spot, by) {
    const columns = state.record.columns.filter(({ runs }) => runs.length);
    const next = columns[columns.indexOf(spot.run.column) + by];
    return next && ranked(next).reduce((best, other) => (Math.abs(other.y - spot.y) < Math.abs(best.y - spot.y) ? other : best));
  }

  return { panel, paint, ring };
}

/** How losses of a part are drawn: colour and shape say the same. */
export const lookOf = (theme, part) => theme.lane(Object.keys(PARTS).indexOf(part));

/** A restart in a few lines. */
const readingOf = ({ column, seed, finite, ...run }, task) => ({
  label: `Width ${column.width}, seed ${seed}${finite ? "" : ", diverged"}`,
  lines: Object.keys(PARTS).map((part) => [part, `${steady(run[part].loss, 4)}, ${scoreText(run[part].score, task)}`]),
});
