/** The button that trains, pauses and goes on, and how far the training has come. */

import { element, setText } from "./panel.js";

/**
 * @param {object} store with the `busy` sentence of the wire.
 * @param {() => void} press
 */
export function createTrainbar(store, press) {
  const train = element("button", { type: "button", class: "train", onclick: press }, "Train");
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Training" });
  const said = element("p", { class: "small", role: "status" });
  store.on(["busy"], () => setText(said, store.state.busy));

  function tell(part, text) {
    bar.value = part;
    setText(said, text);
  }

  return {
    tell,
    root: element("section", { class: "learning", "aria-label": "Training" }, train, bar, said),
    /** Says what a press does now. */
    offer: (text) => setText(train, text),
    show: (done, steps) => tell(done / steps, `${done.toLocaleString("en")} of ${steps.toLocaleString("en")} steps`),
  };
}
