/** Networks in training: the runs on a plane through their weights, what they have learnt, and one timeline for all. */

import { createBoundary } from "./boundary.js";
import { steady } from "./format.js";
import { createHover, readingOf } from "./hover.js";
import { createInsides } from "./insides.js";
import { listenToKeys } from "./keys.js";
import { createLearning } from "./learning.js";
import { createLegend } from "./legend.js";
import { isDrawn } from "./lanes.js";
import { cameraNumbers, cameraOf, createAddress, viewOf } from "./link.js";
import { element, setText } from "./panel.js";
import { createPlanes } from "./planes.js";
import { copyButton, createPlayback, signButton } from "./playback.js";
import { handOver } from "./opening.js";
import { save } from "./saving.js";
import { createScene } from "./scene.js";
import { createScreen } from "./screen.js";
import { createSlot, known } from "./series.js";
import { createSlice } from "./slice.js";
import { steerMap, steerRelief } from "./steering.js";
import { between } from "./terrain.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTrainbar } from "./trainbar.js";
import { canonical } from "./wire.js";
import { createStore } from "./store.js";
import { networkQuery } from "./network-link.js";

/** How a run stands at a snapshot, in a few words. */
function inShort({ steps, train, test }, step) {
  const k = Math.min(step, steps);
  return `training loss ${steady(train[k], 3)}, test loss ${steady(test[k], 3)}`;
}

/** Milliseconds between two readings of numbers while the clock runs, and between two looks while a training does. */
const PAUSE = 120;
const LOOK = 1000;
const SLOTS = ["upper", "lower"];

/**
 * @param {object} options
 * @param {object} options.data the stage's data.
 * @param {object} options.wire
 * @param {(name: string, value: any) => void} options.tell Streamlit's triggers.
 * @param {string} options.vendor where Plotly lies.
 * @param {object} options.on what a mate is told: moved(position), pressed(wanted), chosen(change).
 */
