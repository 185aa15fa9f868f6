/** Networks in training: the runs on a plane through their weights, what they have learnt, and one timeline for all. */

import { createBoundary } from "./boundary.js";
import { createCarrier } from "./carrier.js";
import { createHover } from "./hover.js";
import { listenToKeys } from "./keys.js";
import { createLearning } from "./learning.js";
import { createLegend } from "./legend.js";
import { isDrawn } from "./lanes.js";
import { cameraNumbers, cameraOf, createAddress, viewOf } from "./link.js";
import { mounting } from "./mounting.js";
import { element, setText } from "./panel.js";
import { createPlanes } from "./planes.js";
import { createPlayback, signButton } from "./playback.js";
import { loadPlotly } from "./plotly.js";
import { createScene } from "./scene.js";
import { createScreen } from "./screen.js";
import { createSlice } from "./slice.js";
import { steerMap, steerRelief } from "./steering.js";
import { createStore } from "./store.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { canonical, createWire } from "./wire.js";
import { createWiring } from "./wiring.js";

/** Milliseconds between two readings of numbers while the clock runs. */
const PAUSE = 120;

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`; `vendor`, where Plotly lies. */
function createTraining({ data: first, parentElement, setTriggerValue, vendor = "vendor/plotly.min.js" }) {
  const store = createStore({
    data: first,
    lanes: [],
    terrain: null,
    theme: null,
    coordinate: null,
    veiled: false,
    busy: "",
    ...viewOf(first.view),
    plane: first.plane,
    perStep: 1,
  });
  const { state } = store;
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => store.set({ busy }));
  const learning = createLearning(wire, { progress, plane, terrain, outputs, weights, error: complain, failed });
  const timeline = createTimeline({ frame, playing });
  const playback = createPlayback(store, timeline);
  const scene = createScene({
    store,
    timeline,
    on: {
      enlarge: (name) => screen.toggle(name),
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
  const wiring = createWiring({ state, enlarge });
  const parts = [boundary, wiring];
  const legend = createLegend({ onSelect: (lane) => store.set({ selected: state.selected === lane ? null : lane }) });
  const slice = createSlice();
  const planes = createPlanes({ state, act: { choose, centre } });
  const address = createAddress(query);
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const train = element("button", { type: "button", class: "train", onclick: press }, "Train");
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Training" });
  const said = element("p", { class: "small", role: "status" });
  const column = element(
    "div",
    { class: "column" },
    element("section", { class: "learning", "aria-label": "Training" }, train, bar, said),
    legend.root,
    planes.root,
    slice.root,
  );
  const panels = [...Object.values(scene.panels), ...parts.map(({ panel }) => panel)];
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
      "aria-label": "Training",
    },
    element(
      "div",
      { class: "hero" },
      notice,
      ...panels.map((panel) => panel.root),
      element(
        "div",
        { class: "transport", role: "group", "aria-label": "Playback" },
        ...playback.controls,
        element(
          "div",
          { class: "looks" },
          playback.speed,
          signButton("fit", "Fit", () => ask({ window: null })),
          signButton("link", "Copy link", address.copy),
          signButton("enlarge", "Full screen", () => screen.toggle(null)),
        ),
      ),
      column,
    ),
  );
  const screen = createScreen(root);
  let record = null;
  let running = false;
  let asked = "";
  let told = 0;
  let opened = false;
  let revision = 0;
  let question = null;
  let sight = { window: null, at: null };

  parentElement.append(root);
  const under = { lane: (i) => state.lanes[i], label: (i) => state.data.labels[i], upTo: () => Infinity };
  for (const view of Object.values(scene.views)) createHover(view, under);
  listenToKeys(root, timeline);
  steerMap(scene.map);
  steerRelief(scene.relief);
  scene.watch();
  for (const { panel } of parts) {
    panel.measure();
    panel.watch();
  }
  scene.relief.turn(cameraOf(state.camera));
  store.on(["selected"], () => {
    legend.select(state.selected);
    scene.repaint();
    look();
    tell();
  });
  store.on(["busy"], () => setText(said, state.busy));
  store.on(["selected", "camera", "speed", "plane"], address.touch);

  const lane = () => state.selected ?? 0;

  function complain({ message }) {
    notice.textContent = message;
    notice.hidden = !message;
  }

  function failed(error) {
    complain(error);
    finish();
  }

  // Training.

  function press() {
    if (running) learning.pause();
    else if (isWhole()) setTriggerValue("seed", state.data.question.shared.seed ?? 0);
    else begin();
  }

  /** Whether the study that is shown has been trained to its end. */
  const isWhole = () => record?.head && record.done >= record.head.steps && asked === canonical(state.data.question);

  function begin() {
    notice.hidden = true;
    running = true;
    setText(train, "Pause");
    question = state.data.question;
    asked = canonical(question);
    timeline.seek(timeline.length);
    learning.train(question);
  }

  function finish() {
    running = false;
    setText(train, isWhole() ? "New first weights" : record?.done ? "Continue" : "Train");
  }

  /** Takes a piece of training. */
  function progress(next, going) {
    record = next;
    if (!record.head) return;
    const { steps } = record.head;
    bar.value = record.done / steps;
    root.dataset.done = record.done;
    setText(said, `${record.done.toLocaleString("en")} of ${steps.toLocaleString("en")} steps`);
    if (!going) finish();
    if (!record.lanes[0]?.step) {
      boundary.about(record.head);
      wiring.about(record.head);
      planes.about(record.head);
      return;
    }
    ask({});
    look();
  }

  /** Asks for the plane as it is now. */
  function ask(change) {
    sight = { ...sight, ...change };
    if (!record?.lanes[0]?.step) return;
    const { kind, seed, part } = state.plane;
    const wanted = { ...question, lane: lane(), kind, seed, part, done: record.done };
    if (sight.at !== null) wanted.at = sight.at;
    if (sight.window) wanted.window = [sight.window.slice(0, 2), sight.window.slice(2)];
    learning.plane(wanted, running);
  }

  /** Asks for what the network in focus says and weighs. */
  function look() {
    if (!record?.lanes[0]?.step) return;
    const wanted = { ...question, lane: lane(), done: record.done };
    if (record.head.axes) learning.outputs(wanted);
    if (record.head.drawable) learning.weights(wanted);
  }

  // What comes back.

  function plane({ arrays, facts }) {
    const lanes = record.lanes.map((series, i) => {
      const count = arrays[`${i}.x`].shape[0];
      const upTo = (name) => series[name].subarray(0, count);
      return {
        steps: count - 1,
        step: upTo("step"),
        x: arrays[`${i}.x`].data,
        away: arrays[`${i}.away`].data,
        slice: arrays[`${i}.slice`].data,
        loss: upTo(state.plane.part === "test" ? "test_loss" : "loss"),
        train: upTo("loss"),
        test: upTo("test_loss"),
        score: upTo("score"),
        testScore: upTo("test_score"),
        slope: upTo("slope"),
        gap: null,
        falls: false,
        gradient: null,
        rate: null,
        learningRate: null,
        facts: {},
      };
    });
    const end = timeline.position === timeline.length;
    timeline.setLength(Math.max(...lanes.map(({ steps }) => steps)));
    store.set({ lanes, perStep: lanes[0].steps ? lanes[0].step[1] - lanes[0].step[0] : 1 });
    scene.label({ labels: facts.labels, heading: `Plane: ${facts.title}` });
    planes.show(facts);
    notice.hidden = true;
    scene.takeLanes({ moving: false });
    if (end) timeline.seek(timeline.length);
    root.dataset.revision = ++revision;
    tell();
  }

  function terrain(made) {
    store.set({ terrain: made });
    scene.takeTerrain(made, Promise.resolve());
    open();
  }

  async function open() {
    if (opened) return;
    opened = true;
    root.dataset.ready = "canvas";
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    try {
      await scene.adopt(await loadPlotly(new URL(vendor, document.baseURI).href));
      root.dataset.ready = "plotly";
    } catch {
      complain({ message: "The axes and the surface could not be loaded. Reload the page to try again." });
    }
  }

  function outputs(answer) {
    boundary.take(answer);
    boundary.draw(timeline.step);
  }

  function weights(answer) {
    wiring.take(answer);
    wiring.draw(timeline.step);
  }

  // What the visitor does.

  function choose(change) {
    store.set({ plane: { ...state.plane, ...change } });
    sight = { window: null, at: "kind" in change ? null : sight.at };
    setTriggerValue("plane", state.plane);
    ask({});
  }

  /** Moves the plane so that it goes through the chosen run at this step. */
  function centre() {
    ask({ at: sight.at === null ? timeline.step : null, window: null });
  }

  // Time.

  function frame(position) {
    scene.draw(position);
    for (const part of parts) part.draw(timeline.step);
    root.dataset.step = stepNow();
    playback.show(timeline.step, timeline.length);
    if (!timeline.playing || performance.now() - told > PAUSE) tell();
  }

  /** The training step of the moment: snapshots are some steps apart. */
  const stepNow = () => state.lanes[0]?.step[Math.min(timeline.step, state.lanes[0].steps)] ?? 0;

  function playing() {
    playback.showPlaying();
    if (!timeline.playing) tell();
  }

  function tell() {
    told = performance.now();
    legend.show(state.lanes, timeline.step, false);
    const shown = state.lanes[lane()];
    slice.show(shown, state.data.labels[lane()] ?? "", timeline.step);
    if (isDrawn(shown)) planes.moment(shown, timeline.step);
    playback.say(`${stepNow().toLocaleString("en")} / ${(record?.head?.steps ?? 0).toLocaleString("en")}`);
  }

  function query() {
    const { kind, seed, part } = state.plane;
    const own = [
      kind !== "pca" && `plane=${kind}`,
      seed !== 0 && `plane.seed=${seed}`,
      part !== "train" && `part=${part}`,
      state.selected !== null && `selected=${state.selected}`,
      state.camera && `camera=${state.camera.join(",")}`,
    ];
    return [state.data.link, ...own.filter(Boolean)].join("&");
  }

  return {
    /** Takes new data: another network, another theme, an answer. */
    update(data) {
      carrier.deliver(data.answer);
      const again = state.theme !== null;
      store.set({ data, theme: readTheme(root, data.style) });
      legend.name(data.labels, state.theme);
      legend.select(state.selected);
      const changed = canonical(data.question) !== asked;
      if (changed && (data.autostart || again)) begin();
      else if (state.terrain) {
        scene.takeTerrain(state.terrain, Promise.resolve());
        for (const part of parts) part.paint();
      }
      address.touch();
    },
    close() {
      for (const each of [timeline, learning, address, scene, screen, ...parts]) each.close();
      root.remove();
    },
  };
}

export default mounting(createTraining);
