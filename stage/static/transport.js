/** The bar that moves time, and what belongs to looking: speed, loop, hiding, fitting, arrows, the whole screen, the link. */

import { arrowSign } from "./arrows.js";
import { brief } from "./format.js";
import { icon } from "./icons.js";
import { element } from "./panel.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const ARROWS = {
  gradient: "Downhill (negative gradient)",
  update: "Step made",
  momentum: "Momentum (without the gradient)",
  lookahead: "Look-ahead",
  curvature: "Curvature (Hessian)",
  regions: "Curvature everywhere",
};

function button(name, label, onclick, key = "") {
  const title = key ? `${label} (${key})` : label;
  return element("button", { type: "button", class: "quiet", "aria-label": label, title, onclick }, icon(name));
}

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} act what buttons do: fit, fullScreen, copyLink, removeChange.
 */
export function createTransport({ store, timeline, act }) {
  const { state } = store;
  const play = button("play", "Play", () => timeline.toggle(), "space");
  play.classList.add("play");
  const slider = element("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    "aria-label": "Step",
    oninput: () => timeline.seek(Number(slider.value)),
  });
  const marks = element("div", { class: "marks" });
  const readout = element("output", { class: "readout", "aria-hidden": "true" });
  const speed = element(
    "select",
    { "aria-label": "Speed", title: "Speed", onchange: () => store.set({ speed: Number(speed.value) }) },
    ...SPEEDS.map((value) => element("option", { value }, `${brief(value)}×`)),
  );
  const toggle = (name, key, label) => {
    const made = button(name, label, () => store.set({ [key]: !state[key] }));
    const show = () => made.setAttribute("aria-pressed", String(state[key]));
    store.on([key], show);
    show();
    return made;
  };
  const copy = button("link", "Copy link", async () => {
    await act.copyLink();
    copy.dataset.done = "copied";
    setTimeout(() => delete copy.dataset.done, 1500);
  });
  const root = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Playback" },
    button("back", "Step back", () => timeline.seek(timeline.step - 1), "left arrow"),
    play,
    button("forward", "Step forward", () => timeline.seek(timeline.step + 1), "right arrow"),
    element("div", { class: "track" }, slider, marks),
    readout,
    element(
      "div",
      { class: "looks" },
      speed,
      toggle("loop", "loop", "Loop"),
      toggle("hide", "hide", "Hide what is to come"),
      arrowsMenu(store),
      button("fit", "Fit", act.fit),
      copy,
      button("enlarge", "Full screen", act.fullScreen),
    ),
  );

  function showPlaying() {
    const label = timeline.playing ? "Pause" : "Play";
    play.setAttribute("aria-label", label);
    play.title = `${label} (space)`;
    play.replaceChildren(icon(timeline.playing ? "pause" : "play"));
  }

  const showSpeed = () => {
    if (!SPEEDS.includes(state.speed))
      speed.append(element("option", { value: state.speed }, `${brief(state.speed)}×`));
    speed.value = String(state.speed);
  };
  store.on(["speed"], showSpeed);
  showSpeed();

  return {
    root,
    showPlaying,
    /** Shows a step of so many. */
    show(step, length) {
      if (slider.max !== String(length)) slider.max = length;
      slider.value = step;
      slider.style.setProperty("--part", length ? step / length : 0);
      readout.textContent = `${step} / ${length}`;
    },
    /** Marks the steps at which something changes; pressing a mark takes the change back. */
    showChanges(changes) {
      marks.replaceChildren(
        ...changes.map(({ step, sentence, remove, part }) =>
          element("button", {
            type: "button",
            class: "mark",
            style: `--part:${part}`,
            "aria-label": `Remove: ${sentence}`,
            title: `${sentence}. Press to remove.`,
            "data-step": step,
            onclick: remove,
          }),
        ),
      );
    },
  };
}

function arrowsMenu(store) {
  const boxes = Object.entries(ARROWS).map(([name, label]) => {
    const box = element("input", {
      type: "checkbox",
      onchange: () => {
        const others = store.state.arrows.filter((other) => other !== name);
        store.set({ arrows: box.checked ? [...others, name] : others });
      },
    });
    const show = () => (box.checked = store.state.arrows.includes(name));
    store.on(["arrows"], show);
    show();
    return element("label", {}, box, arrowSign(name), label);
  });
  const menu = element(
    "details",
    { class: "menu" },
    element("summary", { "aria-label": "Arrows", title: "Arrows at the current step" }, "Arrows"),
    element("div", { class: "sheet" }, ...boxes),
  );
  // A press on a label moves the focus to the stage for a moment: only what lies beside the menu closes it, and afterwards.
  menu.addEventListener("focusout", ({ relatedTarget: next }) => {
    if (next && !menu.contains(next) && !next.contains(menu)) setTimeout(() => (menu.open = false));
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") menu.open = false;
  });
  return menu;
}
