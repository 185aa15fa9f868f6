/** What is seen of a field: its pictures with their marks, where two of them differ, the legend, and words for a place. */

import { exactly } from "./field-axes.js";
import { differences, isLost, meaningOf, wordsOf } from "./field-colors.js";
import { createFieldLegend } from "./field-legend.js";
import { createFieldView } from "./field-view.js";
import { brief, count } from "./format.js";
import { isGlobal } from "./landmarks.js";
import { runOf } from "./race.js";

const VIEWS = ["first", "second", "difference"];
/** What a point of each kind of picture is. */
const NOUN = { map: "run", basins: "start", trainability: "training" };
/** Of more minima than this only the global ones are marked: all would cover the picture. */
const MARKED = 12;

/**
 * @param {object} state data, race, pictures, theme, point, cursor, rectangle.
 * @param {() => {x: object, y: object}} axes of the window that is looked at.
 */
export function createFieldScene(state, axes) {
  const legend = createFieldLegend();
  const views = VIEWS.map((name) => createFieldView({ name, onResize: paint }));
  const lanes = () => state.race.lanes.length;
  const shown = () => (lanes() > 1 ? 3 : 1);

  /** What a lane's words begin with where there are two. */
  const named = (lane) => (lanes() > 1 ? `${state.data.labels[lane]}: ` : "");

  /** The cell at a place of each picture that is there: the second one may be, and the first not yet. */
  function cellsAt({ u, v }) {
    const now = axes();
    const cells = state.pictures.slice(0, lanes()).map((picture, lane) => {
      const [column, row] = picture.cell(picture.axes.x.part(now.x.value(u)), picture.axes.y.part(now.y.value(v)));
      return { picture, lane, column, row, at: [picture.x[column], picture.y[row]] };
    });
    return cells.filter(Boolean); // without what is missing
  }

  /** The runs at a place that diverged, each with the question why. */
  function lost(place) {
    const { x, y } = state.data.axes;
    return cellsAt(place)
      .filter(({ picture, column, row }) => state.data.kind !== "trainability" && isLost(picture, column, row))
      .map(({ lane, at }) => ({ lane, question: { run: runOf(state.race, lane), at: { [x.name]: at[0], [y.name]: at[1] } } }));
  }

  /** A place in words: its numbers, and how its runs end, for some lanes in other words. */
  function said(where, verdicts = {}) {
    const now = axes();
    const { grid } = state.data;
    const words = cellsAt(where).map(({ picture, lane, column, row, at }) => ({
      at,
      text: named(lane) + (verdicts[lane] ?? wordsOf(picture, column, row)),
    }));
    if (!words.length) return "";
    const [x, y] = words[0].at;
    const place = `${now.x.label} ${exactly(x, now.x, grid)}, ${now.y.label} ${exactly(y, now.y, grid)}`;
    return [place, ...words.map(({ text }) => text)].join(" \u00b7 ");
  }

  function marksOf(picture) {
    const { minima, best } = picture.facts;
    const names = state.data.axes;
    if (minima) {
      const marks = minima.map((minimum, i) => ({
        x: minimum.x[0],
        y: minimum.x[1],
        shape: isGlobal(minimum, minima) ? "star" : "circle",
        text: String(i + 1),
      }));
      return marks.length > MARKED ? marks.filter(({ shape }) => shape === "star") : marks;
    }
    if (!best || !(names.x.name in best) || !(names.y.name in best)) return [];
    return [{ x: best[names.x.name], y: best[names.y.name], shape: "star", text: "best in theory" }];
  }

  const percent = (part) => `${brief(100 * part, 3)} %`;
  /** A patch with the share of each picture that has its colour, where that is told. */
  function counted({ share, text, ...patch }) {
    const parts = Array.from({ length: lanes() }, (_, lane) => state.pictures[lane]?.said[share] ?? 0);
    return { ...patch, text: parts.some((part) => part > 0) ? `${text} ${parts.map(percent).join(" / ")}` : text };
  }

  const note = ({ said: { share } }) => (share === undefined ? "" : `${percent(share)} to a global minimum`);

  function paint() {
    const { theme, data, pictures } = state;
    if (!theme) return;
    const now = axes();
    const meanings = pictures.slice(0, lanes()).map((picture) => meaningOf(data.color, picture, theme));
    for (let lane = 0; lane < lanes(); lane++) {
      const [picture, meaning] = [pictures[lane], meanings[lane]];
      const heading = data.labels[lane];
      const hint = `${heading}: ${now.x.label} across, ${now.y.label} up. Arrow keys move the cursor, Enter chooses its ${NOUN[data.kind]}, plus and minus zoom.`;
      const layer = picture && { picture, images: picture.images(meaning.color) };
      const show = { axes: now, layer, line: meaning?.line, marks: picture ? marksOf(picture) : [], heading, hint };
      views[lane].paint({ ...show, note: picture ? note(picture) : "" }, theme);
    }
    const apart = lanes() > 1 ? paintDifference(now) : [];
    if (meanings[0]) legend.show({ ...meanings[0], patches: meanings[0].patches.map(counted) }, dimensions(), lines(), apart);
    overlay();
  }

  /** Paints where two pictures differ; gives what its colours mean. */
  function paintDifference(now) {
    const { theme, data, pictures } = state;
    const show = { axes: now, layer: null, marks: [], heading: "Difference", note: "", hint: "Where the two pictures differ" };
    const [one, two] = pictures.map((picture) => picture?.whole);
    let patches = [];
    if (one && one.columns === two?.columns) {
      const meaning = differences(pictures, theme, data.labels);
      const other = two.arrays.minimum;
      const image = pictures[0].images(({ minimum }, at) => meaning.color(minimum[at], other[at]))[0];
      show.layer = { picture: pictures[0], images: [image] };
      show.note = `${brief((100 * one.arrays.minimum.filter((value, at) => value !== other[at]).length) / other.length, 3)} % end apart`;
      patches = meaning.patches;
    }
    views[2].paint(show, theme);
    return patches;
  }

  const dimensions = () =>
    state.pictures
      .slice(0, lanes())
      .map((picture, lane) => ({ found: picture?.said.dimension, label: named(lane) }))
      .filter(({ found }) => found);

  function lines() {
    const { facts, whole } = state.pictures[0];
    const { best, known } = facts;
    const told = best && Object.entries(best).map(([name, value]) => `${name.replaceAll("_", " ")} ${brief(value, 4)}`);
    const cells = whole && `${whole.columns} × ${whole.rows} ${NOUN[state.data.kind]}s of ${count(facts.steps, "step")}`;
    return [cells, told && `Best in theory: ${told.join(", ")}`, known === false && "The global minimum is not known: see the loss"].filter(Boolean);
  }

  function overlay() {
    const { theme, cursor: at, point, rectangle } = state;
    if (!theme) return;
    for (const view of views.slice(0, shown())) view.overlay({ point, cursor: at && [at.u, at.v], rectangle }, theme);
  }

  return {
    legend,
    views,
    /** How many pictures there are, with that of their difference. */
    get shown() {
      return shown();
    },
    said,
    lost,
    paint,
    overlay,
    close: () => views.forEach((view) => view.panel.close()),
  };
}
