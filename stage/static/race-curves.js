/** The curves of a race: what of the runs each one shows, on which scale, and how much of that at the least. */

import { logarithm, ratesOf, symmetric } from "./curves.js";
import { isDrawn } from "./lanes.js";

/** How many powers of ten of a learning rate are shown at the least: it is drawn there. */
const DRAWABLE = 3;

/** Something of each lane; null of those that are not there. */
export const ofLanes = (read) => (lanes, asked) => lanes.map((lane) => (isDrawn(lane) ? read(lane, asked) : null));

/**
 * A curve in a scene. `lines` gives the values of each line, or null; `scale` the axis; `span` how much of it is shown at
 * the least; `look` the colours, where lines are not lanes; `heading` what stands above it. All but the title are asked
 * anew whenever lanes arrive.
 */
export const RACE_CURVES = {
  loss: {
    title: "Loss",
    lines: ofLanes((lane, { gap }) => (gap ? lane.gap : lane.loss)),
    scale: ({ gap }) => (gap ? logarithm : symmetric),
    heading: ({ gap }) => (gap ? "Loss \u2212 minimum" : "Loss, symmetric log"),
  },
  gradient: { title: "Gradient norm", lines: ofLanes((lane) => lane.slope), scale: () => logarithm },
  rate: {
    title: "Effective rate",
    lines: ofLanes((lane, { coordinate }) => ratesOf(lane, coordinate)),
    scale: () => logarithm,
    span: ({ coordinate }) => (coordinate === null ? DRAWABLE : 0),
    heading: ({ coordinate }) => (coordinate === null ? "Learning rate" : "Effective rate"),
  },
};
