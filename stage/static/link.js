/** The address of what is seen: the race's part comes with the data, the view's part is added here. */

import { isScheduled } from "./race.js";

/** What the address says of the learning rate itself, which is shown along no coordinate. */
const NONE = "none";

const round = (value) => String(Number(value.toPrecision(4)));

/** A camera as numbers: the eye; and where it looks, if that is not the middle. */
export function cameraNumbers({ eye, center }) {
  const list = (v) => [v.x, v.y, v.z];
  return [...list(eye), ...list(center)].map((value) => Number(value.toFixed(3)));
}

/** The camera of 3, 6 or 9 numbers (eye, centre, up); null where there is none. */
export function cameraOf(numbers) {
  if (!Array.isArray(numbers)) return numbers ?? null;
  const vector = (from, otherwise) =>
    numbers.length > from ? { x: numbers[from], y: numbers[from + 1], z: numbers[from + 2] } : otherwise;
  return { eye: vector(0), center: vector(3, { x: 0, y: 0, z: 0 }), up: vector(6, { x: 0, y: 0, z: 1 }) };
}

/** The part of the state that the data's `view` says. */
export const viewOf = ({ hide, speed, loop, selected, arrows, window, camera }) => ({
  hide,
  speed,
  loop,
  selected,
  arrows: arrows ?? [],
  window,
  camera,
});

/**
 * Along which coordinate the effective rate is shown, as the data's `view` says; null for the learning rate itself,
 * which is shown at first where a schedule moves it, and with a fan.
 */
export function coordinateOf({ coordinate }, { race, fan }) {
  if (coordinate === NONE) return null;
  return coordinate ?? (fan || isScheduled(race) ? null : 0);
}

/** What the address says of a coordinate; null where it is the one that is shown at first. */
export const coordinateWord = (coordinate, shown) =>
  coordinate === coordinateOf({}, shown) ? null : (coordinate ?? NONE);

/**
 * The query that says a race and the way it is looked at; what is as at first is left out.
 * @param {string} link the race's part.
 * @param {object} view step, camera (numbers), window, hide, speed, loop, selected, arrows, coordinate (its word),
 *   enlarged.
 */
export function queryOf(link, { step, camera, window, hide, speed, loop, selected, arrows, coordinate, enlarged }) {
  const parts = [
    step !== null && ["step", step],
    camera && ["camera", camera.join(",")],
    window && ["window", window.map(round).join(",")],
    hide && ["hide", 1],
    speed !== 1 && ["speed", speed],
    loop && ["loop", 1],
    selected !== null && ["selected", selected],
    arrows.length && ["arrows", arrows.join(",")],
    coordinate !== null && ["coordinate", coordinate],
    enlarged && ["enlarged", enlarged],
  ];
  return [link, ...parts.filter(Boolean).map(([key, value]) => `${key}=${value}`)].filter(Boolean).join("&");
}

const REST = 400;

/** Keeps the page's address at what is seen, once that has come to rest. */
export function createAddress(query) {
  let timer = 0;
  const href = () => `${location.origin}${location.pathname}?${query()}${location.hash}`;
  const write = () => history.replaceState(history.state, "", href());
  return {
    /** The address of what is seen at this moment. */
    href,
    touch() {
      clearTimeout(timer);
      timer = setTimeout(write, REST);
    },
    async copy() {
      clearTimeout(timer);
      write();
      await navigator.clipboard.writeText(location.href);
    },
    close: () => clearTimeout(timer),
  };
}
