/** The bar above a field: back, forward, in, out, all of it; and what lies under the pointer or the cursor. */

import { element } from "./panel.js";

const BUTTONS = [
  ["back", "Back", "The window before this one"],
  ["forward", "Forward", "The window that was left by Back"],
  ["closer", "Zoom in", "Half the window, about the cursor; or draw a rectangle"],
  ["wider", "Zoom out", "Twice the window"],
  ["home", "Whole", "The whole map"],
];

/**
 * @param {Object<string, () => void>} act what each button does.
 * @param {{root: Element}} progress how far the picture has come.
 */
export function createFieldTools(act, progress) {
  const buttons = Object.fromEntries(
    BUTTONS.map(([name, label, title]) => [
      name,
      element("button", { type: "button", class: "text", title, onclick: () => act[name]() }, label),
    ]),
  );
  const readout = element("output", { class: "readout", "aria-live": "polite" });
  const notice = element("p", { class: "field-notice", role: "alert", hidden: true });
  return {
    root: element("div", { class: "field-tools" }, ...Object.values(buttons), progress.root, readout),
    notice,
    /** Says which buttons do something. */
    enable(can) {
      for (const [name, on] of Object.entries(can)) buttons[name].disabled = !on;
    },
    say(text) {
      readout.textContent = readout.title = text;
    },
    complain(sentence) {
      notice.textContent = sentence;
      notice.hidden = !sentence;
    },
  };
}
