/** One number under a hand: a slider, and a field for the exact value. */

import { brief, plain, typed } from "./format.js";
import { element } from "./panel.js";

/** Into how many parts a slider is divided where nothing else is said. */
const TICKS = 1000;

/** Where a value lies between 0 and 1. */
function partOf(value, { low, high, scale }) {
  if (low === high) return 0;
  const part = scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(Math.max(part, 0), 1);
}

/** The value at a place between 0 and 1, in three significant digits (four on a linear scale). */
function valueAt(part, { low, high, scale }) {
  if (part <= 0) return low;
  if (part >= 1) return high;
  const inside = (value) => Math.min(Math.max(value, low), high);
  if (scale === "log") return inside(Number((low * (high / low) ** part).toPrecision(3)));
  const digits = Math.max(0, 3 - Math.floor(Math.log10(high - low)));
  return inside(Number((low + (high - low) * part).toFixed(Math.min(digits, 12))));
}

/**
 * @param {object} knob its ends may be changed before the next `show`.
 * @param {string} knob.label its accessible name.
 * @param {number} knob.low
 * @param {number} knob.high
 * @param {"linear"|"log"} knob.scale
 * @param {string} knob.unit
 * @param {string} knob.help
 * @param {number} knob.ticks into how many parts it is divided.
 * @param {(value: number) => void} onMove called while it moves.
 * @param {() => void} onRest called when the hand lets go.
 */
export function createSlider(knob, onMove, onRest) {
  const { label, unit = "", help = "", ticks = TICKS } = knob;
  const range = element("input", { type: "range", min: 0, max: ticks, step: 1, "aria-label": label });
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    class: "number",
    "aria-label": `${label}, exact value`,
    autocomplete: "off",
    spellcheck: "false",
  });
  const complaint = element("p", { class: "complaint", role: "alert", hidden: true });
  const root = element(
    "div",
    { class: "slider" },
    element("span", { class: "name", title: help }, label),
    element("span", { class: "exact" }, field, unit && element("span", { class: "unit" }, unit)),
    range,
    complaint,
  );

  function show(value) {
    range.value = Math.round(partOf(value, knob) * ticks);
    range.style.setProperty("--part", partOf(value, knob));
    range.setAttribute("aria-valuetext", `${brief(value)}${unit ? ` ${unit}` : ""}`);
    if (document.activeElement !== field) field.value = plain(value);
    complain("");
  }

  function complain(sentence) {
    complaint.textContent = sentence;
    complaint.hidden = !sentence;
    field.toggleAttribute("aria-invalid", Boolean(sentence));
  }

  range.addEventListener("input", () => {
    const value = valueAt(range.value / ticks, knob);
    field.value = plain(value);
    range.style.setProperty("--part", range.value / ticks);
    range.setAttribute("aria-valuetext", brief(value));
    onMove(value);
  });
  range.addEventListener("change", onRest);
  field.addEventListener("change", () => {
    const value = typed(field.value);
    if (!(value >= knob.low && value <= knob.high)) {
      complain(`${label} is a number from ${brief(knob.low)} to ${brief(knob.high)}.`);
      return;
    }
    complain("");
    onMove(value);
    onRest();
  });
  return { root, show, range };
}

/** A labelled number field without a slider. */
export function createField(label, onChange) {
  const field = element("input", {
    type: "text",
    inputmode: "decimal",
    class: "number",
    "aria-label": label,
    autocomplete: "off",
    spellcheck: "false",
  });
  field.addEventListener("change", () => {
    const value = typed(field.value);
    field.toggleAttribute("aria-invalid", !Number.isFinite(value));
    if (Number.isFinite(value)) onChange(value);
  });
  return {
    field,
    show(value) {
      if (document.activeElement !== field) field.value = plain(value, 5);
    },
  };
}
