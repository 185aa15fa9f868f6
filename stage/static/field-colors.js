/** What the colours of a field mean: for each kind of picture a colour for every cell, a legend, and words for a cell. */

import { brief, count, steady } from "./format.js";
import { isGlobal } from "./landmarks.js";
import { channels, mixed } from "./theme.js";

/** Even to the eye and to every kind of colour vision (viridis, by S. van der Walt and N. Smith), slow to fast. */
const SCALE = "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725".split(" ").map((hex) => `#${hex}`);
const NONE = 0;
const ESCAPED = -2;
/** Ends at no known minimum that stay in sight: which of the shares that are told it is, its grey (so much of the text's colour), its words. */
const OTHERS = {
  [-1]: { share: "elsewhere", grey: 0.2, text: "settled elsewhere", said: (most) => `settled at no known minimum after ${count(most, "step")}` },
  [-3]: { share: "saddle", grey: 0.85, text: "at a saddle", said: () => "ends at a saddle: the slope is as good as zero there, and a way leads down" },
  [-4]: { share: "moving", grey: 0.45, text: "still moving", said: (most) => `still moving after ${count(most, "step")}` },
};
/** How far the slowest of a basin fades into the page. */
const FADE = 0.72;
const SHADES = 32;
/** The share of trainings that are too few to set the scale of their map. */
const FEW = 0.02;
/** So many colours tell minima apart; then they come again. */
const LANES = 12;

const packed = (color) => {
  const [red, green, blue] = channels(color);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
};

const table = Array.from({ length: 256 }, (_, i) => {
  const at = (i / 255) * (SCALE.length - 1);
  const k = Math.min(Math.floor(at), SCALE.length - 2);
  return [SCALE[k], SCALE[k + 1], at - k];
}).map(([low, high, t]) => packed(mixed(low, high, t)));
const shade = (t) => table[Math.round(255 * Math.min(Math.max(t, 0), 1))];

/** How late a step is on a logarithmic scale: 0 at once, 1 at the end. */
const lateness = (step, steps) => Math.log1p(step) / Math.log1p(steps);

const DIVERGED = { text: "diverged", hatched: true };
const shortOf = (theme) => mixed(theme.background, theme.text, 0.2);

/** The range of the finite logarithms of an array's numbers. */
function decades(data) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data ?? []) {
    if (!(value > 0 && value < Infinity)) continue;
    const power = Math.log10(value);
    if (power < low) low = power;
    if (power > high) high = power;
  }
  return low < high ? [low, high] : [-1, 0];
}

/** Steps until the gap has closed. */
function steps(picture, theme) {
  const most = picture.facts.steps;
  const short = packed(shortOf(theme));
  return {
    color: ({ reached, outcome }, at) =>
      reached[at] <= most ? shade(1 - lateness(reached[at], most)) : outcome[at] === 2 ? NONE : short,
    scale: { colors: [...SCALE].reverse(), ends: ["0", brief(most)], title: "steps to get there, log(1 + steps)" },
    patches: [{ text: "not there", color: shortOf(theme) }, DIVERGED],
  };
}

/** The losses of a picture that have not diverged. */
const lossesOf = ({ level }) => level?.arrays.loss?.filter((_, at) => level.arrays.outcome[at] !== 2);

/** Colours of losses between two powers of ten; `below` says that some are lower, in the colour of the lowest. */
function ramp([low, high], below = false) {
  const ends = [`${below ? "\u2264 " : ""}${brief(10 ** low, 2)}`, brief(10 ** high, 2)];
  return {
    color: ({ loss, outcome }, at) =>
      outcome[at] === 2 ? NONE : shade(1 - (Math.log10(Math.max(loss[at], 1e-45)) - low) / (high - low)),
    scale: { colors: [...SCALE].reverse(), ends, title: "final loss (log)" },
  };
}

const losses = (picture) => ({ ...ramp(decades(lossesOf(picture))), patches: [DIVERGED] });

/** How low trainings end. The very few that end far below all others share their colour, or nothing else could be seen. */
function trainings(picture) {
  const sorted = lossesOf(picture)?.sort() ?? [];
  const common = sorted.subarray?.(Math.floor(FEW * sorted.length)) ?? [];
  const range = decades(common);
  const patches = [{ ...DIVERGED, text: "diverged: ends above its start" }];
  return { ...ramp(range, sorted[0] < 10 ** range[0] * 0.999), patches };
}

function outcomes(picture, theme) {
  const [trained, short] = [SCALE[4], shortOf(theme)];
  const colors = [packed(trained), packed(short), NONE];
  return {
    color: ({ outcome }, at) => colors[outcome[at]],
    patches: [{ text: "trained", color: trained }, { text: "not there", color: short }, DIVERGED],
  };
}

