/** How the stage opens: terrain and runs on canvas first, then Plotly takes over, then the race plays once by itself. */

import { isDrawn } from "./lanes.js";
import { loadPlotly, onScreen } from "./plotly.js";

/**
 * Hands the views to Plotly once the first picture has been painted, and says on the root how that went.
 * @param {HTMLElement} root the stage.
 * @param {(plotly: object) => Promise<void>} adopt
 * @param {string} vendor where Plotly lies.
 * @returns {Promise<string>} what there is to complain of; empty where all went well.
 */
export async function handOver(root, adopt, vendor) {
  root.dataset.ready = "canvas";
  await onScreen();
  try {
    await adopt(await loadPlotly(new URL(vendor, document.baseURI).href));
    root.dataset.ready = "plotly";
    return "";
  } catch {
    root.dataset.ready = "plain";
    return "The axes and the surface could not be loaded. Reload the page to try again.";
  }
}

/**
 * @param {HTMLElement} root the stage.
 * @param {object} store
 * @param {object} timeline
 * @param {object} scene
 * @param {object} screen
 * @param {string} vendor where Plotly lies.
 */
export function createOpening({ root, store, timeline, scene, screen, vendor }) {
  const { state } = store;
  let opened = false;
  let due = false;
  let wanted = state.data.view.step;

  /** Goes to the step that the data ask for, or plays; once there is a lane, since without one there is no time. */
  function begin() {
    due = !state.lanes.some(isDrawn);
    if (due) return;
    if (wanted !== null) timeline.seek(wanted);
    else if (state.data.view.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) timeline.play();
  }

  return {
    /** Opens as soon as terrain and runs are painted, once; after `again`, begins anew. */
    async open() {
      if (due) begin();
      if (opened || !state.terrain || !state.lanes.some(isDrawn)) return;
      opened = true;
      const notice = await handOver(root, scene.adopt, vendor);
      if (notice) store.set({ notice });
      // Not before: Plotly draws only views that are seen.
      if (!state.data.compact) screen.begin(state.data.view.enlarged);
      begin();
    },
    /** Begins anew with another view, at the next `open`: the lanes that are there may be another race's. */
    again({ step }) {
      timeline.seek(0);
      wanted = step;
      due = true;
    },
  };
}
