/** Axes of a field: where a value lies between two ends, which values to write beside them, and where digits end. */

import { brief, title } from "./format.js";

/** Neighbouring cells must differ by so many units in the last place, as the wire has it. */
const FINEST = 4;
/** Digits behind the first of a number of so many bits. */
const MANTISSA = { 32: 23, 64: 52 };
/** Ends nearer than this by their ratio are spread evenly: a logarithm would only cost digits (as `ui.chart` has it). */
const NARROW = 1.5;
/** Numbers with more digits than this are written as a distance from a round one. */
const DIGITS = 6;

/**
 * An axis between two values.
 * @param {{name: string, label: string, scale: string}} about
 * @param {number} low
 * @param {number} high
 */
export function axisOf(about, low, high) {
  const log = about.scale === "log" && high / low > NARROW;
  const span = log ? Math.log(high / low) : high - low;
  return {
    ...about,
    low,
    high,
    log,
    /** Where a value lies: 0 at the lower end, 1 at the upper. */
    part: (value) => (log ? Math.log(value / low) : value - low) / span,
    /** The value at a place. */
    value: (part) => (part <= 0 && part > -1e-12 ? low : log ? low * Math.exp(span * part) : low + span * part),
    /** The axis as the wire takes it. */
    question: { name: about.name, low, high, scale: log ? "log" : "linear" },
  };
}

/** Whether so many cells of an axis are different numbers. */
export function resolves({ low, high, log, bits }, cells) {
  const finest = FINEST * 2 ** -MANTISSA[bits] * 1.01;
  if (log) return (high / low) ** (1 / cells) - 1 >= finest;
  const most = Math.max(Math.abs(low), Math.abs(high));
  return (high - low) / cells >= finest * 2 ** Math.floor(Math.log2(most));
}

/** A part of an axis, its ends within what the run's number may be. */
export function cut(axis, from, to) {
  const [low, high] = axis.limits;
  return [Math.max(axis.value(from), low), Math.min(axis.value(to), high)];
}

function steps(low, high, wanted) {
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
}

/** What to write at an axis, at places from 0 to 1: `{ticks: [{at, text}], title}`. */
export function ticksOf(axis, wanted = 5) {
  const { low, high, log, part } = axis;
  const within = ({ at }) => at >= -1e-9 && at <= 1 + 1e-9;
  const said = axis.label ?? title(axis.name);
  if (log && high / low > 8) {
    const decades = Math.log10(high / low);
    const factors = decades < 2.5 ? [1, 2, 5] : [1];
    const stride = Math.max(1, Math.ceil(decades / wanted / 1.5));
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += stride)
      for (const factor of factors) {
        const value = Number(`${factor}e${power}`);
        ticks.push({ at: part(value), text: brief(value, 3) });
      }
    return { ticks: ticks.filter(within), title: said };
  }
  const step = steps(low, high, wanted);
  const digits = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / step));
  const base = digits > DIGITS ? low : 0;
  const ticks = [];
  for (let n = Math.ceil((low - base) / step - 1e-9); base + n * step <= high + step * 1e-9; n++) {
    const shift = Number((n * step).toPrecision(10));
    ticks.push({ at: part(base + shift), text: brief(shift, Math.max(3, base ? 3 : digits + 1)) });
  }
  return { ticks: ticks.filter(within), title: base ? `${said} \u2212 ${low}` : said };
}

/** A value in as many digits as its axis tells cells apart, and some. */
export function exactly(value, { low, high }, cells) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const digits = Math.ceil(Math.log10((size / (high - low)) * cells)) + 1;
  return brief(value, Math.min(Math.max(digits, 3), 17));
}
