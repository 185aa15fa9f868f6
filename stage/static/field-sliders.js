/** The live numbers of a field: a rate for each of its runs, or a knob of the surface under all of them. */

import { title } from "./format.js";
import { element } from "./panel.js";
import { runOf, withSetting, withSurfaceKnob } from "./race.js";
import { createSlider } from "./slider.js";

/**
 * @param {object} state data, race.
 * @param {object} act change(race), rest().
 */
export function createFieldSliders(state, act) {
  const root = element("div", { class: "field-sliders" });
  let built = "";
  let sliders = [];

  function sliderOf(knob) {
    const { lane, name } = knob;
    const change = (value) =>
      act.change(lane === null ? withSurfaceKnob(state.race, name, value) : withSetting(state.race, lane, name, value));
    const slider = createSlider({ ...knob, label: knob.label ?? title(name) }, change, act.rest);
    const given = () => runOf(state.race, lane ?? 0)[lane === null ? "surface_knobs" : "hyperparameters"]?.[name];
    return { root: slider.root, show: () => slider.show(given() ?? knob.value) };
  }

  return {
    root,
    show() {
      const ask = JSON.stringify(state.data.sliders);
      if (ask !== built) {
        built = ask;
        sliders = state.data.sliders.map(sliderOf);
        root.replaceChildren(...sliders.map((slider) => slider.root));
      }
      for (const slider of sliders) slider.show();
    },
  };
}
