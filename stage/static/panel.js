/** One view's elements: a heading, Plotly's place, and the canvases above it. */

import { icon } from "./icons.js";
import { createLayers } from "./layers.js";

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

/** Gives an element another text; the same text again would cost the browser a layout. */
export function setText(made, text) {
  if (made.textContent !== text) made.textContent = text;
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
  const plane = element("div", { class: "plane" }, plot);
  const root = element(
    "section",
    { class: "view", "data-view": name, "aria-label": title },
    element("header", {}, heading, tools, enlarge),
    plane,
  );
  /** Says what is shown by now, to whoever cannot see it. */
  function rename(name) {
    root.setAttribute("aria-label", name);
    enlarge.setAttribute("aria-label", `Enlarge ${name}`);
  }
  return Object.assign(createLayers(plane, margin, onResize), { root, plot, title, heading, tools, rename });
}
