/** How far a picture has come, and a button that stops it or begins it again; seen only where it takes long. */

import { element, setText } from "./panel.js";

/** Milliseconds after which a picture takes long. */
const LONG = 400;

/**
 * @param {object} on
 * @param {() => void} on.stop
 * @param {() => void} on.again
 */
export function createFieldProgress({ stop, again }) {
  const bar = element("progress", { max: 1, value: 0, "aria-label": "Picture" });
  const button = element("button", { type: "button", class: "text", onclick: press }, "Stop");
  const root = element("div", { class: "field-progress", hidden: true }, bar, button);
  let timer = 0;
  let stopped = false;

  function press() {
    if (stopped) return again();
    stopped = true;
    setText(button, "Start again");
    stop();
  }

  return {
    root,
    /** A picture is asked for. */
    begin() {
      clearTimeout(timer);
      stopped = false;
      bar.value = 0;
      setText(button, "Stop");
      timer = setTimeout(() => (root.hidden = false), LONG);
    },
    /** So much of it is there, from 0 to 1. */
    show(share) {
      bar.value = share;
    },
    /** All of it is there, or none will come. */
    end() {
      clearTimeout(timer);
      root.hidden = true;
    },
  };
}
