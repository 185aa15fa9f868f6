/** Which window of the surface is looked at, and the terrain for it: the surface's own, or what the visitor chose. */

import { isDrawn } from "./lanes.js";

/** How long a hand must rest before the terrain is asked for in full. */
const REST = 150;
/** How many windows away a run may go and still be fitted. */
const REACH = 2;
const MARGIN = 0.04;

/** What decides a surface's own window. */
const placeOf = ({ shared }) => [shared.surface, shared.frame_angle, shared.frame_dx, shared.frame_dy].join();

/** A window widened to hold the runs up to a step, those that blow up left aside. */
function holding(own, lanes, upTo) {
  const bounds = [...own];
  const sides = [own[1] - own[0], own[3] - own[2]];
  for (const { x } of lanes.filter(isDrawn)) {
    for (let k = 0; k < x.length && k < 2 * (upTo + 1); k++) {
      const [axis, value] = [k % 2, x[k]];
      const [low, high] = [2 * axis, 2 * axis + 1];
      if (value < own[low] - REACH * sides[axis] || value > own[high] + REACH * sides[axis]) continue;
      bounds[low] = Math.min(bounds[low], value - MARGIN * sides[axis] * (value < own[low]));
      bounds[high] = Math.max(bounds[high], value + MARGIN * sides[axis] * (value > own[high]));
    }
  }
  return bounds;
}

export function createLookout({ store, timeline, scene, questions }) {
  const { state } = store;
  const area = scene.panels.map.area();
  let home = null;
  let timer = 0;

  /** Asks for the terrain of the window; the surface's own is asked for first where it is not known. */
  function ask(coarse) {
    const place = placeOf(state.race);
    if (home?.place === place) {
      questions.terrain(state.race, scene.map.fitted(state.window ?? home.window), area, coarse);
      return;
    }
    questions.home(state.race, (window) => {
      home = { place, window };
      ask(coarse);
    });
  }

  return {
    ask,
    /** Asks for the full terrain when the hand has rested for a moment. */
    soon() {
      clearTimeout(timer);
      timer = setTimeout(ask, REST, false);
    },
    /** Looks at the whole surface, and at the runs where they leave it. */
    fit() {
      const window = home && holding(home.window, state.lanes, state.veiled ? timeline.step : Infinity);
      store.set({ window: window?.some((value, i) => value !== home.window[i]) ? window : null });
      ask(false);
    },
    close: () => clearTimeout(timer),
  };
}
