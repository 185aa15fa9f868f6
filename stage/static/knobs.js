/** Sliders for knobs: those of a lane's optimizer, and those of the surface. Whole-number knobs compile, and are elsewhere. */

import { title } from "./format.js";
import { runOf, settingAt, withSetting, withSurfaceKnob } from "./race.js";
import { createSlider } from "./slider.js";

const live = (knobs) => knobs.filter((knob) => !knob.static);

/**
 * The sliders of a lane's knobs.
 * @param {object} state
 * @param {number} lane
 * @param {object} by
 * @param {() => number} by.step the current step.
 * @param {() => number|null} by.from the step from which a change holds; null for the whole run.
 * @param {object} by.act change(race), rest().
 */
export function laneSliders(state, lane, { step, from, act }) {
  const { knobs } = state.data.optimizers[runOf(state.race, lane).optimizer];
  return live(knobs).map((knob) => {
    const { name } = knob;
    const [low, high] = state.lanes[lane].ranges[name];
    const move = (value) => act.change(withSetting(state.race, lane, name, value, from()));
    const slider = createSlider({ ...knob, label: title(name), low, high }, move, act.rest);
    const show = () => {
      // What was asked for counts before what has been answered, or a slider would run back under the hand.
      const base = runOf(state.race, lane).hyperparameters?.[name] ?? state.lanes[lane].settings[name];
      slider.show(settingAt(state.race, lane, name, step(), base));
    };
    return { root: slider.root, show };
  });
}

/** The sliders of the surface's knobs. */
export function surfaceSliders(state, act) {
  return live(state.data.surface.knobs).map((knob) => {
    const { name } = knob;
    const move = (value) => act.change(withSurfaceKnob(state.race, name, value));
    const slider = createSlider({ ...knob, label: title(name) }, move, act.rest);
    const show = () => slider.show(state.race.shared.surface_knobs?.[name] ?? state.data.surface.values[name]);
    return { root: slider.root, show };
  });
}
