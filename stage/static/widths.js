/** Networks of growing width from many starts: where each training ends, and what that says of all of a width. */

import { createCarrier } from "./carrier.js";
import { textOf } from "./csv.js";
import { brief } from "./format.js";
import { createAddress } from "./link.js";
import { mounting } from "./mounting.js";
import { element, setText } from "./panel.js";
import { signButton } from "./playback.js";
import { NEAR, PARTS, createRestarts, findings, sentenceOf, summaryOf } from "./restarts.js";
import { save } from "./saving.js";
import { createScreen } from "./screen.js";
import { createSpread } from "./spread.js";
import { createStore } from "./store.js";
import { createStrip } from "./strip.js";
import { readTheme } from "./theme.js";
import { createTrainbar } from "./trainbar.js";
import { canonical, createWire } from "./wire.js";

const HINT = matchMedia("(hover: none)").matches
  ? "Tap a point to read where that restart ended, and open it."
  : "Point at a restart to read where it ended; press it to open it on the page of networks.";
/** The table's columns, each with what it says. */
const COLUMNS = {
  Width: "Units in each hidden layer",
  Weights: "How many numbers are trained, biases too",
  Median: "Of the losses at the end: half of the restarts end lower",
  Spread: "Between the quarter that ends lowest and the quarter that ends highest",
  "Near best": `The share of restarts that end at most ${100 * NEAR}% above the lowest of their own width`,
};

const CHANGED = "The settings have changed; this is what was run before.";

