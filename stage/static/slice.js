/** A surface of many variables is shown as a slice: how faint a run is where it leaves it, and the two losses there. */

import { brief, steady } from "./format.js";
import { isDrawn, stepOf } from "./lanes.js";
import { element, setText } from "./panel.js";

/** What lies this many of the surface's lengths off the slice is drawn a grade fainter. */
const GRADES = [0.02, 0.2, 0.6];
/** How much is left of a path in each grade. */
export const FADES = [1, 0.62, 0.38, 0.22];

/** The grade of each point of a lane by its distance off the slice; null where there is nothing off it. */
export function gradesOf(lane, length) {
  return lane.away && Uint8Array.from(lane.away, (away) => GRADES.filter((grade) => away > grade * length).length);
}

/** What a slice cannot show. */
const CAUTION =
  "The map is a slice through more variables than it can show. The farther a run is off it, the fainter it is drawn: the " +
  "contours there are not the run's own losses, and a hollow or a wall in the slice need not be one for the run.";

/** The lines that say how far a run is off the slice, what that does to its loss, and what a slice cannot show. */
export function createSlice() {
  const said = element("p", {});
  const root = element(
    "section",
    { class: "slice", "aria-label": "Slice", "data-testid": "slice", hidden: true },
    element("h3", {}, "Slice"),
    said,
    element("p", { class: "small" }, CAUTION),
  );
  return {
    root,
    /** Says where a run is at a step. */
    show(lane, label, step) {
      root.hidden = !(isDrawn(lane) && lane.away && lane.slice);
      if (root.hidden) return;
      const k = stepOf(lane, step);
      const losses = `Its loss is ${steady(lane.loss[k], 3)}, that of the slice ${steady(lane.slice[k], 3)}.`;
      setText(said, `${label} is ${brief(lane.away[k], 3)} off it. ${losses}`);
    },
  };
}
