/** The stage: elements put together, what the visitor does turned into races, and answers into pictures. */

import { createAnatomy } from "./anatomy.js";
import { createCarrier } from "./carrier.js";
import { createFocus } from "./focus.js";
import { brief } from "./format.js";
import { createHandle } from "./handle.js";
import { createHover } from "./hover.js";
import { isDrawn } from "./lanes.js";
import { createLegend } from "./legend.js";
import { cameraNumbers, cameraOf, createAddress, queryOf } from "./link.js";
import { element } from "./panel.js";
import { loadPlotly } from "./plotly.js";
import { createQuestions } from "./questions.js";
import { changesOf, labelsOf, pictureOf, startsDiffer, withStart } from "./race.js";
import { createResults, protocolOf } from "./results.js";
import { createScene } from "./scene.js";
import { createStore } from "./store.js";
import { readTheme } from "./theme.js";
import { createTimeline } from "./timeline.js";
import { createTransport } from "./transport.js";
import { createTray, listChanges, startOf } from "./tray.js";
import { canonical, createWire } from "./wire.js";

/** What decides a surface's own window. */
const placeOf = ({ shared }) => [shared.surface, shared.frame_angle, shared.frame_dx, shared.frame_dy].join();

/** How long a hand must rest before slow pictures are brought up to date, and how often words follow a moving clock. */
const REST = 150;
const WORDS = 120;

/**
 * @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`; `vendor`, where Plotly lies.
 */
