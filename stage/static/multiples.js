/**
 * Small multiples: several surfaces by several optimizers, each a small map, all in step with one timeline.
 *
 * A row is one race over one surface, asked of the wire like any other; a column is the same lane of each. What a cell's
 * run came to is said below when the pointer or the focus comes to it; pressing a cell sends the trigger `open`,
 * `{row, column}`, while its link opens the same race in a page of its own.
 */

import { createCarrier } from "./carrier.js";
import { createCell } from "./cell.js";
import { listenToKeys } from "./keys.js";
import { haveGap, isDrawn } from "./lanes.js";
import { standings } from "./legend.js";
import { createAddress } from "./link.js";
import { swatch } from "./marks.js";
import { mounting } from "./mounting.js";
import { element } from "./panel.js";
import { createPlayback } from "./playback.js";
import { createRow } from "./row.js";
import { createStore } from "./store.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { canonical, createWire } from "./wire.js";

/** Milliseconds between two readings of numbers while the clock runs. */
const PAUSE = 120;
const HINT = matchMedia("(hover: none)").matches
  ? "Tap a map to open its race, where each run says how it ends."
  : "Point at a map to read how its run ends; press it to open the race.";

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
function createMultiples({ data: first, parentElement, setTriggerValue }) {
  const store = createStore({ data: first, theme: null, speed: first.view.speed, busy: "", met: null });
  const { state } = store;
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => store.set({ busy }));
  const timeline = createTimeline({ frame, playing });
  const playback = createPlayback(store, timeline);
  const address = createAddress(query);
  const heads = first.columns.map(() => element("h3", { class: "head" }));
  const names = first.rows.map(() => element("h3", { class: "name" }));
  const grid = first.rows.map((_, row) =>
    first.columns.map((_, column) =>
      createCell({
        resize: () => rows[row].resized(column),
        press: (event) => press(event, row, column),
        meet: () => store.set({ met: [row, column] }),
      }),
    ),
  );
  const rows = grid.map((cells) => createRow({ wire, store, timeline, cells, on: { change, error } }));
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const said = element("p", { class: "said", role: "status" });
  const protocol = element("p", { class: "protocol" });
  const root = element(
    "div",
    {
      class: "stage multiples",
      "data-testid": "multiples",
      "data-step": 0,
      "data-pending": first.rows.length * first.columns.length,
      tabindex: 0,
      role: "group",
      "aria-label": "Overview",
    },
    element(
      "div",
      { class: "board" },
      notice,
      element(
        "div",
        { class: "grid", onpointerleave: () => store.set({ met: null }) },
        element("span", { class: "corner" }),
        ...heads,
        ...grid.flatMap((cells, row) => [names[row], ...cells.map((cell) => cell.root)]),
      ),
      said,
      element(
        "div",
        { class: "transport", role: "group", "aria-label": "Playback" },
        ...playback.controls,
        element("div", { class: "looks" }, playback.speed),
      ),
    ),
    protocol,
  );
  let told = 0;
  let opened = false;
  let dressed = "";

  parentElement.append(root);
  listenToKeys(root, timeline);
  for (const cell of grid.flat()) {
    cell.layers.measure();
    cell.layers.watch();
  }
  store.on(["met", "busy"], say);
  store.on(["speed"], address.touch);

  /** The run under the pointer or the focus in a sentence; else what is waited for, or what can be done. */
  function say() {
    const waiting = state.busy || rows.map((row) => row.waiting).find(Boolean);
    said.textContent = sentence(state.met) || waiting || HINT;
  }

  function sentence(place) {
    if (!place) return "";
    const [row, column] = place;
    const lane = rows[row].lanes[column];
    const { title } = state.data.columns[column];
    return lane ? `${title} on ${state.data.rows[row].title}: ${lane.error ?? lane.facts.verdict.sentence}` : "";
  }

  function error({ message }) {
    notice.textContent = message;
    notice.hidden = !message;
  }

  function press(event, row, column) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("open", { row, column });
  }

  function query() {
    const { step, playing: runs, length } = timeline;
    const parts = [!runs && step > 0 && step < length && `step=${step}`, state.speed !== 1 && `speed=${state.speed}`];
    return [state.data.link, ...parts.filter(Boolean)].join("&");
  }

  /** Takes what has come of a row: how long the race is, how it stands, and whether all is there. */
  function change() {
    timeline.setLength(Math.max(0, ...rows.flatMap((row) => row.lanes.filter(isDrawn).map((lane) => lane.steps))));
    root.dataset.pending = rows.reduce((sum, row) => sum + row.pending, 0);
    tell();
    say();
    open();
  }

  /** Begins when all is there: at the step that the address names, else by playing once. */
  function open() {
    if (opened || !rows.every((row) => row.whole)) return;
    opened = true;
    root.dataset.ready = "canvas";
    const { step } = state.data.view;
    if (step !== null) timeline.seek(step);
    else if (matchMedia("(prefers-reduced-motion: reduce)").matches) timeline.seek(timeline.length);
    else timeline.play();
  }

  function frame(position) {
    for (const cell of grid.flat()) cell.draw(position);
    root.dataset.step = timeline.step;
    playback.show(timeline.step, timeline.length);
    if (!timeline.playing) address.touch();
    if (!timeline.playing || performance.now() - told > PAUSE) tell();
  }

  function playing() {
    playback.showPlaying();
    if (timeline.playing) return;
    tell();
    address.touch();
  }

  function tell() {
    told = performance.now();
    playback.show(timeline.step, timeline.length);
    rows.forEach(({ lanes }, row) => {
      const unit = haveGap(lanes) ? "loss \u2212 minimum" : "loss";
      if (names[row].dataset.unit !== unit) names[row].dataset.unit = unit;
      standings(lanes, timeline.step, false).forEach((standing, column) =>
        grid[row][column].say(lanes[column], standing),
      );
    });
  }

  function name() {
    const { theme, data } = state;
    data.columns.forEach(({ title }, column) => {
      heads[column].innerHTML = swatch(theme.lane(column));
      heads[column].append(title);
      data.rows.forEach((row, i) =>
        grid[i][column].name(
          `${title} on ${row.title}: open the race`,
          new URL(`.?${row.link}`, document.baseURI).href,
          title,
          theme.lane(column),
        ),
      );
    });
    data.rows.forEach((row, i) => (names[i].textContent = row.title));
  }

  return {
    /** Takes new data: other surfaces or optimizers, another theme, an answer. */
    update(data) {
      carrier.deliver(data.answer);
      protocol.textContent = data.protocol;
      store.set({ data, theme: readTheme(root, data.style) });
      name();
      const dress = canonical([state.theme.background, state.theme.text]);
      rows.forEach((row, i) => row.ask(data.rows[i]));
      if (dressed && dress !== dressed) for (const row of rows) row.paint();
      dressed = dress;
      address.touch();
    },
    close() {
      timeline.close();
      address.close();
      for (const row of rows) row.close();
      for (const cell of grid.flat()) cell.layers.close();
      root.remove();
    },
  };
}

export default mounting(createMultiples);
