/** What is marked on a surface, minima and saddles: one sign for each on the map, on the surface and in the key. */

import { START, outline, traceMark } from "./marks.js";
import { element } from "./panel.js";

const RADIUS = 4.5;
const ARM = 4;
const svg = (shape) => `<svg viewBox="-7 -7 14 14" aria-hidden="true">${shape}</svg>`;
const SIGNS = {
  global: svg(`<polygon points="${outline("star", 0, 0, RADIUS)}"/>`),
  local: svg(`<circle r="${RADIUS}"/>`),
  saddle: svg(`<path d="M-${ARM} -${ARM}L${ARM} ${ARM}M-${ARM} ${ARM}L${ARM} -${ARM}"/>`),
  start: START,
};

/** Whether a minimum is as low as the lowest that is known. */
export function isGlobal({ value }, minima) {
  const lowest = Math.min(...minima.map((minimum) => minimum.value));
  return value <= lowest + 1e-9 * Math.max(1, Math.abs(lowest));
}

/** A terrain's marks: of which kind each is, where, and what the loss is there where that is known. */
export function landmarksOf({ minima, saddles }) {
  return [
    ...minima.map((minimum) => ({ ...minimum, kind: minimum.mark ?? (isGlobal(minimum, minima) ? "global" : "local") })),
    ...saddles.map((x) => ({ x, kind: "saddle" })),
  ];
}

/** Whether a mark lies in the terrain's window. */
export const isWithin = ({ x: [x, y] }, [[x0, x1], [y0, y1]]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/** Paints the sign of a kind around a pixel. */
export function paintLandmark(context, kind, x, y, theme) {
  context.fillStyle = context.strokeStyle = kind === "saddle" ? theme.saddle : theme.minimum;
  context.lineWidth = 1.5;
  context.beginPath();
  if (kind === "saddle") {
    for (const side of [-1, 1]) {
      context.moveTo(x - ARM, y - ARM * side);
      context.lineTo(x + ARM, y + ARM * side);
    }
  } else traceMark(context, kind === "global" ? "star" : "circle", x, y, RADIUS);
  if (kind === "global") context.fill();
  else context.stroke();
}

/** An entry of the key: a sign and its meaning. */
function entryOf(kind, title) {
  const entry = element("li", { class: kind }, title);
  entry.insertAdjacentHTML("afterbegin", SIGNS[kind]);
  return entry;
}

/**
 * The key: what the signs mean that are there.
 * @param {boolean} starts whether a start can be taken hold of.
 */
export function createKey(starts) {
  const root = element("ul", { class: "landmarks", "aria-label": "Marks" });
  return {
    root,
    show(terrain) {
      const marks = landmarksOf(terrain).filter((mark) => isWithin(mark, terrain.window));
      const kinds = new Set(marks.map(({ kind }) => kind));
      const titles = {
        global: kinds.has("local") ? "global" : "global minimum", // the next one says of what
        local: "local minimum",
        saddle: "saddle",
        ...terrain.names, // where the answer says what its marks mean
      };
      root.replaceChildren(
        ...Object.entries(titles)
          .filter(([kind]) => kinds.has(kind))
          .map((entry) => entryOf(...entry)),
        ...(starts ? [entryOf("start", "start")] : []),
      );
    },
  };
}
