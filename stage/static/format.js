/** Numbers as a reader expects them: real minus signs, powers of ten, a steady number of digits. */

const MINUS = "\u2212";
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** Numbers come as 32-bit floats; a larger one is known to be larger, and no more. */
const LARGEST = "3\u00d710\u00b3\u2078";

/** `10` with a raised exponent, as in "10⁻³". */
export function powerOfTen(exponent) {
  return "10" + [...String(exponent)].map((sign) => RAISED[sign]).join("");
}

/**
 * A number with a fixed count of significant digits, so that a changing value keeps its width.
 * @param {number|null|undefined} value null, undefined and NaN show as a dash.
 * @param {number} digits significant digits.
 */
export function steady(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return `${value < 0 ? "<\u00a0" + MINUS : ">\u00a0"}${LARGEST}`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split("e");
    return `${mantissa.replace("-", MINUS)}\u00d7${powerOfTen(Number(exponent))}`;
  }
  const text = value.toPrecision(digits);
  return (text.includes("e") ? String(Number(text)) : text).replace("-", MINUS);
}

/** A number as short as it can be said in `digits` significant digits. */
export function brief(value, digits = 4) {
  const text = steady(value, digits);
  const [mantissa, power] = text.split("\u00d7");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return power ? (short === "1" ? power : `${short}\u00d7${power}`) : short;
}

/** The text of a number field: what a person may type back. */
export function plain(value, digits = 6) {
  return String(Number(value.toPrecision(digits))).replace("-", MINUS);
}

/** The number that a person typed, real minus signs and decimal commas included; NaN where it is none. */
export function typed(text) {
  const cleaned = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  return cleaned === "" ? NaN : Number(cleaned);
}

/** So many numbers of a point can be read; of more the first few are said, and how many there are. */
const READABLE = 4;

/** A point "(1.5, −2)". */
export function tuple(numbers, digits = 3) {
  const said = [...numbers].slice(0, numbers.length > READABLE ? READABLE - 1 : READABLE).map((value) => brief(value, digits));
  return `(${said.join(", ")}${numbers.length > READABLE ? `, … ${numbers.length} in all` : ""})`;
}

/** "1 step", "200 steps". */
export function count(number, word) {
  return `${number.toLocaleString("en").replaceAll(",", "\u202f")} ${word}${number === 1 ? "" : "s"}`;
}

/** The longest name that is a symbol, as `ui/words.py` has it. */
const SYMBOL = 3;

/** A knob's name as it is read: "learning_rate" is "Learning rate"; a symbol such as "b1" or "eps" stays as it is. */
export function title(name) {
  const words = name.replaceAll("_", " ");
  return words.length <= SYMBOL ? words : words.charAt(0).toUpperCase() + words.slice(1);
}
