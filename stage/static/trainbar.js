/** The button that trains, and how far a training has come. */

import { element, setText } from "./panel.js";

/**
 * @param {object} store with the `busy` sentence of the wire.
 * @param {() => void} press
 * @param {HTMLElement[]} others buttons beside the one that trains.
 */
export function createTrainbar(store, press, ...others) {
  const train = element("button", { type: "button", class: "train", onclick: press }, "Train");
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Training" });
  const said = element("p", { class: "small", role: "status" });
  store.on(["busy"], () => setText(said, store.state.busy));
  return {
    root: element("section", { class: "learning", "aria-label": "Training" }, train, ...others, bar, said),
    /** Says what a press does now. */
    offer: (text) => setText(train, text),
    focus: () => train.focus(),
    say: (words) => setText(said, words),
    /** Says how much is done, from 0 to 1, and in words. */
    tell(part, words) {
      bar.value = part;
      setText(said, words);
    },
  };
}
