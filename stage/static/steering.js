/** The keyboard on the two large pictures: plus and minus come nearer and go back, Shift and an arrow look aside. */

import { element } from "./panel.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** What one key does: the part of the window (of the distance) that is left, of the window moved by, and an angle. */
const NEARER = 0.8;
const PART = 0.1;
const ANGLE = Math.PI / 24;
/** How steeply the surface may be looked at, from below and from above: at the pole it would turn about. */
const STEEPEST = 1.5;

/** A window as large as a part of itself about its middle, moved aside by parts of itself. */
export function steeredWindow([x0, x1, y0, y1], size, [right, up]) {
  const side = (low, high, by) => {
    const middle = (low + high) / 2 + by * PART * (high - low);
    const half = (size * (high - low)) / 2;
    return [middle - half, middle + half];
  };
  return [...side(x0, x1, right), ...side(y0, y1, up)];
}

/** A camera at a part of its distance from its centre, gone aside about it. */
export function steeredCamera({ eye, center, up }, size, [right, above]) {
  const [dx, dy, dz] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const distance = Math.hypot(dx, dy, dz);
  const around = Math.atan2(dy, dx) + right * ANGLE;
  const tilt = Math.min(Math.max(Math.asin(dz / distance) + above * ANGLE, -STEEPEST), STEEPEST);
  const reach = size * distance;
  return {
    eye: {
      x: center.x + reach * Math.cos(tilt) * Math.cos(around),
      y: center.y + reach * Math.cos(tilt) * Math.sin(around),
      z: center.z + reach * Math.sin(tilt),
    },
    center,
    up,
  };
}

/**
 * Makes a picture one that the focus can go to and the keys can steer.
 * @param {object} panel
 * @param {string} help what the keys do, shown while the picture has the focus.
 * @param {(size: number, aside: [number, number]) => void} steer
 */
function listen({ plane, title }, help, steer) {
  const attributes = { tabindex: 0, role: "group", "aria-label": title, "aria-description": help };
  for (const [name, value] of Object.entries(attributes)) plane.setAttribute(name, value);
  plane.append(element("p", { class: "help", "aria-hidden": "true" }, help));
  plane.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (key === "+" || key === "=") steer(NEARER, [0, 0]);
    else if (key === "-") steer(1 / NEARER, [0, 0]);
    else if (event.shiftKey && key in ARROWS) steer(1, ARROWS[key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Lets the keys move and zoom the map's window. */
export function steerMap(map) {
  listen(map.panel, "plus and minus zoom, Shift and arrows move", (size, aside) => {
    if (map.window) map.look(steeredWindow(map.window, size, aside));
  });
}

/** Lets the keys turn the camera of the surface and bring it nearer. */
export function steerRelief(relief) {
  listen(relief.panel, "plus and minus come nearer and go back, Shift and arrows turn", (size, aside) =>
    relief.turn(steeredCamera(relief.camera, size, aside)),
  );
}