export function createTraining({ data: first, wire, tell: send, vendor, on }) {
  const store = createStore({
    data: first,
    lanes: [],
    terrain: null,
    second: null,
    theme: null,
    coordinate: null,
    veiled: false,
    busy: "",
    mix: 0,
    inside: "network",
    measures: null,
    stability: null,
    ...viewOf(first.view),
    ...known(first.shown),
    plane: first.plane,
    perStep: 1,
  });
  const { state } = store;
  const learning = createLearning(wire, {
    progress,
    plane,
    terrain,
    answers: {
      outputs: (answer) => given(boundary, answer),
      weights: (answer) => given(insides.views.network, answer),
      line: (answer) => insides.views.line.take(answer),
      measures: (measures) => measured({ measures }),
      stability: (stability) => measured({ stability }),
    },
    error: complain,
    failed,
  });
  const timeline = createTimeline({ frame, playing });
  const playback = createPlayback(store, timeline, words);
  const lane = () => state.selected ?? 0;
  const slots = Object.fromEntries(SLOTS.map((key) => [key, createSlot(key, store, lane)]));
  const scene = createScene({
    store,
    timeline,
    curves: Object.fromEntries(SLOTS.map((key) => [key, slots[key].curve])),
    aside: "Test loss",
    on: {
      enlarge: (name) => enlarge(name),
      window: (window) => ask({ window }),
      camera: (camera) => store.set({ camera: cameraNumbers(camera) }),
      resized: () => {},
      mapped: () => {},
      drawn: () => {},
      rated: () => {},
    },
  });
  const enlarge = (name) => screen.toggle(name);
  const boundary = createBoundary({ state, enlarge });
  const insides = createInsides({ store, enlarge, ask: look });
  const parts = [boundary, insides];
  const legend = createLegend({ onSelect: (chosen) => store.set({ selected: state.selected === chosen ? null : chosen }) });
  const slice = createSlice();
  const planes = createPlanes({ state, act: { choose: chosen, centre, mix } });
  const address = createAddress(() => networkQuery(state));
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const caption = element("span", { class: "caption" });
  const trainbar = createTrainbar(store, pressed);
  const keep = element("button", { type: "button", class: "text", onclick: download }, "Download the weights at this step");
  const transport = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Playback" },
    ...playback.controls,
    element(
      "div",
      { class: "looks" },
      playback.speed,
      signButton("fit", "Fit", () => ask({ window: null })),
      copyButton(address.copy),
      signButton("enlarge", "Full screen", () => enlarge(null)),
    ),
  );
  const column = element("div", { class: "column" }, trainbar.root, legend.root, planes.root, slice.root, keep);
  const panels = [...Object.values(scene.panels), boundary.panel, ...insides.panels];
  const hero = element("div", { class: "hero" }, notice, ...panels.map((panel) => panel.root), transport, column);
  const root = element(
    "div",
    {
      class: "stage training",
      "data-testid": "training",
      "data-step": 0,
      "data-done": 0,
      "data-revision": 0,
      tabindex: 0,
      role: "group",
      "aria-label": first.title ?? "Training",
    },
    hero,
  );
  const screen = createScreen(root);
  let record = null;
  let running = false;
  let asked = "";
  let told = 0;
  let looked = 0;
  let opened = false;
  let revision = 0;
  let question = null;
  let sight = { window: null, at: null };

  for (const key of SLOTS) {
    scene.panels[key].heading.textContent = ""; // the choice says it
    scene.panels[key].tools.append(...slots[key].tools);
  }

  // Training.

  const presses = {
    pause: () => running && learning.pause(),
    go: () => !running && !isWhole() && begin(),
    renew: () => send("seed", state.data.question.shared.seed ?? 0),
  };

  function pressed() {
    const wanted = running ? "pause" : isWhole() ? "renew" : "go";
    presses[wanted]();
    if (wanted !== "renew") on.pressed(wanted);
  }

  /** Whether the study that is shown has been trained to its end. */
  const isWhole = () => record?.head && record.done >= record.head.steps && asked === canonical(state.data.question);

  function begin() {
    notice.hidden = true;
    running = true;
    trainbar.offer("Pause");
    question = state.data.question;
    asked = canonical(question);
    store.set({ measures: null, stability: null });
    timeline.seek(timeline.length);
    learning.train(question);
  }

  function finish() {
    running = false;
    trainbar.offer(isWhole() ? "New first weights" : record?.done ? "Continue" : "Train");
  }

  function complain({ message }) {
    notice.textContent = message;
    notice.hidden = !message;
  }

  function failed(error) {
    complain(error);
    finish();
  }

  /** Takes a piece of training. */
  function progress(next, going) {
    record = next;
    if (!record.head) return;
    trainbar.show(record.done, record.head.steps);
    root.dataset.done = record.done;
    if (!going) finish();
    if (!record.begun) {
      for (const each of [boundary, insides, planes]) each.about(record.head);
      return;
    }
    ask({});
    if (!going || performance.now() - looked > LOOK) look();
  }

  // Questions.

  /** Asks for the plane as it is now. */
  function ask(change) {
    sight = { ...sight, ...change };
    if (!record?.begun) return;
    const { kind, seed, part, through, pair, follow } = state.plane;
    const wanted = { ...question, lane: lane(), kind, seed, part: part === "aside" ? "both" : part, done: record.done };
    if (kind === "solutions" && through) wanted.through = through;
    if (kind === "weights" && pair) wanted.pair = pair;
    const at = follow ? timeline.step : sight.at;
    if (at !== null) wanted.at = at;
    if (sight.window) wanted.window = [sight.window.slice(0, 2), sight.window.slice(2)];
    learning.plane(wanted, running || timeline.playing);
  }

  /** Asks for what is looked at of the network in focus. */
  function look() {
    if (!record?.begun) return;
    looked = performance.now();
    const wanted = { ...question, lane: lane(), done: record.done };
    const needs = SLOTS.map((key) => slots[key].needs);
    if (record.head.axes) learning.ask("outputs", wanted);
    if (record.head.drawable && insides.shown === "network") learning.ask("weights", wanted);
    if (needs.includes("measures") || insides.shown === "histograms") learning.ask("measures", wanted);
    if (needs.includes("stability") && !running) learning.ask("stability", wanted);
    if (insides.shown === "line") {
      learning.ask("line", { ...question, done: record.done, between: insides.views.line.between });
    }
  }

  // What comes back.

  function plane(seen) {
    const { facts } = seen;
    const lanes = record.shownOn(seen, state.plane.part);
    const end = timeline.position === timeline.length;
    timeline.setLength(Math.max(...lanes.map(({ steps }) => steps)));
    store.set({ lanes, perStep: lanes[0].steps ? lanes[0].step[1] - lanes[0].step[0] : 1 });
    scene.label({ labels: facts.labels, heading: headingOf(facts.title) });
    planes.show(facts);
    notice.hidden = true;
    drawCurves();
    if (end && !timeline.playing) timeline.seek(timeline.length);
    root.dataset.revision = ++revision;
    tell();
  }

  const headingOf = (title) => (state.plane.part === "aside" ? "Training loss" : `Plane: ${title}`);

  function terrain(made, second) {
    store.set({ terrain: made, second: second ?? null });
    planes.measure(made);
    showTerrain();
    open();
  }

  /** Shows the terrain as it is now, between training and test where that is wanted. */
  function showTerrain() {
    const { terrain: base, second, mix: part, plane: { part: shown } } = state;
    const drawn = shown === "both" && second ? between(base, second, part) : base;
    scene.takeTerrain(drawn, Promise.resolve(), second ?? base);
  }

  async function open() {
    if (opened) return;
    opened = true;
    const message = await handOver(root, scene.adopt, vendor);
    if (message) complain({ message });
  }

  function given(view, answer) {
    view.take(answer);
    view.draw(timeline.step);
  }

  function measured(answer) {
    store.set(answer);
    if (state.lanes.length) drawCurves();
    insides.paint();
  }

  function drawCurves() {
    scene.takeLanes({ moving: false });
    for (const slot of Object.values(slots)) slot.label();
  }

  // What the visitor does.

  function chosen(change) {
    choose(change);
    send("plane", state.plane);
    on.chosen(change);
  }

  function choose(change) {
    store.set({ plane: { ...state.plane, ...change } });
    sight = { window: null, at: "kind" in change ? null : sight.at };
    if (!("part" in change) || change.part !== "both") store.set({ mix: 0 });
    arrange();
    ask({});
  }

  /** Puts the second map in the place of the surface, or takes it away. */
  function arrange() {
    const aside = state.plane.part === "aside";
    scene.panels.aside.root.hidden = !aside;
    scene.panels.surface.root.hidden = aside;
    if (aside) scene.panels.aside.measure();
    planes.follow();
  }

  /** Moves the plane so that it goes through the chosen run at this step. */
  function centre() {
    ask({ at: sight.at === null ? timeline.step : null, window: null });
  }

  /** Hands over the network in focus as it is at this step: a file that a notebook reads. */
  async function download() {
    if (!record?.begun) return;
    try {
      const wanted = { ...question, lane: lane(), done: record.done, at: timeline.step };
      save(await wire.bytes("trained", wanted), "application/octet-stream", "descent-lab-network.safetensors");
    } catch (error) {
      complain(error);
    }
  }

  /** Shows a loss between that of training and that of the test. */
  function mix(part, resting) {
    store.set({ mix: part });
    if (!state.second) return;
    if (resting) showTerrain();
    else scene.sketch(between(state.terrain, state.second, part));
  }

  // Time.

  function frame(position) {
    scene.draw(position);
    for (const part of parts) part.draw(timeline.step);
    root.dataset.step = stepNow();
    playback.show(timeline.step, timeline.length);
    if (!timeline.playing || performance.now() - told > PAUSE) tell();
    on.moved(position);
  }

  /** The training step of the moment: snapshots are some steps apart. */
  const stepNow = () => state.lanes[0]?.step[Math.min(timeline.step, state.lanes[0].steps)] ?? 0;

  function words() {
    return `${stepNow().toLocaleString("en")} / ${(record?.head?.steps ?? 0).toLocaleString("en")}`;
  }

  function playing() {
    playback.showPlaying();
    if (!timeline.playing) tell();
  }

  let followed = 0;

  function tell() {
    told = performance.now();
    legend.show(state.lanes, timeline.step, false);
    const shown = state.lanes[lane()];
    slice.show(shown, state.data.labels[lane()] ?? "", timeline.step);
    if (isDrawn(shown)) {
      planes.moment(shown, timeline.step);
      setText(caption, inShort(shown, timeline.step));
    }
    if (state.plane.follow && followed !== timeline.step && !running) {
      followed = timeline.step;
      ask({});
    }
  }

  // Everything is there: put it together.

  const upTo = () => Infinity;
  const readRun = (i, k) => ({ label: state.data.labels[i], lines: readingOf(state.lanes[i], k) });
  for (const [name, view] of Object.entries(scene.views)) {
    createHover(view, { upTo, read: (i, k) => (view.layered ? slots[name].read(i, k) : readRun(i, k)) });
  }
  listenToKeys(root, timeline);
  for (const map of [scene.map, scene.views.aside]) steerMap(map);
  steerRelief(scene.relief);
  store.on(["selected"], () => {
    legend.select(state.selected);
    scene.repaint();
    store.set({ measures: null, stability: null });
    look();
    tell();
  });
  store.on(SLOTS, () => {
    if (state.lanes.length) drawCurves();
    look();
  });
  store.on(["selected", "camera", "speed", "plane", "inside", ...SLOTS], address.touch);

  return {
    root,
    timeline,
    transport,
    column,
    caption,
    choose,
    /** Does what was pressed elsewhere: "pause" or "go". */
    obey: (wanted) => presses[wanted](),
    /** Says why an answer waits. */
    wait: (busy) => store.set({ busy }),
    /** Measures and watches what has been put on the page. */
    watch() {
      arrange();
      scene.watch();
      for (const panel of [boundary.panel, ...insides.panels]) {
        panel.measure();
        panel.watch();
      }
      scene.relief.turn(cameraOf(state.camera));
    },
    /** Takes new data: another network, another theme, an answer. */
    update(data) {
      const again = state.theme !== null;
      store.set({ data, theme: readTheme(root, data.style) });
      legend.name(data.labels, state.theme);
      legend.select(state.selected);
      planes.name(data.labels);
      insides.views.line.name(data.labels);
      if (canonical(data.question) !== asked) begin();
      else if (state.terrain && again) {
        showTerrain();
        drawCurves();
        for (const part of parts) part.paint();
      }
      if (data.link) address.touch();
    },
    close() {
      for (const each of [timeline, learning, address, scene, screen, ...parts]) each.close();
      root.remove();
    },
  };
}
