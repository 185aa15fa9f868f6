/** Marker shapes, traced around a point so that all of them look equally large. */

const polygon = (corners, turn = 0, radius = 1.25) =>
  Array.from({ length: corners }, (_, i) => {
    const angle = ((i + turn) / corners) * 2 * Math.PI - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

const plus = (arm, half) => [
  [-half, -arm],
  [half, -arm],
  [half, -half],
  [arm, -half],
  [arm, half],
  [half, half],
  [half, arm],
  [-half, arm],
  [-half, half],
  [-arm, half],
  [-arm, -half],
  [-half, -half],
];

const turned = (points) => points.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]);

const star = Array.from({ length: 10 }, (_, i) => {
  const angle = (i / 10) * 2 * Math.PI - Math.PI / 2;
  const radius = i % 2 ? 0.6 : 1.45;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});

const SHAPES = {
  square: polygon(4, 0.5, 1.25),
  diamond: polygon(4, 0, 1.3),
  "triangle-up": polygon(3),
  "triangle-down": polygon(3, 0.5),
  "triangle-left": polygon(3, 0.75),
  "triangle-right": polygon(3, 0.25),
  pentagon: polygon(5, 0, 1.15),
  hexagon: polygon(6, 0, 1.1),
  cross: plus(1.2, 0.42),
  x: turned(plus(1.25, 0.42)),
  star,
};

/** Adds a marker to a path, or to the one that a context is at; an unknown shape is a circle. */
export function traceMark(path, shape, x, y, radius) {
  const points = SHAPES[shape];
  path.moveTo(x + (points ? points[0][0] : 1) * radius, y + (points ? points[0][1] * radius : 0));
  if (!points) {
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (let i = 1; i < points.length; i++) path.lineTo(x + points[i][0] * radius, y + points[i][1] * radius);
  path.closePath();
}

const paths = new Map();

/** A marker around the origin, made once for each size: what is drawn in every frame is not traced in every frame. */
export function markPath(shape, radius) {
  const made = paths.get(shape) ?? paths.set(shape, new Map()).get(shape);
  if (!made.has(radius)) {
    const path = new Path2D();
    traceMark(path, shape, 0, 0, radius);
    made.set(radius, path);
  }
  return made.get(radius);
}

/** A marker's corners around a point, as SVG has them. */
export const outline = (shape, x, y, radius) =>
  SHAPES[shape].map(([dx, dy]) => `${(x + radius * dx).toFixed(2)},${(y + radius * dy).toFixed(2)}`).join(" ");

const SIGHT = '<circle r="7"/><path d="M0 -12V-7M0 7V12M-12 0H-7M7 0H12"/>';

/** The start as SVG, on a lighter ground so that it stands out from all that is marked: a ring to aim with. */
export const START =
  `<svg class="sight" viewBox="-14 -14 28 28" aria-hidden="true"><g class="halo">${SIGHT}</g>${SIGHT}` +
  `<circle class="dot" r="1.75"/></svg>`;

/** A legend's swatch as SVG: the lane's line with its dash, and its marker upon it. */
export function swatch({ color, dash, marker }) {
  const mark = SHAPES[marker]
    ? `<polygon points="${outline(marker, 16, 7, 4)}"/>`
    : `<circle cx="16" cy="7" r="4"/>`;
  return (
    `<svg class="swatch" viewBox="0 0 32 14" aria-hidden="true" style="color:${color}">` +
    `<line x1="1" y1="7" x2="31" y2="7" stroke-dasharray="${dash.join(" ")}"/>${mark}</svg>`
  );
}
