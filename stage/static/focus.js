/** What hangs on one step of one run: arrows at the head, curvature there, the anatomy of the update. */

import { drawArrows, magnification } from "./arrows.js";
import { brief } from "./format.js";
import { isDrawn, stepOf } from "./lanes.js";
import { element, setText } from "./panel.js";
import { pictureOf } from "./race.js";
import { createSlice } from "./slice.js";
import { canonical } from "./wire.js";

/** The lane that one-lane things show: the selected one, or the first. */
const focusOf = ({ selected, lanes }) => (selected !== null && selected < lanes.length ? selected : 0);

/** The columns of a 2 × 2 matrix: one eigenvector each. */
const columns = ([[a, b], [c, d]]) => [
  [a, c],
  [b, d],
];

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} questions
 * @param {object} anatomy the panel.
 * @param {() => string[]} labels
 * @param {() => void} redraw draws the current moment again.
 */
export function createFocus({ store, timeline, questions, anatomy, labels, redraw }) {
  const { state } = store;
  const slice = createSlice();
  const scale = element("p", { class: "key moment" });
  let curvature = null;
  let place = "";

  const rowOf = (lane) => state.data.optimizers[state.race.lanes[lane].optimizer] ?? {};
  const wantsAnatomy = () => anatomy.open || state.arrows.includes("momentum") || state.arrows.includes("lookahead");

  /** Asks for the curvature at the head, once for each place. */
  function look() {
    const lane = state.lanes[focusOf(state)];
    if (!state.arrows.includes("curvature") || !isDrawn(lane)) return;
    const k = stepOf(lane, timeline.step);
    const point = [lane.x[2 * k], lane.x[2 * k + 1]];
    const here = canonical([pictureOf(state.race), point]);
    if (place === here) return;
    place = here;
    questions.curvature(point, ({ eigenvalues, eigenvectors }) => {
      curvature = { here, eigenvalues: eigenvalues[0], eigenvectors: columns(eigenvectors[0]) };
      redraw();
    });
  }

  /** Shows the current step's numbers and arrows. */
  function refresh() {
    if (anatomy.open && state.lanes.length) {
      const lane = focusOf(state);
      anatomy.describe(rowOf(lane), state.data.surface);
      const last = (isDrawn(state.lanes[lane]) ? state.lanes[lane].steps : timeline.length) - 1;
      if (rowOf(lane).anatomy) anatomy.show(state.anatomy, labels()[lane], Math.max(0, Math.min(timeline.step, last)));
      else anatomy.complain(`${labels()[lane]} has no account line by line.`);
    }
    look();
    redraw();
  }

  /** What is drawn of a lane; nothing where another one is set apart. */
  function arrowsOf(lane, i) {
    const one = focusOf(state);
    if (!isDrawn(lane) || (state.selected !== null && i !== one)) return null;
    const what = {
      arrows: state.arrows,
      color: state.theme.lane(i).color,
      anatomy: i === one ? state.anatomy?.arrays : null,
      curvature: i === one && curvature?.here === place ? curvature : null,
    };
    return { lane, what };
  }

  return {
    refresh,
    slice: slice.root,
    /** Says in numbers how far off the slice the run in focus is. */
    say() {
      const lane = focusOf(state);
      slice.show(state.lanes[lane], labels()[lane], timeline.step);
    },
    /** Asks for what the lane in focus needs: called when a race, a selection or a wish has changed and rests. */
    ask() {
      const lane = focusOf(state);
      if (wantsAnatomy() && isDrawn(state.lanes[lane]) && rowOf(lane).anatomy) questions.anatomy(lane);
      refresh();
    },
    /** Draws the arrows on the map. */
    draw({ panel, mapping }) {
      // This is called for every frame: without arrows there is nothing to be done.
      if (!state.arrows.length) return void (scale.isConnected && scale.remove());
      const shown = state.lanes.map(arrowsOf).filter(Boolean);
      const factor = magnification(mapping, shown, timeline.step);
      setText(scale, `arrows \u00d7 ${brief(factor)}`);
      scale.hidden = factor === 1;
      if (!scale.isConnected) panel.plane.append(scale);
      panel.within(panel.heads, () => {
        for (const { lane, what } of shown) drawArrows(panel.heads, mapping, lane, timeline.step, what, factor);
      });
    },
  };
}