export function createStage({ data: first, parentElement, setTriggerValue, vendor = "vendor/plotly.min.js" }) {
  const { view } = first;
  const store = createStore({
    data: first, race: first.race, lanes: [], terrain: null, anatomy: null, theme: null, pending: 0, waiting: "", notice: "",
    hide: view.hide, speed: view.speed, loop: view.loop, selected: view.selected, arrows: view.arrows ?? [], window: view.window,
    camera: view.camera, coordinate: 0, fromHere: false,
  });
  const { state } = store;
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (sentence) => store.set({ waiting: sentence }));
  const timeline = createTimeline({ frame, playing });
  const questions = createQuestions({ wire, store, on: { lanes: takeLanes, terrain: takeTerrain, error: (notice) => store.set({ notice }) } });
  const scene = createScene({
    store,
    timeline,
    on: { enlarge, window: rested, camera: turned, resized: askTerrainSoon, mapped: () => handle?.show(startOf(state)), drawn: (map) => focus?.draw(map) },
  });

  let revision = 0;
  let edits = 0;
  let moving = false;
  let reshaped = false;
  let opened = false;
  let wordsAt = 0;
  let shownStep = -1;
  let names = "";
  let terrainTimer = 0;
  let wantedStep = view.step;
  let home = null;

  const labels = () => labelsOf(state.race, state.data.optimizers, state.lanes, (value) => brief(value, 3));
  const act = { change, rest, labels, fit, fullScreen: () => enlarge(null), copyLink: () => address.copy() };
  const address = createAddress(query);
  const transport = createTransport({ store, timeline, act });
  const legend = createLegend({ onSelect: (lane) => store.set({ selected: state.selected === lane ? null : lane }) });
  const tray = createTray({ store, step: () => timeline.step, act });
  const results = createResults({ onSelect: (selected) => store.set({ selected }) });
  const anatomy = createAnatomy({ onToggle: () => refocus() });
  const focus = createFocus({ store, timeline, questions, anatomy, labels });
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const { map, surface, loss, gradient, rate } = scene.panels;
  const root = element(
    "div",
    { class: "stage", "data-testid": "stage", "data-step": 0, "data-revision": 0, "data-pending": 0, tabindex: 0, role: "group", "aria-label": "Race" },
    element("div", { class: "hero" }, notice, map.root, surface.root, loss.root, gradient.root, rate.root, transport.root, element("div", { class: "column" }, legend.root, tray.root)),
    results.root,
    anatomy.root,
  );
  parentElement.append(root);
  const handle = createHandle(scene.map, moveStart, rest);
  for (const seen of Object.values(scene.views)) {
    createHover(seen, { lane: (i) => state.lanes[i], label: (i) => labels()[i], upTo: () => (state.hide ? timeline.step : Infinity) });
  }
  root.addEventListener("keydown", pressed);
  document.addEventListener("fullscreenchange", leftFullScreen);
  scene.watch();

  store.on(["hide", "selected"], () => scene.repaint());
  store.on(["selected", "lanes", "race"], () => {
    legend.select(state.selected);
    tray.show();
    showChanges();
  });
  store.on(["selected", "arrows"], refocus);
  store.on(["anatomy"], () => {
    focus.show();
    scene.draw(timeline.position);
  });
  store.on(["coordinate"], () => {
    scene.takeLanes({ moving: false });
  });
  store.on(["speed"], () => timeline.setSpeed(state.speed));
  store.on(["loop"], () => timeline.setLoop(state.loop));
  store.on(["pending"], () => (root.dataset.pending = state.pending));
  store.on(["waiting"], () => legend.wait(state.waiting));
  store.on(["notice"], () => {
    notice.textContent = state.notice;
    notice.hidden = !state.notice;
  });
  store.on(["hide", "speed", "loop", "selected", "arrows", "window", "camera", "data"], () => address.touch());
  timeline.setSpeed(state.speed);
  timeline.setLoop(state.loop);
  scene.relief.turn(cameraOf(state.camera));

  // What the visitor does.

  function change(race) {
    const before = canonical(pictureOf(state.race));
    moving = true;
    store.set({ race });
    questions.race(race, { asked: performance.now(), start: race.shared.start ?? null, moving });
    if (canonical(pictureOf(race)) === before) return;
    reshaped = true;
    askTerrain(true);
  }

  function moveStart(point) {
    change(withStart(state.race, point, startsDiffer(state.race) ? state.selected ?? 0 : null));
    handle.show(point);
  }

  function rest() {
    if (!moving) return;
    moving = false;
    edits = Math.max(edits, state.data.acknowledged ?? 0) + 1;
    setTriggerValue("edit", { id: edits, race: state.race });
    scene.fit();
    showResults();
    refocus();
    if (reshaped) askTerrainSoon();
    reshaped = false;
  }

  function pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const by = event.shiftKey ? 10 : 1;
    const moves = {
      " ": () => !event.target.matches("button, summary") && (timeline.playing ? timeline.pause() : timeline.play(), true),
      ArrowLeft: () => (timeline.seek(timeline.step - by), true),
      ArrowRight: () => (timeline.seek(timeline.step + by), true),
      Home: () => (timeline.seek(0), true),
      End: () => (timeline.seek(timeline.length), true),
    };
    if (moves[event.key]?.()) event.preventDefault();
  }

  async function fit() {
    store.set({ window: null });
    await scene.fit({ force: true });
    store.set({ window: windowOfRuns() });
    askTerrain(false);
    scene.relief.turn(null);
    store.set({ camera: null });
  }

  /** The surface's own window, or null; widened to hold the runs that stay within a few of its widths. */
  function windowOfRuns() {
    if (!home) return null;
    const own = home.window;
    const bounds = [...own];
    const reach = [own[1] - own[0], own[3] - own[2]];
    for (const lane of state.lanes.filter(isDrawn)) {
      for (let k = 0; k < lane.x.length; k++) {
        const axis = k % 2;
        const value = lane.x[k];
        if (value < own[2 * axis] - 2 * reach[axis] || value > own[2 * axis + 1] + 2 * reach[axis]) continue;
        if (value < bounds[2 * axis]) bounds[2 * axis] = value - 0.04 * reach[axis];
        if (value > bounds[2 * axis + 1]) bounds[2 * axis + 1] = value + 0.04 * reach[axis];
      }
    }
    return bounds.every((value, i) => value === own[i]) ? null : bounds;
  }

  function enlarge(name) {
    const same = root.classList.contains("filling") && (root.dataset.enlarged ?? null) === name;
    root.classList.toggle("filling", !same);
    if (name && !same) root.dataset.enlarged = name;
    else delete root.dataset.enlarged;
    if (same && document.fullscreenElement) document.exitFullscreen();
    else if (!same && !document.fullscreenElement) root.requestFullscreen?.().catch(() => {});
  }

  function leftFullScreen() {
    if (document.fullscreenElement) return;
    root.classList.remove("filling");
    delete root.dataset.enlarged;
  }

  // What comes back.

  function takeLanes(lanes, { asked, start }, whole) {
    const error = lanes.findIndex((lane) => lane?.error);
    store.set({ lanes, notice: error < 0 ? "" : `${labels()[error]}: ${lanes[error].error}` });
    timeline.setLength(Math.max(0, ...lanes.filter(isDrawn).map((lane) => lane.steps)));
    name();
    scene.takeLanes({ moving });
    showStep(true);
    if (whole) root.dataset.revision = ++revision;
    handle.show(startOf(state));
    root.dispatchEvent(new CustomEvent("stage:painted", { bubbles: true, detail: { revision, asked, start, whole, painted: performance.now() } }));
    if (!moving) {
      showResults();
      refocus();
    }
    open();
  }

  function takeTerrain(terrain, coarse) {
    store.set({ terrain });
    if (coarse) scene.sketch(terrain);
    else scene.takeTerrain(terrain);
    handle.show(startOf(state));
    open();
  }

  /** Once terrain and runs are painted: Plotly takes over, and the race plays once by itself. */
  async function open() {
    if (opened || !state.terrain || !state.lanes.some(isDrawn)) return;
    opened = true;
    root.dataset.ready = "canvas";
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    try {
      await scene.adopt(await loadPlotly(new URL(vendor, document.baseURI).href));
      root.dataset.ready = "plotly";
    } catch {
      store.set({ notice: "The axes and the surface could not be loaded. Reload the page to try again." });
    }
    begin();
  }

  function begin() {
    if (wantedStep !== null) timeline.seek(wantedStep);
    else if (state.data.view.autoplay && !window.matchMedia("(prefers-reduced-motion: reduce)").matches) timeline.play();
  }

  // What is shown.

  function frame(position) {
    scene.draw(position);
    showStep(false);
  }

  function showStep(force) {
    const { step } = timeline;
    if (step === shownStep && !force) return;
    shownStep = step;
    root.dataset.step = step;
    transport.show(step, timeline.length);
    const now = performance.now();
    if (timeline.playing && now - wordsAt < WORDS && step < timeline.length) return;
    wordsAt = now;
    legend.show(state.lanes, step);
    if (timeline.playing) return;
    focus.show();
    focus.look(() => scene.draw(timeline.position));
    if (state.race.lanes.some((_, lane) => changesOf(state.race, lane).length)) tray.show();
  }

  function playing() {
    transport.showPlaying();
    if (timeline.playing) return;
    showStep(true);
    legend.say(state.lanes, timeline.step);
    address.touch();
  }

  function name() {
    const now = canonical([labels(), state.theme.dark, state.data.style]);
    if (now === names) return;
    names = now;
    legend.name(labels(), state.theme);
    legend.select(state.selected);
  }

  function showResults() {
    results.show(state.lanes, labels(), state.theme, protocolOf(state.race, state.data, startOf(state)));
  }

  function showChanges() {
    const { length } = timeline;
    transport.showChanges(length ? listChanges(state, act).map((entry) => ({ ...entry, part: entry.step / length })) : []);
  }

  function refocus() {
    if (moving) return;
    focus.ask();
    focus.show();
    focus.look(() => scene.draw(timeline.position));
    scene.draw(timeline.position);
  }

  // Terrain follows the map's window.

  function askTerrain(coarse) {
    const place = placeOf(state.race);
    if (home?.place === place) questions.terrain(state.race, scene.map.fitted(state.window ?? home.window), map.area(), coarse);
    else {
      questions.home(state.race, (window) => {
        home = { place, window };
        askTerrain(coarse);
      });
    }
  }

  function askTerrainSoon() {
    clearTimeout(terrainTimer);
    terrainTimer = setTimeout(() => askTerrain(false), REST);
  }

  function rested(window) {
    store.set({ window });
    askTerrainSoon();
  }

  function turned(camera) {
    store.set({ camera: cameraNumbers(camera) });
  }

  function query() {
    const { length, step } = timeline;
    const pausedAt = !timeline.playing && length && step > 0 ? step : null;
    return queryOf(state.data.link ?? "", { ...state, step: pausedAt });
  }

  return {
    /** Takes new data: another theme, another race, an acknowledgement, an answer. */
    update(data) {
      carrier.deliver(data.answer);
      const again = state.theme !== null;
      const before = state.data;
      store.set({ data, theme: readTheme(root, data.style) });
      scene.label(data.surface.labels ?? ["x", "y"]);
      const settled = (data.acknowledged ?? 0) >= edits && !moving;
      const race = again && !settled ? state.race : data.race;
      const fresh = again && data.nonce !== before.nonce;
      const otherPicture = canonical(pictureOf(race)) !== canonical(pictureOf(state.race));
      const otherRace = canonical(race) !== canonical(state.race);
      if (fresh) reset(data.view);
      if (race.shared.surface !== state.race.shared.surface) store.set({ window: null });
      if (state.selected !== null && state.selected >= race.lanes.length) store.set({ selected: null });
      store.set({ race });
      name();
      tray.show();
      if (!again || otherPicture || fresh) askTerrain(false);
      else if (state.terrain) scene.takeTerrain(state.terrain);
      if (!again || otherRace || fresh) questions.race(race, { asked: performance.now(), start: race.shared.start ?? null });
      else if (state.lanes.length) scene.takeLanes({ moving });
    },
    close() {
      timeline.close();
      clearTimeout(terrainTimer);
      questions.close();
      address.close();
      handle.close();
      scene.close();
      document.removeEventListener("fullscreenchange", leftFullScreen);
      root.remove();
    },
  };

  function reset(next) {
    store.set({ window: next.window ?? null, camera: next.camera ?? null, hide: next.hide, speed: next.speed, loop: next.loop, selected: next.selected, arrows: next.arrows ?? [] });
    scene.relief.turn(cameraOf(state.camera));
    timeline.seek(0);
    wantedStep = next.step;
    setTimeout(begin);
  }
}
