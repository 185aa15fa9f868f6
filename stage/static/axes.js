/** Axes: which numbers to write, and a plain drawing of them for the time before Plotly has arrived. */

import { brief, powerOfTen } from "./format.js";

/** Round numbers in a range, about `wanted` of them. */
function roundNumbers([low, high], wanted = 5) {
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  const numbers = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) numbers.push(n * step);
  return numbers;
}

/** Powers of ten on an axis of logarithms, thinned where there are many. */
export function powers([low, high], wanted = 5) {
  const stride = Math.max(1, Math.ceil((high - low) / wanted));
  const first = Math.ceil(low / stride) * stride;
  const ticks = [];
  for (let exponent = first; exponent <= high; exponent += stride)
    ticks.push({ at: exponent, text: powerOfTen(exponent) });
  return ticks;
}

/** Ticks of an axis of logarithms; of a short one 1, 2 and 5 of each power of ten, or round numbers where these are few. */
export function logarithmic([low, high]) {
  const whole = powers([low, high]);
  if (whole.length > 2 || high - low > 3) return whole;
  const at = (number) => ({ at: Math.log10(number), text: brief(number, 4) });
  const ticks = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent++) {
    for (const factor of [1, 2, 5]) ticks.push(at(Number(`${factor}e${exponent}`)));
  }
  const inside = ticks.filter((tick) => tick.at >= low && tick.at <= high);
  if (inside.length > 2) return inside;
  return round([10 ** low, 10 ** high], Math.log10);
}

/** A few round numbers in a range, at their places on a scale. */
export function round(range, scale) {
  return roundNumbers(range, 3)
    .map((number) => Number(number.toPrecision(12)))
    .map((number) => ({ at: scale(number), text: brief(number, 5) }));
}

/** The decades that hold all positive numbers of some arrays, with room above and below, in powers of ten. */
export function decades(arrays, room) {
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (const value of array ?? []) {
      if (!(value > 0 && value < Infinity)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high > 0 ? [Math.log10(low) - room, Math.log10(high) + room] : [-1, 1];
}

/** Ticks of a linear axis. */
export function linear(range, wanted = 5) {
  return roundNumbers(range, wanted).map((at) => ({ at, text: brief(Number(at.toPrecision(12)), 5) }));
}

const TITLE = 10.5;

/** A quiet title of an axis as Plotly takes it. */
export function axisTitle(text, theme, standoff) {
  return { text, standoff, font: { size: TITLE, color: theme.muted } };
}

/** The same titles on a canvas, at the panel's lower and left edges. */
function paintTitles(context, area, { x, y }, theme) {
  context.font = `${TITLE}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText(x, area.x + area.width / 2, area.y + area.height + 19);
  if (!y) return;
  context.save();
  context.translate(2, area.y + area.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(y, 0, 0);
  context.restore();
}

/**
 * Draws ticks, grid, numbers and titles as Plotly will.
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, width: number, height: number}} area
 * @param {{ax: number, bx: number, ay: number, by: number}} mapping
 * @param {{x: {at: number, text: string}[], y: {at: number, text: string}[], grid: boolean, titles: {x: string, y?: string}}} ticks
 */
export function paintAxes(context, area, { ax, bx, ay, by }, { x, y, grid, titles }, theme) {
  const bottom = area.y + area.height;
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.lineWidth = 1;
  const line = (color, x0, y0, x1, y1) => {
    context.strokeStyle = color;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { at, text } of x) {
    const px = Math.round(ax + bx * at) + 0.5;
    if (grid) line(theme.grid, px, area.y, px, bottom);
    line(theme.axis, px, bottom, px, bottom + 3);
    context.fillText(text, px, bottom + 6);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { at, text } of y) {
    const py = Math.round(ay + by * at) + 0.5;
    if (grid) line(theme.grid, area.x, py, area.x + area.width, py);
    line(theme.axis, area.x - 3, py, area.x, py);
    context.fillText(text, area.x - 5, py);
  }
  paintTitles(context, area, titles, theme);
}

/** Ticks as Plotly takes them. */
export function asPlotly(ticks) {
  return { tickmode: "array", tickvals: ticks.map(({ at }) => at), ticktext: ticks.map(({ text }) => text) };
}
