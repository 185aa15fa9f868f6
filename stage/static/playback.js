/** Time under the hand: play, the steps to both sides, the slider, the speed. */

import { brief } from "./format.js";
import { icon } from "./icons.js";
import { element } from "./panel.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/** A button with a sign; `key` is the key that does the same. */
export function signButton(name, label, onclick, key = "") {
  const title = key ? `${label} (${key})` : label;
  return element("button", { type: "button", class: "quiet", "aria-label": label, title, onclick }, icon(name));
}

/** The button that copies the address, and says for a moment that it has. */
export function copyButton(copy) {
  const made = signButton("link", "Copy link", async () => {
    await copy();
    made.dataset.done = "copied";
    setTimeout(() => delete made.dataset.done, 1500);
  });
  return made;
}

/**
 * @param {object} store with the `speed`.
 * @param {object} timeline
 * @param {(step: number, length: number) => string} words what the readout says.
 */
export function createPlayback(store, timeline, words = (step, length) => `${step} / ${length}`) {
  const { state } = store;
  const play = signButton("play", "Play", () => timeline.toggle(), "space");
  play.classList.add("play");
  const slider = element("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    "aria-label": "Step",
    oninput: () => timeline.seek(Number(slider.value)),
  });
  const track = element("div", { class: "track" }, slider);
  const readout = element("output", { class: "readout", "aria-hidden": "true" });
  const speed = element(
    "select",
    { "aria-label": "Speed", title: "Speed", onchange: () => store.set({ speed: Number(speed.value) }) },
    ...SPEEDS.map((value) => element("option", { value }, `${brief(value)}×`)),
  );

  const showSpeed = () => {
    if (!SPEEDS.includes(state.speed))
      speed.append(element("option", { value: state.speed }, `${brief(state.speed)}×`));
    speed.value = String(state.speed);
    timeline.setSpeed(state.speed);
  };
  store.on(["speed"], showSpeed);
  showSpeed();

  return {
    track,
    speed,
    /** What moves time, in its order along the bar. */
    controls: [
      signButton("back", "Step back", () => timeline.seek(timeline.step - 1), "left arrow"),
      play,
      signButton("forward", "Step forward", () => timeline.seek(timeline.step + 1), "right arrow"),
      track,
      readout,
    ],
    showPlaying() {
      const label = timeline.playing ? "Pause" : "Play";
      play.setAttribute("aria-label", label);
      play.title = `${label} (space)`;
      play.replaceChildren(icon(timeline.playing ? "pause" : "play"));
    },
    /** Shows a step of so many. */
    show(step, length) {
      if (slider.max !== String(length)) slider.max = length;
      slider.value = step;
      slider.style.setProperty("--part", length ? step / length : 0);
      readout.textContent = words(step, length);
    },
  };
}
