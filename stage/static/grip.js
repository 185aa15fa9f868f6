/** A grip on an axis: dragged with the pointer or moved with the arrow keys, a slider to assistive technology. */

import { brief } from "./format.js";
import { element } from "./panel.js";

const MOVED = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
/** Pixels that an arrow key moves it; with Shift, and with Page Up and Page Down. */
const FINE = 2;
const COARSE = 20;
const KEYS = {
  ArrowLeft: -FINE,
  ArrowDown: -FINE,
  ArrowRight: FINE,
  ArrowUp: FINE,
  PageDown: -COARSE,
  PageUp: COARSE,
};

/** The way of a grip on a horizontal axis: where along it the pointer is, and how it lies at a pixel, as high as the panel. */
export const across = (panel) => ({
  at: ({ clientX }) => clientX,
  lay(root, pixel) {
    const { y, height } = panel.area();
    root.style.height = `${height}px`;
    root.style.transform = `translate(${pixel}px, ${y}px)`;
  },
});

/**
 * @param {object} options
 * @param {string} options.kind its class.
 * @param {string} options.label
 * @param {{at: (event: PointerEvent) => number, lay: (root: HTMLElement, pixel: number) => void}} options.way
 * @param {{to: (value: number) => number, from: (pixel: number) => number}} options.place pixels along the way.
 * @param {(kind: string) => [number, number]} options.limits the values between which it may be put.
 * @param {(value: number) => void} options.change called with each new value while it moves.
 * @param {() => void} options.rest called when it is let go.
 */
export function createGrip({ kind, label, way, place, limits, change, rest }) {
  const root = element("div", { class: `grip ${kind}`, role: "slider", tabindex: 0, "aria-label": label, hidden: true });
  let value = NaN;
  let offset = null;

  function put(next) {
    value = next;
    root.hidden = !Number.isFinite(next);
    if (root.hidden) return;
    way.lay(root, place.to(next));
    const [low, high] = limits(kind);
    root.setAttribute("aria-valuemin", low);
    root.setAttribute("aria-valuemax", high);
    root.setAttribute("aria-valuenow", next);
    root.setAttribute("aria-valuetext", brief(next));
    root.title = `${label}: ${brief(next)}`;
  }

  function move(pixel) {
    const [low, high] = limits(kind);
    const next = Number(Math.min(Math.max(place.from(pixel), low), high).toPrecision(4));
    if (next === value || next < low || next > high) return;
    put(next);
    change(next);
  }

  root.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    root.focus({ preventScroll: true });
    root.setPointerCapture(event.pointerId);
    offset = way.at(event) - place.to(value);
  });
  root.addEventListener(MOVED, (event) => {
    if (offset !== null) move(way.at(event) - offset);
  });
  const letGo = () => {
    if (offset === null) return;
    offset = null;
    rest();
  };
  root.addEventListener("pointerup", letGo);
  root.addEventListener("pointercancel", letGo);
  root.addEventListener("keydown", (event) => {
    const pixels = KEYS[event.key];
    if (!pixels) return;
    event.preventDefault();
    event.stopPropagation();
    move(place.to(value) + (event.shiftKey ? Math.sign(pixels) * COARSE : pixels));
  });
  root.addEventListener("keyup", (event) => KEYS[event.key] && rest());

  return { root, put, show: () => put(value) };
}
