/** The terrain of a training as it is shown: one loss, both side by side, or one between them. */

import { between } from "./terrain.js";

/** @param {object} options state, scene: the stage's. */
export function createMorph({ state, scene }) {
  let terrain = null;
  let second = null;
  let part = 0;

  const shown = () => (state.plane.part === "both" && second ? between(terrain, second, part) : terrain);

  function show() {
    scene.takeTerrain(shown(), Promise.resolve(), second ?? terrain);
  }

  return {
    show,
    get there() {
      return terrain !== null;
    },
    /** Takes the losses over the plane, and the others where both were asked for. */
    take(made, other = null) {
      terrain = made;
      second = other;
      show();
    },
    /** Goes to another part of the way from training to test. */
    mix(next, resting) {
      part = next;
      if (!second) return;
      if (resting) show();
      else scene.sketch(shown());
    },
    reset() {
      part = 0;
    },
    /** Puts the second map in the place of the surface, or takes it away. */
    arrange() {
      const aside = state.plane.part === "aside";
      scene.panels.aside.root.hidden = !aside;
      scene.panels.surface.root.hidden = aside;
      if (aside) scene.panels.aside.measure();
    },
  };
}