/** By how much the distance to the minimum shrinks at each step; 1 is the edge of stability. */
function factors(picture) {
  const known = [...(picture.level?.arrays.factor ?? [])].filter((value) => value < 1);
  const low = Math.min(0.99, ...known);
  return {
    color: ({ factor }, at) => (factor[at] < 1 ? shade((1 - factor[at]) / (1 - low)) : NONE),
    scale: { colors: [...SCALE].reverse(), ends: [brief(low, 2), "1"], title: "measured factor per step" },
    patches: [{ ...DIVERGED, text: "grows" }],
    line: { name: "theory", level: 1, text: "edge of stability in theory" },
  };
}

/** The colour of a minimum: not that of one of the two runs, which have the first two. */
const colorOf = (minimum, theme) => theme.lane((minimum + 2) % LANES).color;

/** Where a start leads: a colour for each minimum, fading with the time it takes. */
function basins(picture, theme) {
  const { minima, steps: most } = picture.facts;
  const greyOf = ({ grey }) => mixed(theme.background, theme.text, grey);
  const greys = Object.fromEntries(Object.entries(OTHERS).map(([end, other]) => [end, packed(greyOf(other))]));
  const shades = Array.from({ length: Math.min(minima.length, LANES) }, (_, i) => {
    const color = colorOf(i, theme);
    return Array.from({ length: SHADES }, (_, k) => packed(mixed(color, theme.background, (FADE * k) / (SHADES - 1))));
  });
  return {
    color: ({ minimum, reached }, at) => {
      if (minimum[at] === ESCAPED) return NONE;
      if (minimum[at] < 0) return greys[minimum[at]];
      return shades[minimum[at] % LANES][Math.round((SHADES - 1) * Math.min(lateness(reached[at], most), 1))];
    },
    patches: [
      ...(minima.length > LANES ? [] : minima).map((minimum, i) => ({
        text: `${i + 1}${isGlobal(minimum, minima) ? "" : ", local"}`,
        color: colorOf(i, theme),
      })),
      ...Object.values(OTHERS).map(({ share, text, grey }) => ({ share, text, color: greyOf({ grey }) })),
      { ...DIVERGED, share: "escaped", text: "escaped" },
    ],
    note: minima.length > LANES ? `${minima.length} minima, whose colours come again; paler is slower` : "minima by number; paler is slower",
  };
}

/** Where two pictures of basins differ. */
export function differences([first, second], theme, labels) {
  const best = new Set(first.facts.global);
  const colors = [theme.lane(0).color, theme.lane(1).color, mixed(theme.background, theme.text, 0.62)];
  const values = colors.map(packed);
  const same = packed(mixed(theme.background, theme.text, 0.07));
  return {
    color(a, b) {
      if (a === b) return same;
      const [one, two] = [best.has(a), best.has(b)];
      return values[one && !two ? 0 : two && !one ? 1 : 2];
    },
    patches: [
      { text: `only ${labels[0]} reaches a global minimum`, color: colors[0] },
      { text: `only ${labels[1]}`, color: colors[1] },
      { text: "they end apart", color: colors[2] },
      { text: "alike", color: mixed(theme.background, theme.text, 0.07) },
    ],
  };
}

const KINDS = { steps, loss: losses, outcome: outcomes, factor: factors, basins, trainability: trainings };

/** The colours of a picture, and what they mean. */
export const meaningOf = (kind, picture, theme) => KINDS[kind](picture, theme);

/** Whether the run of a cell diverged. */
export const isLost = (picture, column, row) =>
  picture.at("outcome", column, row) === 2 || picture.at("minimum", column, row) === ESCAPED;

/** What a cell says, in words. */
export function wordsOf(picture, column, row) {
  const at = (name) => picture.at(name, column, row);
  const { steps: most, minima } = picture.facts;
  const [reached, outcome, minimum, factor] = ["reached", "outcome", "minimum", "factor"].map(at);
  if (factor !== undefined) {
    const said = Number.isNaN(factor) ? "over too soon to measure" : `measured ${steady(factor, 4)}`;
    return `${said}, in theory ${steady(at("theory"), 4)} per step`;
  }
  if (minimum === ESCAPED) return "escapes from the window for good";
  if (minimum in OTHERS) return OTHERS[minimum].said(most);
  if (minimum !== undefined) {
    const [x, y] = minima[minimum].x;
    const when = reached <= most ? `, there after ${count(reached, "step")}` : "";
    return `minimum ${minimum + 1} at (${brief(x, 3)}, ${brief(y, 3)})${when}`;
  }
  if (outcome === undefined) return "";
  const loss = `loss ${steady(at("loss"), 4)}`;
  const start = at("start");
  if (start !== undefined) {
    if (outcome === 2 && !(at("loss") > start)) return "diverged: the weights left the finite numbers";
    return `${outcome === 2 ? "diverged, " : ""}${loss} after ${count(most, "step")}, ${steady(start, 3)} at the start`;
  }
  if (outcome === 2) return `diverged, ${loss}`;
  const there = reached <= most ? `there after ${count(reached, "step")}` : `not there after ${count(most, "step")}`;
  return `${there}${outcome === 1 && reached <= most ? ", and away again" : ""}, ${loss} at the end`;
}
