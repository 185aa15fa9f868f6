// The gallery: a catalogue of the wire's rows as cards, by family, with a search box; in a dialog or in the page.
//
// data: {rows: "surfaces" | "optimizers", value: name, dialog: boolean, label: string}. Sends the trigger `pick` with a name.
// Each card carries its row's picture; one that cannot be loaded leaves a card of words.

import { createLine } from "./pictures.js";

/** How long a card must be looked at until it counts as likely to be chosen, in milliseconds. */
const REGARD = 120;
/** Pages on which Streamlit lays its sidebar over the content. */
const NARROW = "(max-width: 767px)";

const galleries = new WeakMap();
const catalogues = new Map();

const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("gallery.css", import.meta.url) });
document.head.append(styles);

/** Draws a gallery, or brings the one that is there up to date. */
export function show(component) {
  const { parentElement, data } = component;
  let gallery = galleries.get(parentElement);
  if (!gallery || gallery.rows !== data.rows) {
    close(parentElement);
    gallery = data.dialog ? inDialog(component) : inPage(component);
    galleries.set(parentElement, gallery);
  }
  gallery.show(component);
}

/** Takes a gallery down. */
export function close(parentElement) {
  const gallery = galleries.get(parentElement);
  gallery?.rest();
  gallery?.root.remove();
  galleries.delete(parentElement);
}

function inPage({ parentElement, data }) {
  const root = make("div", "gallery gallery-page");
  parentElement.append(root);
  const view = cards(data.rows, showFacts);
  root.append(view.search, view.body);
  return { root, rows: data.rows, rest: view.rest, show: (component) => view.show(component) };
}

function inDialog({ parentElement, data }) {
  const root = make("div", "gallery");
  const opener = make("button", "gallery-opener", { type: "button" });
  const dialog = make("dialog", "gallery-dialog");
  const view = cards(data.rows, () => {
    dialog.close();
    putSidebarAway();
  });
  const close = make("button", "gallery-close", { type: "button", textContent: "Close" });
  const head = make("header", "gallery-head");
  head.append(view.search, close);
  dialog.append(head, view.body);
  root.append(opener, dialog);
  parentElement.append(root);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", view.rest);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  opener.addEventListener("click", () => {
    dialog.showModal();
    view.open();
  });
  const show = (component) => {
    opener.setAttribute("aria-label", component.data.label);
    opener.title = component.data.label;
    dialog.setAttribute("aria-label", component.data.label);
    opener.replaceChildren(...face(component.data, component.parentElement));
    view.show(component);
  };
  return { root, rows: data.rows, rest: view.rest, show };
}

/** Scrolls to the facts of what was picked, where the page is too narrow for them to stay beside the cards. */
function showFacts() {
  const facts = document.querySelector(".st-key-card");
  if (facts?.getBoundingClientRect().top < 0) facts.scrollIntoView();
}

