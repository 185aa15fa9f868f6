/** The stage: elements put together, what the visitor does turned into races, and answers into pictures. */

import { createAnatomy } from "./anatomy.js";
import { createCarrier } from "./carrier.js";
import { createExpectation } from "./expectation.js";
import { createFocus } from "./focus.js";
import { createHand } from "./hand.js";
import { createHandle } from "./handle.js";
import { createHover, readingOf } from "./hover.js";
import { listenToKeys } from "./keys.js";
import { isDrawn } from "./lanes.js";
import { createInstruments } from "./instruments.js";
import { createLegend } from "./legend.js";
import { cameraNumbers, cameraOf, coordinateOf, coordinateWord, createAddress, queryOf, viewOf } from "./link.js";
import { createLookout } from "./lookout.js";
import { createOpening } from "./opening.js";
import { element } from "./panel.js";
import { createPencil } from "./pencil.js";
import { createQuestions } from "./questions.js";
import { createRamp } from "./ramp.js";
import { isScheduled, pictureOf, runOf, startsDiffer, withStart } from "./race.js";
import { createResults } from "./results.js";
import { createScene } from "./scene.js";
import { createScreen } from "./screen.js";
import { createSelection } from "./selection.js";
import { steerMap, steerRelief } from "./steering.js";
import { createStore } from "./store.js";
import { createRegions } from "./regions.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTransport } from "./transport.js";
import { createTray, startOf } from "./tray.js";
import { canonical, createWire } from "./wire.js";
import { createWords, currentLabels } from "./words.js";

/** The answers that are about the same optimizer in another race; the others are waited for. */
const stillTrue = (state, race) =>
  state.lanes.length === 0
    ? state.lanes
    : race.lanes.map((_, i) =>
        i < state.race.lanes.length && runOf(race, i).optimizer === runOf(state.race, i).optimizer
          ? (state.lanes[i] ?? null)
          : null,
      );

/**
 * @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`; `vendor`, where Plotly lies.
 */
