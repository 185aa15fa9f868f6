/** A field of runs: pictures of many runs at once, looked into by a hand, redrawn while a number is turned. */

import { createCarrier } from "./carrier.js";
import { axisOf, cut, resolves } from "./field-axes.js";
import { listenToHand } from "./field-hand.js";
import { createFieldProgress } from "./field-progress.js";
import { createFieldQuestions } from "./field-questions.js";
import { createFieldScene } from "./field-scene.js";
import { createFieldSliders } from "./field-sliders.js";
import { createFieldTools } from "./field-tools.js";
import { createVerdicts } from "./field-verdicts.js";
import { createWindows } from "./field-windows.js";
import { createAddress } from "./link.js";
import { element } from "./panel.js";
import { readTheme } from "./theme.js";
import { canonical, createWire } from "./wire.js";

const DIGITS_END = "The digits end here: cells of a smaller window would hardly be different numbers.";

/** What decides which numbers a picture holds. */
const holdingOf = ({ kind, color }) => [kind, color === "factor"];
/** What decides which picture is asked for, apart from the window. */
const subjectOf = (data) => [...holdingOf(data), data.axes, data.grid, data.tolerance];
/** What decides which windows there are. */
const worldOf = ({ kind, axes }, race) => [kind, axes, kind === "basins" && race.shared.surface];

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
export function createField({ data: first, parentElement, setTriggerValue }) {
  const state = { data: first, race: first.race, point: first.point, pictures: [], theme: null, cursor: null, rectangle: null };
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => tools.complain(busy));
  const windows = createWindows(looked);
  const questions = createFieldQuestions({ wire, on: { picture: arrived, error: failed } });
  const progress = createFieldProgress({ stop, again: ask });
  const verdicts = createVerdicts(wire, (words) => tools.say(scene.said(state.cursor, words)));
  const address = createAddress(() => state.data.link);
  const moves = {
    back: () => windows.back(),
    forward: () => windows.forward(),
    closer: () => scale(0.5),
    wider: () => scale(2),
    home: () => windows.to(null),
  };
  const tools = createFieldTools(moves, fingers, progress);
  const sliders = createFieldSliders(state, { change, rest: report });
  const scene = createFieldScene(state, axes);
  const root = element(
    "div",
    { class: "stage field", "data-testid": "field", "data-revision": 0, "data-pending": 1, role: "group", "aria-label": "Map" },
    tools.root,
    tools.notice,
    element(
      "div",
      { class: "pictures" },
      ...scene.views.map((view) => view.panel.root),
      element("div", { class: "below" }, sliders.root, scene.legend.root),
    ),
  );
  const protocol = element("p", { class: "protocol" });
  let last = first.acknowledged;
  let revision = 0;
  let due = 0;
  let moving = false;
  let drawing = false;

  root.append(protocol);
  parentElement.append(root);
  for (const view of scene.views) {
    view.panel.watch();
    listenToHand(view, { fingers: () => drawing, hover, pick, draw, zoom, step, scale, enter: () => pick(cursor()) });
  }

  function axes() {
    const { axes: about } = state.data;
    const ends = windows.now ?? [...about.x.home, ...about.y.home];
    return { x: axisOf(about.x, ends[0], ends[1]), y: axisOf(about.y, ends[2], ends[3]) };
  }

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

  /** Whether fingers draw on the pictures from now on, or scroll the page. */
  function fingers(draw) {
    drawing = draw;
    root.classList.toggle("drawing", drawing);
  }

  function hover(place) {
    state.cursor = place;
    tools.say(place ? scene.said(place) : "");
    verdicts.look(place ? scene.lost(place) : []);
    scene.overlay();
  }

  function draw(corners) {
    state.rectangle = corners;
    scene.overlay();
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
    scene.overlay();
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
    progress.begin();
    questions.ask(state, axes(), moving);
    tools.enable(windows.can);
  }

  function arrived(lane, picture, asked, whole) {
    state.pictures[lane] = picture;
    if (whole && !asked.moving) root.dataset.pending = Math.max(0, root.dataset.pending - 1);
    progress.show(Math.min(...Array.from({ length: lanes() }, (_, i) => state.pictures[i]?.share ?? 0)));
    if (whole && root.dataset.pending === "0") {
      root.dataset.revision = ++revision;
      progress.end();
    }
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      tools.complain("");
      paint();
      root.dispatchEvent(new CustomEvent("field:painted", { detail: { ...asked, lane, whole, painted: performance.now() } }));
    });
  }

  function paint() {
    root.dataset.views = scene.shown;
    scene.paint();
  }

  function failed(sentence) {
    root.dataset.pending = 0;
    progress.end();
    tools.complain(sentence);
  }

  function stop() {
    root.dataset.pending = 0;
    questions.stop();
  }

  return {
    /** Takes new data: another picture, another theme, an answer; what it does not know yet is kept. */
    update(data) {
      carrier.deliver(data.answer);
      const before = state.theme && canonical([subjectOf(state.data), state.race, windows.now]);
      const world = canonical(worldOf(state.data, state.race));
      const stale = data.acknowledged < last;
      if (canonical(holdingOf(data)) !== canonical(holdingOf(state.data))) state.pictures = [];
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
      protocol.textContent = data.protocol ?? "";
      tools.enable(windows.can);
      if (before !== canonical([subjectOf(data), state.race, windows.now])) ask();
      if (data.link) address.touch();
      paint();
    },
    close() {
      cancelAnimationFrame(due);
      questions.stop();
      verdicts.close();
      address.close();
      progress.end();
      scene.close();
      root.remove();
    },
  };
}