const differ = (one, other) => canonical(one) !== canonical(other);

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`. */
function createWidths({ data: first, parentElement, setTriggerValue }) {
  const store = createStore({ data: first, theme: null, record: null, part: first.part, met: null, busy: "" });
  const { state } = store;
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => store.set({ busy }));
  const address = createAddress(query);
  const strip = createStrip({
    state,
    act: { meet: (met) => store.set({ met }), open, enlarge: () => screen.toggle("strip") },
  });
  const spread = createSpread({ state, enlarge: () => screen.toggle("spread") });
  const views = [strip, spread];
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  const trainbar = createTrainbar(store, press);
  const seen = element("div", { class: "seen", role: "status" });
  const body = element("tbody");
  const headings = Object.entries(COLUMNS).map(([name, title]) => element("th", { scope: "col", class: "numeric", title }, name));
  const head = element("tr", {}, ...headings);
  const away = element("button", { type: "button", class: "text", onclick: download }, "Download CSV");
  const found = element(
    "section",
    { class: "found", "aria-label": "What is seen", hidden: true },
    element("h3", {}, "What is seen"),
    seen,
    element("table", {}, element("thead", {}, head), body),
    away,
  );
  const met = element("p", { class: "met", role: "status" }, HINT);
  const link = element("a", { class: "open", hidden: true, onclick: follow }, "Open in Networks");
  const part = element(
    "select",
    { "aria-label": "Whose loss is shown", title: "Whose loss is shown", onchange: () => store.set({ part: part.value }) },
    ...Object.entries(PARTS).map(([value, name]) => element("option", { value }, name)),
  );
  const root = element(
    "div",
    { class: "stage widths", "data-testid": "widths", "data-over": 0, role: "group", "aria-label": "Widths" },
    element(
      "div",
      { class: "hero" },
      notice,
      ...views.map(({ panel }) => panel.root),
      element(
        "div",
        { class: "transport", role: "group", "aria-label": "Restart" },
        met,
        link,
        element(
          "div",
          { class: "looks" },
          part,
          signButton("link", "Copy link", address.copy),
          signButton("enlarge", "Full screen", () => screen.toggle(null)),
        ),
      ),
      element(
        "div",
        { class: "column" },
        trainbar.root,
        found,
      ),
    ),
  );
  const screen = createScreen(root);
  let flight = null;
  let asked = null;

  parentElement.append(root);
  for (const { panel } of views) {
    panel.measure();
    panel.watch();
  }
  part.value = state.part;
  store.on(["part"], () => {
    show();
    address.touch();
  });
  store.on(["met"], () => {
    strip.ring();
    link.hidden = !state.met;
    setText(met, state.met ? sentenceOf(state.met, state.record.head.task) : HINT);
    if (state.met) link.href = addressOf(state.met);
  });

  // Training.

  function press() {
    if (flight) flight.abort();
    else begin();
  }

  async function begin() {
    const own = (flight = new AbortController());
    notice.hidden = true;
    const data = (asked = state.data);
    tell();
    try {
      for await (const frame of wire.stream("restarts", data.question, own.signal, false)) {
        if (frame.facts.error) throw new Error(frame.facts.error);
        take(frame, data);
      }
    } catch (error) {
      if (!own.signal.aborted) complain(error);
    }
    if (own !== flight) return;
    flight = null;
    tell();
  }

  function take(frame, { question, run }) {
    if (frame.facts.widths) store.set({ record: createRestarts(frame.facts, question, run), met: null });
    else state.record.take(frame);
    show();
    tell();
  }

  function complain({ message }) {
    notice.textContent = message;
    notice.hidden = !message;
  }

  /** Whether what is shown is of other settings. */
  const isStale = () => state.record && differ(state.record.question, state.data.question);

  /** Says how far it is, and what the button does. */
  function tell() {
    const { record } = state;
    const part = record ? record.done / record.head.whole : 0;
    const broken = part > 0 && part < 1 && !isStale();
    root.classList.toggle("stale", Boolean(isStale()));
    root.dataset.over = record?.over ?? 0;
    trainbar.offer(flight ? "Stop" : broken ? "Continue" : "Run");
    trainbar.tell(part, !flight && isStale() ? CHANGED : progress(record));
  }

  function progress(record) {
    if (!record) return flight ? "Waiting for the server." : "";
    const { restarts, steps } = record.head;
    const [over, all, each] = [record.over, restarts * record.columns.length, steps].map((n) => n.toLocaleString("en"));
    return `${over} of ${all} restarts, ${each} steps each`;
  }

  // What is seen.

  function show() {
    if (!state.record || !state.theme) return;
    found.hidden = !state.record.over;
    for (const view of views) view.paint();
    seen.replaceChildren(...findings(state.record, state.part).map((text) => element("p", {}, text)));
    body.replaceChildren(...state.record.columns.filter(({ runs }) => runs.length).map(rowOf));
  }

  function rowOf(column) {
    const summary = summaryOf(column, state.part);
    const losses = [summary?.median, summary?.spread].map((loss) => brief(loss, 3));
    const near = summary ? `${Math.round(100 * summary.near)}%` : "\u2013";
    const cells = [column.width, column.weights, ...losses, near];
    return element("tr", {}, ...cells.map((text) => element("td", { class: "numeric" }, String(text))));
  }

  // What the visitor does.

  function addressOf({ column, seed }) {
    const hidden = Array(state.record.head.layers).fill(column.width).join("-");
    return new URL(`${state.record.run}&hidden=${hidden}&seed=${seed}`, document.baseURI).href;
  }

  /** Opens a restart as it was trained, whatever the settings are by now. */
  function open({ column, seed }) {
    const { question, head } = state.record;
    setTriggerValue("open", { ...question.shared, hidden: Array(head.layers).fill(column.width), seed });
  }

  function follow(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(state.met);
  }

  function download() {
    const { columns, head } = state.record;
    const names = ["width", "weights", "seed", "diverged", "train_loss", "test_loss", "train_score", "test_score", "steps", "version", "link"];
    const rows = columns.flatMap(({ runs }) =>
      runs.map((run) => [
        ...[run.column.width, run.column.weights, run.seed, run.finite ? 0 : 1],
        ...[run.train.loss, run.test.loss, run.train.score, run.test.score],
        ...[head.steps, state.data.version, addressOf(run)],
      ]),
    );
    save(textOf([names, ...rows]), "text/csv", "descent-lab-restarts.csv");
  }

  function query() {
    return [state.data.link, ...(state.part === "train" ? [] : [`part=${state.part}`])].join("&");
  }

  return {
    /** Takes new data: other settings, another theme, an answer. What has changed waits for the button. */
    update(data) {
      carrier.deliver(data.answer);
      const opening = state.theme === null;
      if (flight && differ(data.question, asked.question)) flight.abort();
      store.set({ data, theme: readTheme(root, data.style) });
      if (opening) begin();
      else {
        show();
        tell();
      }
      address.touch();
    },
    close() {
      flight?.abort();
      for (const each of [address, screen, strip.panel, spread.panel]) each.close();
      root.remove();
    },
  };
}

export default mounting(createWidths);
