/** A field of runs: pictures of many runs at once, looked into by a hand, redrawn while a number is turned. */

import { createCarrier } from "./carrier.js";
import { axisOf, cut, exactly, resolves } from "./field-axes.js";
import { differences, meaningOf, wordsOf } from "./field-colors.js";
import { listenToHand } from "./field-hand.js";
import { createFieldLegend } from "./field-legend.js";
import { createFieldQuestions } from "./field-questions.js";
import { createFieldSliders } from "./field-sliders.js";
import { createFieldTools } from "./field-tools.js";
import { createFieldView } from "./field-view.js";
import { createWindows } from "./field-windows.js";
import { brief, count } from "./format.js";
import { element } from "./panel.js";
import { isGlobal } from "./terrain.js";
import { readTheme } from "./theme.js";
import { canonical, createWire } from "./wire.js";

const VIEWS = ["first", "second", "difference"];
/** Of more minima than this only the global ones are marked: all would cover the picture. */
const MARKED = 12;
const DIGITS_END = "The digits end here: cells of a smaller window would hardly be different numbers.";

/** What decides which picture is asked for, apart from the window. */
const subjectOf = ({ kind, axes, grid, tolerance, color }) => [kind, axes, grid, tolerance, color === "factor"];
/** What decides which windows there are. */
const worldOf = ({ kind, axes }, race) => [kind, axes, kind === "basins" && race.shared.surface];

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
export function createField({ data: first, parentElement, setTriggerValue }) {
  const state = { data: first, race: first.race, point: first.point, pictures: [], theme: null, cursor: null, rectangle: null };
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => tools.complain(busy));
  const windows = createWindows(looked);
  const questions = createFieldQuestions({ wire, on: { picture: arrived, error: failed } });
  const tools = createFieldTools({
    back: () => windows.back(),
    forward: () => windows.forward(),
    closer: () => scale(0.5),
    wider: () => scale(2),
    home: () => windows.to(null),
  });
  const sliders = createFieldSliders(state, { change, rest: report });
  const legend = createFieldLegend();
  const views = VIEWS.map((name) => createFieldView({ name, onResize: paint }));
  const root = element(
    "div",
    { class: "stage field", "data-testid": "field", "data-revision": 0, "data-pending": 0, role: "group", "aria-label": "Map" },
    tools.root,
    tools.notice,
    element(
      "div",
      { class: "pictures" },
      ...views.map((view) => view.panel.root),
      element("div", { class: "below" }, sliders.root, legend.root),
    ),
  );
  let last = first.acknowledged;
  let revision = 0;
  let due = 0;
  let moving = false;

  parentElement.append(root);
  for (const view of views) {
    view.panel.watch();
    listenToHand(view, { hover, pick, draw, zoom, step, scale, enter: () => pick(cursor()) });
  }

  const axes = () => {
    const { axes: about } = state.data;
    const ends = windows.now ?? [...about.x.home, ...about.y.home];
    return { x: axisOf(about.x, ends[0], ends[1]), y: axisOf(about.y, ends[2], ends[3]) };
  };
  const cursor = () => state.cursor ?? { u: 0.5, v: 0.5 };
  const lanes = () => state.race.lanes.length;

  // What the visitor does.

  function looked() {
    tools.complain("");
    state.cursor = null;
    ask();
    report();
    paint();
  }

  /** Looks at a part of the window, [u0, u1, v0, v1], where there are numbers enough in it. */
  function look([u0, u1, v0, v1]) {
    const now = axes();
    const window = [...cut(now.x, u0, u1), ...cut(now.y, v0, v1)];
    const { x, y } = { x: axisOf(now.x, window[0], window[1]), y: axisOf(now.y, window[2], window[3]) };
    if (resolves(x, state.data.grid) && resolves(y, state.data.grid)) windows.to(window);
    else tools.complain(DIGITS_END);
  }

  function zoom([u0, v0, u1, v1]) {
    look([Math.min(u0, u1), Math.max(u0, u1), Math.min(v0, v1), Math.max(v0, v1)]);
  }

  function scale(factor) {
    const { u, v } = factor < 1 ? cursor() : { u: 0.5, v: 0.5 };
    const half = factor / 2;
    look([u - half, u + half, v - half, v + half]);
  }

  function hover(place) {
    state.cursor = place;
    tools.say(place ? said(place) : "");
    overlay();
  }

  function draw(corners) {
    state.rectangle = corners;
    overlay();
  }

  function step(columns, rows) {
    const { u, v } = cursor();
    const within = (part) => Math.min(Math.max((Math.floor(part * state.data.grid) + 0.5) / state.data.grid, 0), 1);
    const by = 1 / state.data.grid;
    hover({ u: within(Math.min(u + columns * by, 1 - by / 2)), v: within(Math.min(v + rows * by, 1 - by / 2)) });
  }

  /** Chooses the run of a cell: its exact numbers are those of the picture. */
  function pick({ u, v }) {
    const picture = state.pictures[0];
    if (!picture) return;
    const now = axes();
    const place = [picture.axes.x.part(now.x.value(u)), picture.axes.y.part(now.y.value(v))];
    const [column, row] = picture.cell(...place);
    state.point = [picture.x[column], picture.y[row]];
    report();
    overlay();
  }

  function change(race) {
    moving = true;
    state.race = race;
    ask();
  }

  /** Tells Python what is looked at, and asks for it in full. */
  function report() {
    last += 1;
    try {
      setTriggerValue("edit", { id: last, race: state.race, window: windows.now, point: state.point });
    } catch {
      tools.complain("The page is not connected; what you do is not kept.");
    }
    if (!moving) return;
    moving = false;
    ask();
  }

  // What comes back.

  function ask() {
    root.dataset.pending = lanes();
    questions.ask(state, axes(), moving);
    tools.enable(windows.can);
  }

  function arrived(lane, picture, asked, whole) {
    state.pictures[lane] = picture;
    if (whole && !asked.moving) root.dataset.pending = Math.max(0, root.dataset.pending - 1);
    if (whole && root.dataset.pending === "0") root.dataset.revision = ++revision;
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      tools.complain("");
      paint();
      root.dispatchEvent(new CustomEvent("field:painted", { detail: { ...asked, lane, whole, painted: performance.now() } }));
    });
  }

  function failed(sentence) {
    root.dataset.pending = 0;
    tools.complain(sentence);
  }

  // What is seen.

  /** A place in words: its numbers, and how its runs end. */
  function said({ u, v }) {
    const now = axes();
    const { grid } = state.data;
    const words = state.pictures.slice(0, lanes()).map((picture, lane) => {
      const [column, row] = picture.cell(picture.axes.x.part(now.x.value(u)), picture.axes.y.part(now.y.value(v)));
      const name = lanes() > 1 ? `${state.data.labels[lane]}: ` : "";
      return { at: [picture.x[column], picture.y[row]], text: name + wordsOf(picture, column, row) };
    });
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

  function note(picture) {
    const { share } = picture.said;
    return share === undefined ? "" : `${brief(100 * share, 3)} % to a global minimum`;
  }

  function paint() {
    const { theme, data, pictures } = state;
    if (!theme) return;
    const now = axes();
    root.dataset.views = lanes() > 1 ? 3 : 1;
    const meanings = pictures.slice(0, lanes()).map((picture) => meaningOf(data.color, picture, theme));
    for (let lane = 0; lane < lanes(); lane++) {
      const [picture, meaning] = [pictures[lane], meanings[lane]];
      const heading = data.labels[lane];
      const hint = `${heading}: ${now.x.label} across, ${now.y.label} up. Arrow keys move the cursor, Enter plays the run, plus and minus zoom.`;
      const layer = picture && { picture, images: picture.images(meaning.color) };
      const show = { axes: now, layer, line: meaning?.line, marks: picture ? marksOf(picture) : [], heading, hint };
      views[lane].paint({ ...show, note: picture ? note(picture) : "" }, theme);
    }
    const apart = lanes() > 1 ? paintDifference(now) : [];
    if (meanings[0]) legend.show(meanings[0], dimensions(), lines(), apart);
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
      .map((picture, lane) => ({ found: picture?.said.dimension, label: lanes() > 1 ? `${state.data.labels[lane]}: ` : "" }))
      .filter(({ found }) => found);

  function lines() {
    const { facts, whole } = state.pictures[0];
    const { best, known } = facts;
    const told = best && Object.entries(best).map(([name, value]) => `${name.replaceAll("_", " ")} ${brief(value, 4)}`);
    const cells = whole && `${whole.columns} × ${whole.rows} ${state.data.kind === "basins" ? "starts" : "runs"} of ${count(facts.steps, "step")}`;
    return [cells, told && `Best in theory: ${told.join(", ")}`, known === false && "The global minimum is not known: see the loss"].filter(Boolean);
  }

  function overlay() {
    const { theme, cursor: at, point, rectangle } = state;
    if (!theme) return;
    for (const view of views.slice(0, lanes() > 1 ? 3 : 1)) view.overlay({ point, cursor: at && [at.u, at.v], rectangle }, theme);
  }

  return {
    /** Takes new data: another picture, another theme, an answer; what it does not know yet is kept. */
    update(data) {
      carrier.deliver(data.answer);
      const before = state.theme && canonical([subjectOf(state.data), state.race, windows.now]);
      const world = canonical(worldOf(state.data, state.race));
      const stale = data.acknowledged < last;
      state.data = data;
      state.theme = readTheme(root, data.style);
      if (!stale && !moving) {
        [state.race, state.point, last] = [data.race, data.point, data.acknowledged];
        if (!before || world !== canonical(worldOf(data, data.race))) {
          windows.begin(data.window);
          state.pictures = [];
        }
      }
      sliders.show();
      tools.enable(windows.can);
      if (before !== canonical([subjectOf(data), state.race, windows.now])) ask();
      paint();
    },
    close() {
      cancelAnimationFrame(due);
      questions.close();
      for (const view of views) view.panel.close();
      root.remove();
    },
  };
}
