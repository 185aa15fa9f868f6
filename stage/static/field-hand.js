/** A hand on a field: a click chooses a cell, a drawn rectangle is zoomed into; arrows, Enter, plus and minus do the same. */

/** Shorter strokes are clicks, in pixels. */
const CLICK = 6;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const FAST = 10;

/**
 * @param {object} view a field's view.
 * @param {object} on
 * @param {() => boolean} on.fingers whether a finger draws as a mouse does; else it scrolls the page.
 * @param {(place: {u: number, v: number}|null) => void} on.hover
 * @param {(place: {u: number, v: number}) => void} on.pick
 * @param {(corners: number[]) => void} on.draw a rectangle under the hand, [u0, v0, u1, v1]; null when it is let go.
 * @param {(corners: number[]) => void} on.zoom
 * @param {(columns: number, rows: number) => void} on.step moves the cursor by cells.
 * @param {(factor: number) => void} on.scale zooms about the cursor.
 * @param {() => void} on.enter chooses the cursor's cell.
 */
export function listenToHand(view, on) {
  const { plane } = view.panel;
  let began = null;

  const inside = (value) => Math.min(Math.max(value, 0), 1);
  const corners = (place) => [began.u, began.v, inside(place.u), inside(place.v)];

  const draws = ({ pointerType }) => pointerType !== "touch" || on.fingers();

  function isStroke(event) {
    return began && Math.hypot(event.clientX - began.x, event.clientY - began.y) > CLICK;
  }

  plane.addEventListener("pointerdown", (event) => {
    const place = view.place(event.clientX, event.clientY);
    if (event.button || !place.inside) return;
    began = { ...place, x: event.clientX, y: event.clientY };
    if (draws(event)) plane.setPointerCapture(event.pointerId);
  });
  plane.addEventListener("pointermove", (event) => {
    const place = view.place(event.clientX, event.clientY);
    if (isStroke(event) && draws(event)) on.draw(corners(place));
    else if (!began) on.hover(place.inside ? place : null);
  });
  plane.addEventListener("pointerup", (event) => {
    const place = view.place(event.clientX, event.clientY);
    const stroke = isStroke(event);
    if (stroke && draws(event)) on.zoom(corners(place));
    else if (began && !stroke) on.pick(began);
    began = null;
    on.draw(null);
  });
  plane.addEventListener("pointercancel", () => {
    began = null;
    on.draw(null);
  });
  plane.addEventListener("pointerleave", () => began || on.hover(null));
  plane.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = shiftKey ? FAST : 1;
    if (key in ARROWS) on.step(ARROWS[key][0] * by, ARROWS[key][1] * by);
    else if (key === "Enter" || key === " ") on.enter();
    else if (key === "+" || key === "=") on.scale(0.5);
    else if (key === "-") on.scale(2);
    else if (key === "Escape" && began) {
      began = null;
      on.draw(null);
    } else return;
    event.preventDefault();
  });
}
