/** The start under a finger: dragged, put down by a click on the map, or moved with the arrow keys. */

import { tuple } from "./format.js";
import { START } from "./marks.js";
import { element } from "./panel.js";

const CLICK_PIXELS = 5;
const CLICK_MILLISECONDS = 600;
/** Browsers hold pointermove back until the next frame, which costs half a frame of waiting; some tell at once. */
const MOVED = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {object} map
 * @param {(point: number[]) => void} onMove called with each new point while it moves.
 * @param {() => void} onRest called when the hand lets go.
 */
export function createHandle(map, onMove, onRest) {
  const { plane } = map.panel;
  const root = element("button", {
    type: "button",
    class: "handle",
    "aria-label": "Start point",
    "aria-roledescription": "movable point",
    hidden: true,
  });
  root.innerHTML = START;
  plane.append(root);
  let point = null;
  let grip = null;
  let press = null;

  /** The numbers at a place of the page, in as many digits as pixels can tell apart. */
  function pointAt(clientX, clientY) {
    const box = plane.getBoundingClientRect();
    const { ax, bx, ay, by } = map.mapping;
    const digits = (scale) => Math.min(Math.max(Math.ceil(Math.log10(Math.abs(scale))) + 1, 0), 12);
    return [
      Number(((clientX - box.left - ax) / bx).toFixed(digits(bx))),
      Number(((clientY - box.top - ay) / by).toFixed(digits(by))),
    ];
  }

  function move(next) {
    show(next);
    onMove(next);
  }

  function show(next) {
    point = next;
    if (!point) return void (root.hidden = true);
    const { ax, bx, ay, by } = map.mapping;
    const [x, y] = [ax + bx * point[0], ay + by * point[1]];
    const area = map.panel.area();
    root.hidden = x < area.x - 1 || y < area.y - 1 || x > area.x + area.width + 1 || y > area.y + area.height + 1;
    root.style.transform = `translate(${x}px, ${y}px)`;
    root.title = `Start ${tuple(point)}: drag it, or press the arrow keys`;
  }

  root.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    root.focus({ preventScroll: true });
    root.setPointerCapture(event.pointerId);
    const { ax, bx, ay, by } = map.mapping;
    const box = plane.getBoundingClientRect();
    grip = [event.clientX - box.left - ax - bx * point[0], event.clientY - box.top - ay - by * point[1]];
    root.classList.add("held");
  });
  root.addEventListener(MOVED, (event) => {
    if (grip) move(pointAt(event.clientX - grip[0], event.clientY - grip[1]));
  });
  const letGo = () => {
    if (!grip) return;
    grip = null;
    root.classList.remove("held");
    onRest();
  };
  root.addEventListener("pointerup", letGo);
  root.addEventListener("pointercancel", letGo);
  root.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction || !point) return;
    event.preventDefault();
    event.stopPropagation();
    const pixels = event.shiftKey ? 20 : 2;
    const { bx, by } = map.mapping;
    const digits = Math.max(0, Math.ceil(Math.log10(bx)) + 1);
    move([
      Number((point[0] + (direction[0] * pixels) / bx).toFixed(digits)),
      Number((point[1] + (direction[1] * pixels) / Math.abs(by)).toFixed(digits)),
    ]);
  });
  root.addEventListener("keyup", (event) => {
    if (KEYS[event.key]) onRest();
  });

  plane.addEventListener(
    "pointerdown",
    (event) => {
      press =
        event.button || event.target === root ? null : { x: event.clientX, y: event.clientY, at: event.timeStamp };
    },
    true,
  );
  const released = (event) => {
    const began = press;
    press = null;
    if (!began || event.timeStamp - began.at > CLICK_MILLISECONDS) return;
    if (Math.hypot(event.clientX - began.x, event.clientY - began.y) > CLICK_PIXELS) return;
    move(pointAt(event.clientX, event.clientY));
    onRest();
  };
  // Plotly covers the page while it drags, so the release is heard at the window.
  window.addEventListener("pointerup", released, true);

  return {
    root,
    show,
    get held() {
      return grip !== null;
    },
    close: () => window.removeEventListener("pointerup", released, true),
  };
}
