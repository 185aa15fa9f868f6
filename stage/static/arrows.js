/**
 * Arrows at the heads, on request. The step made, the momentum (the step that would be made were the gradient zero) and
 * the look-ahead are displacements, drawn to one scale, which is magnified where they are too short to be seen; the
 * gradient is no distance and is drawn as a direction of one length.
 */

import { stepOf } from "./lanes.js";

/** How the lines of arrows are dashed; the Hessian's is an ellipse. */
const DASHES = { gradient: [2, 3], update: [], momentum: [8, 4], lookahead: [5, 3] };

/** What an arrow looks like, for the menu. */
export function arrowSign(name) {
  const sign = document.createElement("span");
  sign.className = "sign";
  const shape = {
    regions: '<path d="M2 11L9 1M9 11L16 1M16 11L23 1M23 11L30 1" />',
    curvature: '<ellipse cx="15" cy="6" rx="12" ry="4.5" fill="none" />',
    lookahead: `<circle cx="4" cy="6" r="3" fill="none" />${shaft(DASHES.lookahead, 7)}`,
  };
  sign.innerHTML = `<svg viewBox="0 0 30 12" aria-hidden="true">${shape[name] ?? shaft(DASHES[name], 1)}</svg>`;
  return sign;
}

function shaft(dash, from) {
  return `<path d="M${from} 6H23" stroke-dasharray="${dash.join(" ")}" /><path class="head" d="M29 6l-7 -3.5v7z" />`;
}

const LENGTH = 44;
/** How long the longest displacement is drawn, in pixels, and the most by which it is magnified for that. */
const SEEN = 30;
const MOST = 1e6;
const AXIS = 40;

/** Draws an arrow between two pixels; too short a one is left out. */
function arrow(context, x, y, tx, ty, dash) {
  const length = Math.hypot(tx - x, ty - y);
  if (!(length > 3)) return;
  const [ux, uy] = [(tx - x) / length, (ty - y) / length];
  const size = Math.min(8, length * 0.6);
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(tx - ux * size * 0.7, ty - uy * size * 0.7);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(tx, ty);
  context.lineTo(tx - ux * size - uy * size * 0.45, ty - uy * size + ux * size * 0.45);
  context.lineTo(tx - ux * size + uy * size * 0.45, ty - uy * size - ux * size * 0.45);
  context.closePath();
  context.fill();
}

/** An arrow of a given length along a direction in the map's own numbers. */
function direction(context, { bx, by }, x, y, dx, dy, dash) {
  const [px, py] = [bx * dx, by * dy];
  const length = Math.hypot(px, py);
  if (length > 0) arrow(context, x, y, x + (px / length) * LENGTH, y + (py / length) * LENGTH, dash);
}

/** The ellipse on which the quadratic part of the loss has one size; dashed across directions that bend downwards. */
function ellipse(context, { bx, by }, x, y, { eigenvalues, eigenvectors }) {
  const radii = eigenvalues.map((value) => 1 / Math.sqrt(Math.max(Math.abs(value), 1e-12)));
  const unit = AXIS / Math.max(...radii);
  eigenvectors.forEach(([dx, dy], i) => {
    const reach = (unit * radii[i]) / Math.hypot(bx * dx, by * dy);
    context.setLineDash(eigenvalues[i] < 0 ? [3, 3] : []);
    context.beginPath();
    context.moveTo(x - bx * dx * reach, y - by * dy * reach);
    context.lineTo(x + bx * dx * reach, y + by * dy * reach);
    context.stroke();
  });
  const [dx, dy] = eigenvectors[0];
  context.setLineDash([]);
  context.beginPath();
  context.ellipse(
    x,
    y,
    Math.max(unit * radii[0], 1),
    Math.max(unit * radii[1], 1),
    Math.atan2(by * dy, bx * dx),
    0,
    2 * Math.PI,
  );
  context.stroke();
}

/** The displacements that are asked for and known at a step of a lane, by name, in the map's own numbers. */
function displacements(lane, step, { arrows, anatomy }) {
  const k = stepOf(lane, step);
  const next = Math.min(k + 1, lane.steps);
  const at = 2 * Math.min(k, lane.steps - 1);
  const vector = (name) => anatomy?.[name] && [anatomy[name].data[at], anatomy[name].data[at + 1]];
  const known = {
    update: [lane.x[2 * next] - lane.x[2 * k], lane.x[2 * next + 1] - lane.x[2 * k + 1]],
    momentum: vector("inertia"),
    lookahead: vector("lookahead"),
  };
  return Object.entries(known).filter(([name, by]) => arrows.includes(name) && by);
}

/** By what displacements are multiplied so that the longest of some lanes can be seen: 1, 2 or 5 times a power of ten. */
export function magnification({ bx, by }, lanes, step) {
  const lengths = lanes.flatMap(({ lane, what }) =>
    displacements(lane, step, what).map(([, [dx, dy]]) => Math.hypot(bx * dx, by * dy)),
  );
  const wanted = SEEN / Math.max(...lengths, 0);
  if (!(wanted > 1 && wanted <= MOST)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((digit) => digit * power >= wanted);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} mapping of the map.
 * @param {object} lane
 * @param {number} step
 * @param {object} what
 * @param {string[]} what.arrows which are asked for.
 * @param {string} what.color
 * @param {object|null} what.anatomy arrays of `inertia` and `lookahead` over steps, where they are known.
 * @param {object|null} what.curvature eigenvalues and eigenvectors at the head, where they are known.
 * @param {number} factor by what displacements are magnified.
 */
export function drawArrows(context, mapping, lane, step, what, factor) {
  const { arrows, color, curvature } = what;
  const k = stepOf(lane, step);
  const [x, y] = [mapping.ax + mapping.bx * lane.x[2 * k], mapping.ay + mapping.by * lane.x[2 * k + 1]];
  context.lineWidth = 1.75;
  context.strokeStyle = context.fillStyle = color;
  if (arrows.includes("gradient") && lane.gradient)
    direction(context, mapping, x, y, -lane.gradient[2 * k], -lane.gradient[2 * k + 1], DASHES.gradient);
  for (const [name, [dx, dy]] of displacements(lane, step, what)) {
    const [px, py] = [factor * mapping.bx * dx, factor * mapping.by * dy];
    if (name !== "lookahead") {
      arrow(context, x, y, x + px, y + py, DASHES[name]);
      continue;
    }
    arrow(context, x - px, y - py, x, y, DASHES[name]);
    context.beginPath();
    context.arc(x - px, y - py, 4, 0, 2 * Math.PI);
    context.stroke();
  }
  if (arrows.includes("curvature") && curvature) ellipse(context, mapping, x, y, curvature);
  context.setLineDash([]);
}
