/** What came of it: one row for each run, sortable, to be taken away as CSV; and one line that says how it was made. */

import { brief, count, pair, steady } from "./format.js";
import { isDrawn } from "./lanes.js";
import { swatch } from "./marks.js";
import { element } from "./panel.js";

const NUMBER = (read) => ({ read, numeric: true });
const COLUMNS = [
  { name: "Run", read: (row) => row.label },
  { name: "Verdict", read: (row) => (row.lane ? (row.lane.facts.verdict?.sentence ?? "") : row.error) },
  { name: "Final loss", ...NUMBER((row) => row.lane?.facts.final.loss) },
  { name: "Best loss", ...NUMBER((row) => row.lane?.facts.final.best_loss) },
  { name: "At step", ...NUMBER((row) => row.lane?.facts.final.best_step), whole: true },
  { name: "Gradients", ...NUMBER((row) => row.lane?.facts.evaluations?.gradients), whole: true },
  { name: "Values", ...NUMBER((row) => row.lane?.facts.evaluations?.values), whole: true },
];

/** A table as CSV (RFC 4180), numbers in full. */
export function csvOf(rows) {
  const quoted = (value) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [COLUMNS.map(({ name }) => name), ...rows.map((row) => COLUMNS.map(({ read }) => read(row)))];
  return lines.map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
}

/** Rows in the order of a column; what has no value comes last. */
export function sorted(rows, { column, up }) {
  if (column === null) return rows;
  const value = (row) => COLUMNS[column].read(row);
  const known = rows.filter((row) => value(row) !== null && value(row) !== undefined);
  const order = (a, b) => (COLUMNS[column].numeric ? value(a) - value(b) : String(value(a)).localeCompare(value(b)));
  return [...known.sort((a, b) => (up ? order(a, b) : order(b, a))), ...rows.filter((row) => !known.includes(row))];
}

/** How the race was made, in one line. */
export function protocolOf(race, data, start) {
  const { shared } = race;
  const values = { ...data.surface.values, ...shared.surface_knobs };
  const parts = [
    data.surface.title +
      Object.entries(values)
        .map(([name, value]) => `, ${name.replaceAll("_", " ")} ${brief(value)}`)
        .join(""),
    shared.frame_angle ? `turned by ${brief(shared.frame_angle)}°` : "",
    start && `start ${pair(...start, 5)}`,
    count(shared.steps ?? 200, "step"),
    `seed ${shared.seed ?? 0}`,
    shared.clip_norm
      ? `norm clipped at ${brief(shared.clip_norm)}`
      : shared.clip_value
        ? `values clipped at ${brief(shared.clip_value)}`
        : "no clipping",
    shared.noise ? `noise ${brief(shared.noise)}` : "no noise",
    shared.weight_decay ? `weight decay ${brief(shared.weight_decay)}` : "",
    `${shared.schedule ?? "constant"} rate`,
    `version ${data.version}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** @param {(lane: number) => void} onSelect */
export function createResults({ onSelect }) {
  const body = element("tbody");
  const heads = COLUMNS.map(({ name, numeric }, column) =>
    element(
      "th",
      { scope: "col", class: numeric && "numeric" },
      element("button", { type: "button", class: "text", onclick: () => sort(column) }, name),
    ),
  );
  const protocol = element("p", { class: "protocol" });
  const root = element(
    "section",
    { class: "results", "aria-label": "Results" },
    element(
      "header",
      {},
      element("h3", {}, "Results"),
      element("button", { type: "button", class: "text", onclick: download }, "Download CSV"),
    ),
    element("div", { class: "scroll" }, element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body)),
    protocol,
  );
  let rows = [];
  let theme = null;
  let order = { column: null, up: true };

  function sort(column) {
    order = { column, up: order.column === column ? !order.up : true };
    show();
  }

  function show() {
    heads.forEach((head, i) =>
      head.setAttribute("aria-sort", i === order.column ? (order.up ? "ascending" : "descending") : "none"),
    );
    body.replaceChildren(...sorted(rows, order).map(rowOf));
  }

  function rowOf(row) {
    const cells = COLUMNS.map(({ read, numeric, whole }) => {
      const value = read(row);
      return element(
        "td",
        { class: numeric && "numeric" },
        numeric ? (whole ? String(value ?? "–") : steady(value, 4)) : (value ?? ""),
      );
    });
    cells[0].insertAdjacentHTML("afterbegin", swatch(theme.lane(row.number)));
    return element("tr", { onclick: () => onSelect(row.number) }, ...cells);
  }

  function download() {
    const address = URL.createObjectURL(new Blob([csvOf(sorted(rows, order))], { type: "text/csv" }));
    const link = element("a", { href: address, download: "descent-lab-results.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  return {
    root,
    show(lanes, labels, colors, sentence) {
      theme = colors;
      rows = labels.map((label, number) => ({
        number,
        label,
        lane: isDrawn(lanes[number]) ? lanes[number] : null,
        error: lanes[number]?.error ?? "",
      }));
      protocol.textContent = sentence;
      show();
    },
  };
}
