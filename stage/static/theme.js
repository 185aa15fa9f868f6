/** Colours: Streamlit's theme as it is now, the project's style where data bring one, and defaults that stand alone. */

const LIGHT = {
  terrain: [
    [0, "#fbfcfd"],
    [0.25, "#e9eef3"],
    [0.5, "#d3dde6"],
    [0.75, "#b7c6d4"],
    [1, "#93a9bd"],
  ],
  contour: "rgba(60, 84, 107, 0.30)",
  minimum: "#22303c",
  saddle: "#4d5661",
};
const DARK = {
  terrain: [
    [0, "#12171c"],
    [0.25, "#1a222a"],
    [0.5, "#25313c"],
    [0.75, "#344553"],
    [1, "#4b6072"],
  ],
  contour: "rgba(160, 185, 208, 0.26)",
  minimum: "#ffffff",
  saddle: "#c5ccd6",
};
const COLORS = ["#d55e00", "#0072b2", "#009e73", "#b0489c", "#c08a00", "#3f8fc4", "#8a5a3c", "#5b5fc7"];
const DASHES = [[], [9, 4], [2, 3], [12, 3, 2, 3], [5, 3], [14, 5], [2, 5], [9, 3, 2, 3, 2, 3]];
const MARKERS = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "x", "star"];

/** How lane number `i` is drawn where the data do not say. */
function standInLane(i) {
  const at = (list) => list[i % list.length];
  return { color: at(COLORS), dash: at(DASHES), marker: at(MARKERS) };
}

/** A lane's style in one theme: its colour may be one for both, or one for each. */
function laneStyle({ color, ...rest }, dark) {
  return { ...rest, color: color[dark ? "dark" : "light"] ?? color };
}

/** A colour scale as pairs of a place and a colour, made of colours at even steps where it is given so. */
function scaleOf(terrain) {
  return Array.isArray(terrain[0]) ? terrain : terrain.map((color, i) => [i / (terrain.length - 1), color]);
}

const probe = document.createElement("canvas").getContext("2d");

/** Red, green, blue (0 to 255) and opacity of any CSS colour. */
export function channels(color) {
  probe.fillStyle = "#000";
  probe.fillStyle = color;
  const text = probe.fillStyle;
  if (text.startsWith("#")) return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16)).concat(1);
  return text.match(/[\d.]+/g).map(Number);
}

/** A colour between two, `t` of the way. */
export function mixed(a, b, t) {
  const [from, to] = [channels(a), channels(b)];
  const [red, green, blue] = from.map((value, i) => Math.round(value + (to[i] - value) * t));
  return `rgb(${red}, ${green}, ${blue})`;
}

/**
 * The colours in force at an element.
 * @param {Element} element
 * @param {object} style the data's `style`: `light`, `dark`, `lanes`.
 */
export function readTheme(element, style = {}) {
  const css = getComputedStyle(element);
  const value = (name, otherwise) => css.getPropertyValue(name).trim() || otherwise;
  const background = value("--st-background-color", "#ffffff");
  const text = value("--st-text-color", "#1f2933");
  const [red, green, blue] = channels(background);
  const dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  const own = (dark ? style.dark : style.light) ?? {};
  const base = dark ? DARK : LIGHT;
  const scale = scaleOf(own.terrain ?? base.terrain);
  return {
    ...base,
    ...own,
    dark,
    background,
    text,
    muted: mixed(background, text, 0.62),
    grid: mixed(background, text, 0.1),
    axis: mixed(background, text, 0.3),
    font: css.fontFamily,
    terrain: scale,
    line: dark ? mixed(background, text, 0.34) : (own.contour ?? base.contour),
    table: tableOf(scale),
    lane: (i) => laneStyle(style.lanes?.[i] ?? standInLane(i), dark),
    layer: (i) => laneStyle(style.layers?.[i] ?? standInLane(i), dark),
    compared: (i) => laneStyle(style.compared?.[i] ?? standInLane(i), dark),
  };
}

/** 256 colours of a scale, four bytes each, for painting images. */
function tableOf(scale) {
  const table = new Uint8ClampedArray(1024);
  const stops = scale.map(([at, color]) => [at, channels(color)]);
  for (let i = 0, upper = 1; i < 256; i++) {
    const t = i / 255;
    while (upper < stops.length - 1 && t > stops[upper][0]) upper++;
    const [[from, a], [to, b]] = [stops[upper - 1], stops[upper]];
    const part = (t - from) / (to - from);
    for (let c = 0; c < 3; c++) table[4 * i + c] = a[c] + (b[c] - a[c]) * part;
    table[4 * i + 3] = 255;
  }
  return table;
}
