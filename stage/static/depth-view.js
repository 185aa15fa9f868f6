/** Curves against layers: sizes on an axis of powers of ten, with their names at the ends and numbers for any layer. */

import { decades, linear, logarithmic, paintAxes } from "./axes.js";
import { brief } from "./format.js";
import { traceMark } from "./marks.js";
import { createPanel, element } from "./panel.js";
import { mappingOf, traceLine } from "./plane.js";

const MARGIN = { left: 46, right: 112, top: 8, bottom: 34 };
/** Room above and below the curves, in powers of ten. */
const ROOM = 0.25;
/** The smallest distance of two names, in pixels. */
const APART = 12.5;
/** So many layers can have a mark each. */
const MARKED = 30;
const MARK = 3.2;

/**
 * A line is `{label, values, first, color, dash, marker, named}`: the value of layer `first` comes first; one that is not
 * `named` stands back, without a name. Zero lies at the foot and what is beyond the numbers at the top.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.title
 * @param {(layers: number) => [number, number]} options.ends the layers at the axis' left and right end.
 * @param {string} options.along what the axis says.
 * @param {(layer: number|null) => void} options.onRead told of the layer under the pointer.
 * @param {() => void} options.onEnlarge
 */
export function createDepthView({ name, title, ends, along, onRead, onEnlarge }) {
  const panel = createPanel({ name, title, margin: MARGIN, onEnlarge, onResize: paint });
  const { plane } = panel;
  const tip = element("div", { class: "tip", hidden: true });
  let lines = [];
  let layers = 1;
  let theme = null;
  let mapping = null;
  let read = null;

  plane.append(tip);
  const reader = { tabindex: 0, role: "slider", "aria-label": `${title}: read a layer`, "aria-valuemin": 0 };
  for (const [key, value] of Object.entries(reader)) plane.setAttribute(key, value);
  for (const kind of ["pointermove", "pointerdown"]) plane.addEventListener(kind, point);
  plane.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || onRead(null));
  plane.addEventListener("blur", () => onRead(null));
  plane.addEventListener("focus", () => read === null && onRead(layers));
  plane.addEventListener("keydown", (event) => {
    const [left, right] = ends(layers);
    const to = {
      ArrowLeft: (read ?? layers) + Math.sign(left - right),
      ArrowRight: (read ?? layers) + Math.sign(right - left),
      Home: left,
      End: right,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onRead(Math.min(Math.max(to, 0), layers));
  });

  function point({ clientX }) {
    onRead(layerAt(clientX - plane.getBoundingClientRect().left));
  }

  const x = (layer) => mapping.ax + mapping.bx * layer;

  /** The pixel of a value; none where there is no value. */
  function y(value) {
    if (Number.isNaN(value)) return null;
    const area = panel.area();
    const at = value > 0 ? mapping.ay + mapping.by * Math.log10(value) : area.y + area.height;
    return Math.max(Math.min(at, area.y + area.height), area.y);
  }

  function placeOf({ first, values }, k) {
    const at = y(values[k]);
    return at === null ? null : [x(first + k), at];
  }

  function layerAt(pixel) {
    if (!mapping) return null;
    return Math.min(Math.max(Math.round((pixel - mapping.ax) / mapping.bx), 0), layers);
  }

  function paint() {
    if (!theme || !panel.width) return;
    const vertical = decades(lines.map(({ values }) => values), ROOM);
    const horizontal = ends(layers);
    mapping = mappingOf([...horizontal, ...vertical], panel.area());
    const whole = linear([0, layers]).filter(({ at }) => Number.isInteger(at));
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    const ticks = { x: whole, y: logarithmic(vertical), grid: true, titles: { x: along } };
    paintAxes(panel.ground, panel.area(), mapping, ticks, theme);
    panel.paths.clearRect(0, 0, panel.width, panel.height);
    for (const line of lines.filter(({ named }) => !named)) stroke(line, 1, 0.45);
    for (const line of lines.filter(({ named }) => named)) {
      stroke(line, 1.8, 1);
      marks(line);
    }
    names();
    plane.setAttribute("aria-valuemax", layers);
    plane.setAttribute("aria-valuenow", read ?? layers);
    show();
  }

  function stroke(line, width, alpha) {
    const { paths } = panel;
    Object.assign(paths, { strokeStyle: line.color, lineWidth: width, globalAlpha: alpha });
    paths.setLineDash(line.dash);
    paths.beginPath();
    traceLine(paths, line.values.length, (k) => placeOf(line, k));
    paths.stroke();
    paths.setLineDash([]);
    paths.globalAlpha = 1;
  }

  /** A mark for each layer; hollow on a dashed line. */
  function marks(line) {
    const { paths } = panel;
    const every = Math.ceil(line.values.length / MARKED);
    Object.assign(paths, {
      strokeStyle: line.color,
      fillStyle: line.dash.length ? theme.background : line.color,
      lineWidth: 1.2,
    });
    paths.beginPath();
    for (let k = (line.values.length - 1) % every; k < line.values.length; k += every) {
      const at = placeOf(line, k);
      if (at) traceMark(paths, line.marker, ...at, MARK);
    }
    paths.fill();
    paths.stroke();
  }

  /** Names at the right ends of the lines, none upon another. */
  function names() {
    const { paths } = panel;
    const area = panel.area();
    const [, last] = ends(layers);
    const labels = lines.filter(({ named }) => named).map(({ label, color, values, first }) => {
      const value = values[Math.min(Math.max(last - first, 0), values.length - 1)];
      return { text: label + beyond(value), color, at: y(value) ?? area.y };
    });
    labels.sort((a, b) => a.at - b.at);
    labels.forEach((label, i) => i && (label.at = Math.max(label.at, labels[i - 1].at + APART)));
    for (let i = labels.length - 1, foot = area.y + area.height + APART / 2; i >= 0; i--, foot = labels[i + 1].at - APART)
      labels[i].at = Math.min(labels[i].at, foot);
    Object.assign(paths, { font: `11px ${theme.font}`, textAlign: "left", textBaseline: "middle" });
    for (const { text, color, at } of labels) {
      paths.fillStyle = color;
      paths.fillText(text, area.x + area.width + 9, at, MARGIN.right - 11);
    }
  }

  function show() {
    const { heads } = panel;
    heads.clearRect(0, 0, panel.width, panel.height);
    const seen = read !== null && mapping && read <= layers;
    tip.hidden = !seen || !plane.matches(":hover, :focus");
    if (!seen) return;
    const area = panel.area();
    Object.assign(heads, { strokeStyle: theme.axis, lineWidth: 1 });
    heads.beginPath();
    heads.moveTo(x(read), area.y);
    heads.lineTo(x(read), area.y + area.height);
    heads.stroke();
    const rows = lines.filter(({ named, first }) => named && read >= first);
    const said = rows.map(({ label, values, first }) => [label, sizeOf(values[read - first])]);
    plane.setAttribute("aria-valuenow", read);
    plane.setAttribute("aria-valuetext", `Layer ${read}. ${said.map((pair) => pair.join(" ")).join("; ")}`);
    tip.replaceChildren(
      element("b", {}, `layer ${read}`),
      ...said.map(([label, size]) => element("span", {}, element("i", {}, label), size)),
    );
    const wide = tip.offsetWidth;
    const left = x(read) + 12 + wide > panel.width ? x(read) - 12 - wide : x(read) + 12;
    tip.style.transform = `translate(${Math.max(left, 0)}px, ${area.y}px)`;
  }

  return {
    panel,
    take(given) {
      ({ lines, layers, theme } = given);
      paint();
    },
    /** Shows the numbers of a layer; of none where it is null. */
    read(layer) {
      read = layer;
      show();
    },
  };
}

/** What a name says besides of a value that has no place on the axis. */
const beyond = (value) => (value === 0 ? ": 0" : value === Infinity ? ": beyond" : Number.isNaN(value) ? ": none" : "");

/** A size in words: there may be none, or one that no number holds. */
const sizeOf = (value) => (Number.isNaN(value) ? "none" : value === Infinity ? "beyond float32" : brief(value, 4));