/** On a narrow page the sidebar lies over what it changes. */
function putSidebarAway() {
  if (matchMedia(NARROW).matches) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

/** What the opener shows: the chosen surface's picture, or a word, because a run would be too fine to be seen there. */
function face({ rows, value }, parent) {
  if (rows !== "surfaces") return [document.createTextNode("Browse")];
  const image = picture(value, parent);
  image.src = image.dataset.address;
  return [image];
}

/** The search box and the cards; `done` is called after a card was picked. */
function cards(rows, done = () => {}) {
  const search = make("input", "gallery-search", {
    type: "search", placeholder: `Search ${rows}`, ariaLabel: `Search ${rows}`, spellcheck: false,
  });
  const body = make("div", "gallery-body", { tabIndex: -1 });
  const line = createLine();
  let latest, drawn, drawing, regarded;

  /** Tells the page which surface may be chosen next. */
  function tell(card) {
    clearTimeout(regarded);
    if (rows === "surfaces") dispatchEvent(new CustomEvent("gallery:surface", { detail: card.dataset.name }));
  }

  /** Does so when a card has been looked at for a moment. */
  function regard(card) {
    clearTimeout(regarded);
    if (card) regarded = setTimeout(tell, REGARD, card);
  }

  async function draw() {
    const theme = isDark(latest.parentElement) ? "dark" : "light";
    if (drawn === theme) return mark();
    drawn = theme;
    body.setAttribute("aria-busy", "true");
    try {
      line.rest();
      body.replaceChildren(...families(await catalogue(rows)).map((family) => section(family)));
      load();
    } catch {
      drawn = undefined;
      const text = "The catalogue cannot be loaded here. Choose by name from the list beside it.";
      body.replaceChildren(make("p", "gallery-empty", { textContent: text }));
    }
    body.removeAttribute("aria-busy");
    filter();
    mark();
  }

  function section([title, members]) {
    const part = make("section", "gallery-family");
    const grid = make("div", "gallery-grid");
    grid.append(...members.map(card));
    part.append(make("h3", "", { textContent: title }), grid);
    return part;
  }

  function card(row) {
    const button = make("button", "gallery-card", { type: "button" });
    button.dataset.name = row.name;
    button.dataset.words = `${row.name} ${row.title} ${row.family} ${row.caption}`.toLowerCase();
    button.append(
      picture(row.name, latest.parentElement),
      make("strong", "", { textContent: row.title }),
      make("span", "", { textContent: row.caption }),
    );
    button.addEventListener("click", () => {
      tell(button);
      latest.setTriggerValue("pick", row.name);
      done();
    });
    return button;
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const part of body.querySelectorAll(".gallery-family")) {
      let here = 0;
      for (const button of part.querySelectorAll(".gallery-card")) {
        const fits = words.every((word) => button.dataset.words.includes(word));
        button.hidden = !fits;
        here += fits;
      }
      part.hidden = !here;
      found += here;
    }
    body.classList.toggle("gallery-none", Boolean(drawn) && !found);
    if (words.length) regard(first());
  }

  function first() {
    return body.querySelector(".gallery-family:not([hidden]) .gallery-card:not([hidden])");
  }

  function mark() {
    for (const button of body.querySelectorAll(".gallery-card")) {
      button.setAttribute("aria-pressed", String(button.dataset.name === latest.data.value));
    }
  }

  function load() {
    for (const image of body.querySelectorAll("img:not([src])")) line.add(image);
  }

  function rest() {
    clearTimeout(regarded);
    line.rest();
  }

  function open() {
    load();
    drawing = draw();
    drawing.then(() => body.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "center" }));
    search.select();
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (!["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault(); // or the key would go on to the button that gets the focus back
    const act = event.key === "Enter" ? "click" : "focus";
    if (first()) first()[act]();
    else drawing?.then(() => first()?.[act]()); // the key was quicker than the cards
  });
  body.addEventListener("keydown", (event) => walk(event, body));
  for (const kind of ["focusin", "pointerover"])
    body.addEventListener(kind, ({ target }) => regard(target.closest(".gallery-card")));
  return {
    search, body, open, rest,
    show(component) {
      latest = component;
      if (!component.data.dialog) draw();
      else mark();
    },
  };
}

/** Moves the focus among the cards with the arrow keys, by where they lie. */
function walk(event, body) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const from = event.target.closest(".gallery-card");
  if (!step || !from) return;
  event.preventDefault();
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const here = middle(from);
  let best, nearest = Infinity;
  for (const other of body.querySelectorAll(".gallery-card")) {
    if (other === from || !other.offsetParent) continue;
    const there = middle(other);
    const [dx, dy] = [there[0] - here[0], there[1] - here[1]];
    const ahead = dx * step[0] + dy * step[1];
    const aside = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
    if (ahead > 8 && ahead + 3 * aside < nearest) [best, nearest] = [other, ahead + 3 * aside];
  }
  best?.focus();
}

/** The rows of the wire's catalogue, asked for once. */
function catalogue(rows) {
  if (!catalogues.has(rows)) {
    const asked = fetch(new URL(`api/${rows}`, document.baseURI)).then((answer) => {
      if (!answer.ok) throw new Error(`${rows}: ${answer.status}`);
      return answer.json();
    });
    asked.catch(() => catalogues.delete(rows));
    catalogues.set(rows, asked);
  }
  return catalogues.get(rows);
}

function families(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.family, [...(groups.get(row.family) ?? []), row]);
  return [...groups].map(([family, members]) => [family.replaceAll("_", " "), members]);
}

/** A row's picture that is still to be loaded, gone where it cannot be. */
function picture(name, parent) {
  const theme = isDark(parent) ? "dark" : "light";
  const image = make("img", "", { alt: "", decoding: "async", width: 240, height: 180 });
  image.addEventListener("error", () => image.remove());
  image.dataset.address = new URL(`api/picture/${name}.png?theme=${theme}`, document.baseURI).href;
  return image;
}

/** Whether the page's background, as Streamlit's theme says it, is a dark one. */
function isDark(element) {
  const probe = make("span", "");
  probe.style.color = getComputedStyle(element).getPropertyValue("--st-background-color") || "white";
  element.append(probe);
  // An element that has been taken down meanwhile has no colour at all.
  const [red, green, blue] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  probe.remove();
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

function make(tag, className, properties = {}) {
  return Object.assign(document.createElement(tag), { className, ...properties });
}
