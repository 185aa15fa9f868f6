/** The bar above a field: back, forward, in, out, all of it, what fingers do; what lies under pointer or cursor. */

import { element } from "./panel.js";

const BUTTONS = [
  ["back", "Back", "The window before this one"],
  ["forward", "Forward", "The window that was left by Back"],
  ["closer", "Zoom in", "Half the window, about the cursor; or draw a rectangle"],
  ["wider", "Zoom out", "Twice the window"],
  ["home", "Whole", "The whole map"],
];
const FINGERS = "While this is on, a finger on the map draws the rectangle to zoom into; otherwise it scrolls the page";

/**
 * @param {Object<string, () => void>} act what each button does.
 * @param {(draw: boolean) => void} onFingers told whether fingers draw, where the page is touched.
 * @param {{root: Element}} progress how far the picture has come.
 */
export function createFieldTools(act, onFingers, progress) {
  const buttons = Object.fromEntries(
    BUTTONS.map(([name, label, title]) => [
      name,
      element("button", { type: "button", class: "text", title, onclick: () => act[name]() }, label),
    ]),
  );
  const fingers = element(
    "button",
    { type: "button", class: "text fingers", title: FINGERS, "aria-pressed": "false", onclick: turn },
    "Zoom by drawing",
  );
  const readout = element("output", { class: "readout", "aria-live": "polite" });
  const notice = element("p", { class: "field-notice", role: "alert", hidden: true });

  function turn() {
    const draw = fingers.getAttribute("aria-pressed") === "false";
    fingers.setAttribute("aria-pressed", String(draw));
    onFingers(draw);
  }

  return {
    root: element("div", { class: "field-tools" }, ...Object.values(buttons), fingers, progress.root, readout),
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
