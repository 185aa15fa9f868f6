/** The bar that moves time, and what belongs to looking: speed, loop, hiding, fitting, arrows, the whole screen, the link. */

import { arrowSign } from "./arrows.js";
import { element } from "./panel.js";
import { copyButton, createPlayback, signButton } from "./playback.js";

const ARROWS = {
  gradient: "Downhill (negative gradient)",
  update: "Step made",
  momentum: "Momentum (without the gradient)",
  lookahead: "Look-ahead",
  curvature: "Curvature (Hessian)",
  regions: "Curvature everywhere",
};

/**
 * @param {object} store
 * @param {object} timeline
 * @param {object} act what buttons do: fit, fullScreen, copyLink, removeChange.
 */
export function createTransport({ store, timeline, act }) {
  const { state } = store;
  const playback = createPlayback(store, timeline);
  const marks = element("div", { class: "marks" });
  playback.track.append(marks);
  const toggle = (name, key, label) => {
    const made = signButton(name, label, () => store.set({ [key]: !state[key] }));
    const show = () => made.setAttribute("aria-pressed", String(state[key]));
    store.on([key], show);
    show();
    return made;
  };
  const root = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Playback" },
    ...playback.controls,
    element(
      "div",
      { class: "looks" },
      playback.speed,
      toggle("loop", "loop", "Loop"),
      toggle("hide", "hide", "Hide what is to come"),
      arrowsMenu(store),
      signButton("fit", "Fit", act.fit),
      copyButton(act.copyLink),
      signButton("enlarge", "Full screen", act.fullScreen),
    ),
  );

  return {
    root,
    showPlaying: playback.showPlaying,
    show: playback.show,
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
