/** What hangs on one step of one run: arrows at the head, curvature there, the anatomy of the update. */

import { drawArrows } from "./arrows.js";
import { isDrawn, stepOf } from "./lanes.js";

/** The lane that one-lane things show: the selected one, or the first. */
export const focusOf = ({ selected, lanes }) => (selected !== null && selected < lanes.length ? selected : 0);

/** The columns of a 2 × 2 matrix: one eigenvector each. */
const columns = ([[a, b], [c, d]]) => [[a, c], [b, d]];

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} questions
 * @param {object} anatomy the panel.
 * @param {() => string[]} labels
 */
export function createFocus({ store, timeline, questions, anatomy, labels }) {
  const { state } = store;
  let curvature = null;
  let place = "";

  function wantsAnatomy() {
    return anatomy.open || state.arrows.includes("momentum") || state.arrows.includes("lookahead");
  }

  return {
    /** Asks for what the lane in focus needs; called when a race, a selection or a wish has changed and rests. */
    ask() {
      const lane = focusOf(state);
      if (wantsAnatomy() && isDrawn(state.lanes[lane])) questions.anatomy(lane);
    },
    /** Asks for the curvature at the head, once for each place. */
    look(then) {
      const lane = state.lanes[focusOf(state)];
      if (!state.arrows.includes("curvature") || !isDrawn(lane)) return;
      const k = stepOf(lane, timeline.step);
      const point = [lane.x[2 * k], lane.x[2 * k + 1]];
      if (place === point.join()) return;
      place = point.join();
      questions.curvature(point, (facts) => {
        if (place !== point.join()) return;
        curvature = { place, eigenvalues: facts.eigenvalues[0], eigenvectors: columns(facts.eigenvectors[0]) };
        then();
      });
    },
    /** Draws the arrows on the map. */
    draw({ panel, mapping }) {
      if (!state.arrows.length) return;
      const { x, y, width, height } = panel.area();
      panel.heads.save();
      panel.heads.beginPath();
      panel.heads.rect(x, y, width, height);
      panel.heads.clip();
      const one = focusOf(state);
      state.lanes.forEach((lane, i) => {
        if (!isDrawn(lane) || (state.selected !== null && i !== one)) return;
        drawArrows(panel.heads, mapping, lane, timeline.step, {
          arrows: state.arrows,
          color: state.theme.lane(i).color,
          anatomy: i === one ? state.anatomy?.arrays : null,
          curvature: i === one && curvature?.place === place ? curvature : null,
        });
      });
      panel.heads.restore();
    },
    /** Shows the anatomy of the current step. */
    show() {
      if (!anatomy.open || !state.lanes.length) return;
      const lane = focusOf(state);
      anatomy.describe(state.data.optimizers[state.race.lanes[lane].optimizer], state.data.surface);
      anatomy.show(state.anatomy, labels()[lane], timeline.step);
    },
  };
}
