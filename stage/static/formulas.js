/** Formulas that may go on in the next line: browsers draw MathML in one line, however long, so each is taken apart. */

const RELATIONS = ["=", "≈", "≤", "≥", "←"];
const SIGNS = ["+", "−", "⋅", "·"];
const OPENING = ["(", "[", "{"];
const CLOSING = [")", "]", "}"];

/** The part of a formula in which the terms lie side by side; null where lines are set one below the other. */
function rowOf(math) {
  const [row] = math.children;
  return math.children.length === 1 && row.localName === "mrow" && !row.querySelector("mtable") ? row : null;
}

/** The terms of a row: a new one begins at each relation, and at each sign between two numbers, outside of brackets. */
function termsOf(row) {
  const terms = [[]];
  let depth = 0;
  let afterSign = true;
  for (const part of row.children) {
    const sign = part.localName === "mo" ? part.textContent.trim() : "";
    if (OPENING.includes(sign)) depth += 1;
    if (CLOSING.includes(sign)) depth -= 1;
    const between = RELATIONS.includes(sign) || (SIGNS.includes(sign) && !afterSign);
    if (between && depth === 0) {
      part.setAttribute("form", "infix"); // or it would be set as one that begins a formula
      terms.push([]);
    }
    terms.at(-1).push(part);
    afterSign = between || OPENING.includes(sign);
  }
  return terms.filter((term) => term.length);
}

/** A formula's text as several formulas, between which a line may end; one that cannot be taken apart as it came. */
export function breakable(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const math = holder.content.firstElementChild;
  const row = math && rowOf(math);
  if (!row) return text;
  return termsOf(row)
    .map((term) => {
      const piece = math.cloneNode(false);
      piece.append(...term);
      return piece.outerHTML;
    })
    .join("<wbr>");
}