export function createStage({ data: first, parentElement, setTriggerValue, vendor = "vendor/plotly.min.js" }) {
  const store = createStore({
    data: first,
    race: first.race,
    lanes: [],
    terrain: null,
    anatomy: null,
    theme: null,
    pending: 0,
    waiting: "",
    busy: "",
    offline: false,
    notice: "",
    coordinate: coordinateOf(first.view, first),
    enlarged: null,
    fromHere: false,
    veiled: false,
    ...viewOf(first.view),
  });
  const { state } = store;
  const selection = createSelection(store, tell);
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy, offline) => store.set({ busy, offline }));
  const complain = (notice) => store.set({ notice });
  const questions = createQuestions({ wire, store, on: { lanes: takeLanes, terrain: takeTerrain, error: complain } });
  const timeline = createTimeline({ frame, playing });
  const scene = createScene({
    store,
    timeline,
    on: {
      enlarge: (name) => screen.toggle(name),
      window: rested,
      camera: (camera) => store.set({ camera: cameraNumbers(camera) }),
      resized: () => lookout.soon(),
      mapped: () => {
        handle.show(startOf(state));
        regions.paint();
      },
      drawn: (map) => focus.draw(map),
      rated: () => pencil?.show(),
    },
  });
  const lookout = createLookout({ store, timeline, scene, questions });
  const hand = createHand({ store, questions, lookout: () => lookout, tell, onRest });
  const address = createAddress(query);
  const labels = () => currentLabels(state);
  const act = {
    change: hand.change,
    rest: hand.rest,
    labels,
    fit,
    fullScreen: () => screen.toggle(null),
    copyLink: address.copy,
    link: address.href,
  };
  const transport = createTransport({ store, timeline, act });
  const select = (lane) => store.set({ selected: state.selected === lane ? null : lane });
  const legend = first.fan ? createRamp({ store }) : createLegend({ onSelect: select });
  const instruments = createInstruments(first.instruments ?? [], {
    store,
    timeline,
    wire,
    act,
    complain,
    enlarge: (name) => screen.toggle(name),
  });
  const tray = createTray({ store, step: () => timeline.step, act });
  const results = createResults({ onSelect: (selected) => store.set({ selected }) });
  const anatomy = createAnatomy({ onToggle: () => focus.ask() });
  const focus = createFocus({
    store,
    timeline,
    questions,
    anatomy,
    labels,
    redraw: () => scene.draw(timeline.position),
  });
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const column = element("div", { class: "column" }, legend.root, focus.slice, ...instruments.asides, tray.root);
  const panels = [...Object.values(scene.panels).map((panel) => panel.root), ...instruments.panels];
  const root = element(
    "div",
    {
      class: ["stage", first.fan && "fan", first.compact && "compact"].filter(Boolean).join(" "),
      "data-testid": "stage",
      "data-step": 0,
      "data-revision": 0,
      "data-pending": 0,
      tabindex: 0,
      role: "group",
      "aria-label": "Race",
    },
    element("div", { class: "hero" }, notice, ...panels, transport.root, column),
    results.root,
    anatomy.root,
  );
  const words = createWords({ root, store, timeline, parts: { transport, legend, tray, results, focus }, act });
  const screen = createScreen(root, (enlarged) => store.set({ enlarged }));
  const handle = createHandle(scene.map, moveStart, hand.rest);
  const regions = createRegions({ store, wire, map: scene.map, lane: () => state.selected ?? 0, complain });
  const expectation = createExpectation({ store, wire });
  const pencil = scene.views.rate && first.drawn ? createPencil({ store, curve: scene.views.rate, act }) : null;
  const opening = createOpening({ root, store, timeline, scene, screen, vendor });
  let revision = 0;
  let dressed = "";

  parentElement.append(root);
  const under = {
    read: (i, k) => ({ label: labels()[i], lines: readingOf(state.lanes[i], k) }),
    upTo: () => (state.hide ? timeline.step : Infinity),
  };
  for (const view of Object.values(scene.views)) createHover(view, under);
  listenToKeys(root, timeline);
  steerMap(scene.map);
  steerRelief(scene.relief);
  scene.watch();
  instruments.watch();
  scene.relief.turn(cameraOf(state.camera));

  store.on(["hide", "lanes"], veil);
  store.on(["hide", "selected"], scene.repaint);
  store.on(["veiled"], unveiled);
  store.on(["offline"], hand.repeat);
  store.on(["selected", "lanes", "race", "fromHere"], words.settings);
  store.on(["race"], () => handle.show(startOf(state)));
  store.on(["selected", "arrows"], () => hand.moving || focus.ask());
  store.on(["arrows"], regions.ask);
  store.on(["selected", "lanes", "theme"], regions.paint);
  store.on(["anatomy"], focus.refresh);
  store.on(["coordinate"], () => scene.takeLanes({ moving: false }));
  store.on(["pending"], () => (root.dataset.pending = state.pending));
  store.on(["waiting", "busy"], () => legend.wait(state.busy || state.waiting));
  store.on(["notice"], () => {
    notice.textContent = state.notice;
    notice.hidden = !state.notice;
  });
  store.on(["loop"], timing);
  store.on(["hide", "speed", "loop", "selected", "arrows", "window", "camera", "coordinate", "enlarged", "data"], address.touch);
  timing();

  function timing() {
    timeline.setLoop(state.loop);
  }

  /** What is to come is hidden only until it has been reached. */
  function veil() {
    store.set({ veiled: state.hide && timeline.step < timeline.length });
  }

  function unveiled() {
    scene.fit();
    words.results();
  }

  /** Tells Python; Streamlit may throw while its own connection is down. */
  function tell(name, value) {
    try {
      setTriggerValue(name, value);
    } catch {
      return false;
    }
    return true;
  }

  // What the visitor does.

  function moveStart(point) {
    hand.change(withStart(state.race, point, startsDiffer(state.race) ? (state.selected ?? 0) : null));
  }

  function onRest(reshaped) {
    scene.takeLanes({ moving: false });
    words.results();
    focus.ask();
    if (reshaped) lookout.soon();
  }

  function rested(window) {
    store.set({ window });
    lookout.soon();
  }

  function fit() {
    scene.fit({ force: true });
    lookout.fit();
    scene.relief.turn(null);
    store.set({ camera: null });
  }

  // What comes back.

  function takeLanes(lanes, { asked, start }, whole) {
    const failed = lanes.findIndex((lane) => lane?.error);
    timeline.setLength(Math.max(0, ...lanes.filter(isDrawn).map((lane) => lane.steps)));
    store.set({ lanes, notice: failed < 0 ? "" : `${labels()[failed]}: ${lanes[failed].error}` });
    words.name();
    scene.takeLanes({ moving: hand.moving, turn: questions.answered });
    words.step(true);
    handle.show(startOf(state));
    if (whole) root.dataset.revision = ++revision;
    const detail = { revision, asked, start, whole, painted: performance.now() };
    root.dispatchEvent(new CustomEvent("stage:painted", { bubbles: true, detail }));
    if (!hand.moving) {
      words.results();
      focus.ask();
    }
    instruments.ask();
    opening.open().then(address.touch);
  }

  function takeTerrain(terrain, coarse) {
    store.set({ terrain });
    if (coarse) scene.sketch(terrain);
    else {
      scene.takeTerrain(terrain, questions.answered);
      regions.ask();
    }
    opening.open().then(address.touch);
  }

  // Time.

  function frame(position) {
    veil();
    scene.draw(position);
    instruments.draw();
    words.step(false);
    if (!timeline.playing) address.touch();
  }

  function playing() {
    transport.showPlaying();
    if (timeline.playing) return;
    words.step(true);
    address.touch();
  }

  const shown = () => ({ race: state.race, fan: first.fan });

  function query() {
    const { length, step, playing: runs } = timeline;
    const coordinate = coordinateWord(state.coordinate, shown());
    return queryOf(state.data.link ?? "", { ...state, coordinate, step: !runs && length && step > 0 ? step : null });
  }

  /** Shows the view that the data ask for, from the start. */
  function reset(view) {
    store.set({ ...viewOf(view), coordinate: coordinateOf(view, shown()) });
    scene.relief.turn(cameraOf(state.camera));
    opening.again(view);
    if (!first.compact) root.scrollIntoView();
    address.touch();
  }

  return {
    /** Takes new data: another theme, another race, an acknowledgement, an answer. */
    update(data) {
      carrier.deliver(data.answer);
      const again = state.theme !== null;
      const { nonce } = state.data;
      store.set({ data, theme: readTheme(root, data.style) });
      hand.repeat();
      scene.label(data.surface);
      const race = again && !hand.settled ? state.race : data.race;
      const dress = canonical([state.theme.background, state.theme.text, data.style]);
      const fresh = again && data.nonce !== nonce;
      const otherPicture = canonical(pictureOf(race)) !== canonical(pictureOf(state.race));
      const otherRace = canonical(race) !== canonical(state.race);
      if (race.shared.surface !== state.race.shared.surface) {
        store.set({ window: null });
        scene.expect();
      }
      if (isScheduled(race) && !isScheduled(state.race)) store.set({ coordinate: null });
      const selected = selection.heard(data.view);
      const lanes = stillTrue(state, race);
      store.set({ race, lanes, selected: selected < race.lanes.length ? selected : null });
      if (fresh) reset(data.view);
      words.name();
      words.settings();
      if (!again || otherPicture || fresh) lookout.ask(false);
      else if (state.terrain && dress !== dressed) scene.takeTerrain(state.terrain);
      dressed = dress;
      if (!again || otherRace)
        questions.race(race, { asked: performance.now(), start: race.shared.start ?? null, moving: false });
      else {
        if (state.lanes.length) scene.takeLanes({ moving: hand.moving });
        opening.open();
      }
    },
    close() {
      const parts = [timeline, words, lookout, questions, address, handle, scene, instruments, regions, screen, expectation];
      for (const part of parts) part.close();
      root.remove();
    },
  };
}
