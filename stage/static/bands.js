/** Bands along an axis: neighbouring values of one kind, as a strip under the plot with their names, and a key to them. */

import { element } from "./panel.js";

/** What each kind means, as `experiments/response.py` decides it. */
const MEANINGS = {
  "too small": "still on its way down",
  good: "at most 1% of what there was to gain is left above the best result",
  oscillating: "ends above the lowest that it had reached",
  diverged: "ends above the start, or leaves the numbers",
  elsewhere: "neither, above the best value: it has come to rest in another place, or crawls",
};

const HEIGHT = 13;
/** From the axis' foot to the strip: below the numbers and the axis' title. */
const BELOW = 34;
/** Pixels around a name. */
const ROOM = 6;

/** How much of the text's colour a band's strip has, and what stands for its name where there is no room. */
const STRENGTH = { "too small": 0.1, good: 0.34, oscillating: 0.2, diverged: 0.14, elsewhere: 0.1 };

const colorOf = (kind, theme) => (kind === "good" ? theme.accent : kind === "diverged" ? theme.alarm : theme.text);

/** A line for each kind that is there: its colour, its name, what it means. */
export function bandKey(bands, theme) {
  const kinds = Object.keys(MEANINGS).filter((kind) => bands.some((band) => band.kind === kind));
  return kinds.map((kind) => {
    const strength = Math.round(100 * STRENGTH[kind]);
    const square = element("i", { style: `background: color-mix(in srgb, ${colorOf(kind, theme)} ${strength}%, transparent)` });
    return element("li", {}, square, element("b", {}, kind), `: ${MEANINGS[kind]}`);
  });
}

/** @param {object} panel */
export function createBands(panel) {
  return {
    /**
     * @param {{kind: string, low: number, high: number}[]} bands ascending.
     * @param {{to: (value: number) => number}} place
     */
    paint(bands, place, theme) {
      const { ground } = panel;
      const { y, height } = panel.area();
      const top = y + height + BELOW;
      ground.font = `10.5px ${theme.font}`;
      ground.textAlign = "center";
      ground.textBaseline = "middle";
      bands.forEach(({ kind, low, high }, i) => {
        const from = i ? (place.to(bands[i - 1].high) + place.to(low)) / 2 : place.to(low);
        const to = i < bands.length - 1 ? (place.to(high) + place.to(bands[i + 1].low)) / 2 : place.to(high);
        const width = to - from;
        ground.globalAlpha = STRENGTH[kind];
        ground.fillStyle = colorOf(kind, theme);
        ground.fillRect(from, top, Math.max(width - 1, 1), HEIGHT);
        if (kind === "good") ground.fillRect(from, y, Math.max(width - 1, 1), height);
        ground.globalAlpha = 1;
        ground.fillStyle = theme.text;
        if (ground.measureText(kind).width + ROOM < width) ground.fillText(kind, (from + to) / 2, top + HEIGHT / 2 + 0.5);
      });
    },
  };
}
