/** What is said in words and numbers as time goes on: often while it plays, in full when it stands still. */

import { changesOf, titlesOf } from "./race.js";
import { listChanges } from "./tray.js";
import { canonical } from "./wire.js";

/** Milliseconds between two places of the slider, and between two readings, while the clock runs. */
const SLIDE = 30;
const PAUSE = 120;
/** Milliseconds for which time must stand still before the standings are spoken. */
const QUIET = 500;

/** The lanes' names: Python's, or the optimizers' titles until Python has named a lane that came or went. */
export function currentLabels({ race, data }) {
  return data.labels?.length === race.lanes.length ? data.labels : titlesOf(race, data.optimizers);
}

/**
 * @param {HTMLElement} root the stage.
 * @param {object} parts transport, legend, tray, results, focus.
 * @param {object} act what buttons do.
 */
export function createWords({ root, store, timeline, parts: { transport, legend, tray, results, focus }, act }) {
  const { state } = store;
  let slid = 0;
  let told = 0;
  let shown = -1;
  let names = "";
  let speaking = 0;

  const say = () => timeline.playing || legend.say(state.lanes, timeline.step);

  /** Shows the step; `force` where something else than the step has changed. */
  function step(force) {
    const now = timeline.step;
    if (now === shown && !force) return;
    shown = now;
    root.dataset.step = now;
    const time = performance.now();
    const since = (before) => (timeline.playing && now < timeline.length ? time - before : Infinity);
    if (since(slid) > SLIDE) {
      transport.show(now, timeline.length);
      slid = time;
    }
    if (since(told) < PAUSE) return;
    told = time;
    legend.show(state.lanes, now, state.veiled);
    focus.say();
    if (timeline.playing) return;
    focus.refresh();
    clearTimeout(speaking);
    speaking = setTimeout(say, QUIET);
    if (state.race.lanes.some((_, lane) => changesOf(state.race, lane).length)) tray.show();
  }

  function tell() {
    results.show(state, currentLabels(state), act.link);
    legend.show(state.lanes, timeline.step, state.veiled);
  }

  return {
    step,
    /** Names the lanes, where their names or looks have changed. */
    name() {
      const labels = currentLabels(state);
      const now = canonical([labels, state.theme.dark, state.data.style]);
      if (now === names) return;
      names = now;
      legend.name(labels, state.theme);
      legend.select(state.selected);
      if (shown >= 0) tell();
    },
    close: () => clearTimeout(speaking),
    results: tell,
    /** Shows what the selection and the race have: the tray's numbers, and the changes along the bar. */
    settings() {
      legend.select(state.selected);
      tray.show();
      focus.say();
      const { length } = timeline;
      transport.showChanges(
        length ? listChanges(state, act).map((entry) => ({ ...entry, part: entry.step / length })) : [],
      );
    },
  };
}
