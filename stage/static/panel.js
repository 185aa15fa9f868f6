/** One view's elements: a heading, Plotly's place, and the canvases above it, kept as large as the panel is. */

import { icon } from "./icons.js";

/** Makes an element with attributes and children; `on*` attributes are listeners, `false` and null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {object} options
 * @param {string} options.name the value of `data-view`.
 * @param {string} options.title the heading.
 * @param {{left: number, right: number, top: number, bottom: number}} options.margin around the plotted area.
 * @param {() => void} options.onEnlarge
 * @param {() => void} options.onResize called when the panel has another size, not at first.
 */
export function createPanel({ name, title, margin, onEnlarge, onResize }) {
  const heading = element("h3", {}, title);
  const tools = element("div", { class: "tools" });
  const enlarge = element(
    "button",
    { type: "button", class: "quiet enlarge", "aria-label": `Enlarge ${title}`, title: "Enlarge", onclick: onEnlarge },
    icon("enlarge"),
  );
  const plot = element("div", { class: "plot" });
  const canvases = ["ground", "tint", "paths", "heads"].map((layer) =>
    element("canvas", { class: layer, "aria-hidden": "true" }),
  );
  const plane = element("div", { class: "plane" }, plot, ...canvases);
  const root = element(
    "section",
    { class: "view", "data-view": name, "aria-label": title },
    element("header", {}, heading, tools, enlarge),
    plane,
  );
  const [ground, tint, paths, heads] = canvases.map((canvas) => canvas.getContext("2d"));
  const panel = { root, plane, plot, heading, tools, ground, tint, paths, heads, margin, width: 0, height: 0 };
  const rectangle = { x: 0, y: 0, width: 0, height: 0 };

  function measure() {
    const { clientWidth: width, clientHeight: height } = plane;
    const ratio = window.devicePixelRatio || 1;
    if (!width || !height || (width === panel.width && height === panel.height && ratio === panel.ratio)) return false;
    Object.assign(panel, { width, height, ratio });
    Object.assign(rectangle, {
      x: margin.left,
      y: margin.top,
      width: Math.max(width - margin.left - margin.right, 10),
      height: Math.max(height - margin.top - margin.bottom, 10),
    });
    for (const context of [ground, tint, paths, heads]) {
      context.canvas.width = Math.round(width * ratio);
      context.canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineJoin = context.lineCap = "round";
    }
    return true;
  }

  const observer = new ResizeObserver(() => {
    if (measure()) onResize();
  });
  return Object.assign(panel, {
    /** The rectangle inside the axes, in pixels of the panel; one object, updated in place. */
    area: () => rectangle,
    /** Draws on a context, clipped to the area; `argument` is handed on, so that no function need be made for it. */
    within(context, draw, argument) {
      context.save();
      context.beginPath();
      context.rect(rectangle.x, rectangle.y, rectangle.width, rectangle.height);
      context.clip();
      draw(argument);
      context.restore();
    },
    measure,
    watch: () => observer.observe(plane),
    close: () => observer.disconnect(),
  });
}
