/** What came of it: one row for each run, sortable, to be taken away as CSV; and one line that says how it was made. */

import { csvOf } from "./csv.js";
import { steady } from "./format.js";
import { isDrawn } from "./lanes.js";
import { swatch } from "./marks.js";
import { element } from "./panel.js";
import { fullRun, protocolOf } from "./protocol.js";
import { save } from "./saving.js";

const NUMBER = (read) => ({ read, numeric: true, kind: "numeric" });
const COLUMNS = [
  { name: "Run", read: (row) => row.label },
  { name: "Verdict", kind: "sentence", read: (row) => (row.lane ? (row.lane.facts.verdict?.sentence ?? "") : row.error) },
  { name: "Final loss", ...NUMBER((row) => row.lane?.facts.final.loss) },
  { name: "Best loss", ...NUMBER((row) => row.lane?.facts.final.best_loss) },
  { name: "At step", ...NUMBER((row) => row.lane?.facts.final.best_step), whole: true },
  { name: "Gradients", ...NUMBER((row) => row.lane?.facts.evaluations?.gradients), whole: true },
  { name: "Values", ...NUMBER((row) => row.lane?.facts.evaluations?.values), whole: true },
];

/** Rows in the order of a column; what has no value comes last. */
export function sorted(rows, { column, up }) {
  if (column === null) return rows;
  const value = (row) => COLUMNS[column].read(row);
  const known = rows.filter((row) => value(row) !== null && value(row) !== undefined);
  const order = (a, b) => (COLUMNS[column].numeric ? value(a) - value(b) : String(value(a)).localeCompare(value(b)));
  return [...known.sort((a, b) => (up ? order(a, b) : order(b, a))), ...rows.filter((row) => !known.includes(row))];
}

/** The runs that stand beside these in a response: at this moment they share with them what runs of a race share. */
function beside(race, data, { start }) {
  const compared = data.response?.race;
  if (!compared) return [];
  const now = { ...compared, shared: { start, ...compared.shared, ...race.shared } };
  return now.lanes.map((_, lane) => fullRun(now, data, lane, null));
}

/** @param {(lane: number) => void} onSelect */
export function createResults({ onSelect }) {
  const body = element("tbody");
  const heads = COLUMNS.map(({ name, kind }, column) =>
    element(
      "th",
      { scope: "col", class: kind },
      element("button", { type: "button", class: "text", onclick: () => sort(column) }, name),
    ),
  );
  const protocol = element("p", { class: "protocol" });
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  const later = element("p", { class: "later", hidden: true }, "Hidden until the end is reached.");
  const away = element("button", { type: "button", class: "text", onclick: download }, "Download CSV");
  const root = element(
    "section",
    { class: "results", "aria-label": "Results" },
    element(
      "header",
      {},
      element("h3", {}, "Results"),
      away,
    ),
    later,
    element("div", { class: "scroll" }, table),
    protocol,
  );
  let rows = [];
  let theme = null;
  let address = null;
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
    const cells = COLUMNS.map(({ read, kind, numeric, whole }) => {
      const value = read(row);
      return element(
        "td",
        { class: kind },
        numeric ? (whole ? String(value ?? "–") : steady(value, 4)) : (value ?? ""),
      );
    });
    cells[0].insertAdjacentHTML("afterbegin", swatch(theme.lane(row.number)));
    return element("tr", { onclick: () => onSelect(row.number) }, ...cells);
  }

  function download() {
    const said = { protocol: protocol.textContent, link: address() };
    save(csvOf(sorted(rows, order).map((row) => ({ ...row, ...said }))), "text/csv", "descent-lab-results.csv");
  }

  return {
    root,
    /**
     * Shows the runs of a state.
     * @param {object} state the stage's.
     * @param {string[]} labels
     * @param {() => string} link the address of what is seen.
     */
    show({ race, data, lanes, veiled, theme: colors }, labels, link) {
      theme = colors;
      table.hidden = away.disabled = veiled;
      later.hidden = !veiled;
      address = link;
      const arrived = labels.map((_, number) => (isDrawn(lanes[number]) ? lanes[number] : null));
      rows = labels.map((label, number) => ({
        number,
        label,
        lane: arrived[number],
        error: lanes[number]?.error ?? "",
        run: fullRun(race, data, number, arrived[number]),
        version: data.version,
      }));
      protocol.textContent = protocolOf([...rows.map(({ run }) => run), ...beside(race, data, rows[0].run)], data);
      show();
    },
  };
}
