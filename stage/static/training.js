/** Networks in training: the runs on a plane through their weights, what they have learnt, and one timeline for all. */

import { createBoundary } from "./boundary.js";
import { steady } from "./format.js";
import { createGlances } from "./glances.js";
import { createHover, readingOf } from "./hover.js";
import { createInsides } from "./insides.js";
import { listenToKeys } from "./keys.js";
import { createLearning } from "./learning.js";
import { createLegend } from "./legend.js";
import { isDrawn } from "./lanes.js";
import { cameraNumbers, cameraOf, createAddress, viewOf } from "./link.js";
import { createMorph } from "./morph.js";
import { element, setText } from "./panel.js";
import { createPlanes } from "./planes.js";
import { barOf, copyButton, createPlayback, signButton } from "./playback.js";
import { handOver } from "./opening.js";
import { save } from "./saving.js";
import { createScene } from "./scene.js";
import { createScreen } from "./screen.js";
import { createSlot, known } from "./series.js";
import { createSlice } from "./slice.js";
import { steerMap, steerRelief } from "./steering.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTrainer } from "./trainer.js";
import { createStore } from "./store.js";
import { networkQuery } from "./network-link.js";

/** How a run stands at a snapshot, in a few words. */
function inShort({ steps, train, test }, step) {
  const k = Math.min(step, steps);
  return `training loss ${steady(train[k], 3)}, test ${steady(test[k], 3)}`;
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
    theme: null,
    coordinate: null,
    veiled: false,
    busy: "",
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
      histograms: (answer) => given(insides, answer),
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
  const glances = createGlances({ state, learning, insides, slots: Object.values(slots) });
  const morph = createMorph({ state, scene });
  const legend = createLegend({ onSelect: (chosen) => store.set({ selected: state.selected === chosen ? null : chosen }) });
  const slice = createSlice();
  const planes = createPlanes({ state, act: { choose: chosen, centre, mix: morph.mix } });
  const address = createAddress(() => networkQuery(state));
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const caption = element("span", { class: "caption" });
  const trainer = createTrainer(store, {
    train,
    pause: learning.pause,
    stop: learning.stop,
    renew: () => send("seed", state.data.question.shared.seed ?? 0),
    pressed: on.pressed,
  });
  const keep = element("button", { type: "button", class: "text", onclick: download }, "Download the weights at this step");
  const transport = barOf(
    playback,
    signButton("fit", "Fit", () => ask({ window: null })),
    copyButton(address.copy),
    signButton("enlarge", "Full screen", () => enlarge(null)),
  );
  const column = element("div", { class: "column" }, trainer.root, legend.root, planes.root, slice.root, keep);
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
  let told = 0;
  let looked = 0;
  let opened = false;
  let revision = 0;

  for (const key of SLOTS) {
    scene.panels[key].heading.textContent = ""; // the choice says it
    scene.panels[key].tools.append(...slots[key].tools);
  }

  // Training.

  function train(question) {
    notice.hidden = true;
    root.classList.add("waiting");
    store.set({ measures: null, stability: null });
    timeline.seek(timeline.length);
    glances.begin(question);
    learning.train(question);
  }

  function complain({ message }) {
    notice.textContent = message;
    notice.hidden = !message;
  }

  function failed(error) {
    complain(error);
    trainer.finish();
  }

  /** Takes a piece of training. */
  function progress(record, going) {
    trainer.take(record, going);
    if (!record.head) return;
    glances.take(record);
    root.dataset.done = record.done;
    if (!record.begun) {
      for (const each of [boundary, insides, planes]) each.about(record.head);
      return;
    }
    root.classList.remove("waiting");
    ask({});
    if (!going || performance.now() - looked > LOOK) look();
  }

  const ask = (change) => glances.plane(change, timeline.step, trainer.running || timeline.playing);

  function look() {
    looked = performance.now();
    glances.look(trainer.running);
  }

  // What comes back.

  function plane(seen) {
    const { facts } = seen;
    const lanes = trainer.record.shownOn(seen, state.plane.part);
    const end = timeline.position === timeline.length;
    timeline.setLength(Math.max(...lanes.map(({ steps }) => steps)));
    store.set({ lanes, perStep: lanes[0].steps ? lanes[0].step[1] - lanes[0].step[0] : 1 });
    scene.label({ labels: facts.labels, heading: headingOf(facts.title) });
    planes.show(facts);
    notice.hidden = true;
    drawCurves();
    if (end && !timeline.playing) timeline.seek(timeline.length);
    tell();
  }

  const headingOf = (title) => (state.plane.part === "aside" ? "Training loss" : `Plane: ${title}`);

  function terrain(made, second) {
    store.set({ terrain: made });
    planes.measure(made);
    morph.take(made, second);
    root.dataset.revision = ++revision;
    open();
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
    for (const [key, slot] of Object.entries(slots)) {
      slot.label();
      scene.panels[key].rename(slot.curve.title);
    }
  }

  // What the visitor does.

  function chosen(change) {
    choose(change);
    send("plane", state.plane);
    on.chosen(change);
  }

  function choose(change) {
    store.set({ plane: { ...state.plane, ...change } });
    morph.reset();
    arrange();
    ask({ window: null, at: "kind" in change ? null : glances.centre });
  }

  function arrange() {
    morph.arrange();
    planes.follow();
  }

  /** Moves the plane so that it goes through the chosen run at this step. */
  function centre() {
    ask({ at: glances.centre === null ? timeline.step : null, window: null });
  }

  /** Hands over the network in focus as it is at this step: a file that a notebook reads. */
  async function download() {
    const wanted = glances.network(timeline.step);
    if (!wanted) {
      complain({ message: "There are no weights yet: wait until the training has begun." });
      return;
    }
    try {
      save(await wire.bytes("trained", wanted), "application/octet-stream", "descent-lab-network.safetensors");
    } catch (error) {
      complain(error);
    }
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
  function stepNow() {
    const steps = state.lanes.map((run) => run.step[Math.min(timeline.step, run.steps)]);
    return Math.max(0, ...steps);
  }

  function words() {
    return `${stepNow().toLocaleString("en")} / ${(trainer.record?.head?.steps ?? 0).toLocaleString("en")}`;
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
    if (state.plane.follow && followed !== timeline.step && !trainer.running) {
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
    ask({ window: null });
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
    obey: trainer.obey,
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
      if (lane() >= data.labels.length) store.set({ selected: null });
      legend.name(data.labels, state.theme);
      legend.select(state.selected);
      planes.name(data.labels);
      insides.views.line.name(data.labels);
      if (state.lanes.length === data.labels.length) tell();
      if (!trainer.isCurrent()) trainer.begin();
      else if (morph.there && again) {
        morph.show();
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
