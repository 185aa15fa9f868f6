/** The component's script: fetches the stage's modules, or asks Python for their text where nothing can be fetched. */

const loading = new WeakMap();
let answered = null;

export default function mount(component) {
  const { parentElement, data } = component;
  answered?.(data.answer);
  let place = loading.get(parentElement);
  if (!place) {
    place = { newest: component, closed: false, unmount: null };
    loading.set(parentElement, place);
    load(component).then(
      ({ module, vendor }) => {
        place.show = () => (place.unmount = module.default({ ...place.newest, vendor }));
        if (!place.closed) place.show();
      },
      (error) => (parentElement.textContent = `The stage could not be loaded (${error.message}). Reload the page.`),
    );
  }
  place.newest = component;
  place.show?.();
  return () => {
    place.closed = true;
    place.unmount?.();
    loading.delete(parentElement);
  };
}

async function load({ data, setTriggerValue }) {
  const base = new URL(data.assets, document.baseURI);
  const vendor = new URL(data.vendor, document.baseURI).href;
  try {
    const [module] = await Promise.all([import(new URL(data.entry, base).href), style(new URL("stage.css", base).href)]);
    return { module, vendor };
  } catch {
    return fromText(await sources(setTriggerValue), data.entry);
  }
}

function style(href) {
  const present = document.querySelector(`link[href="${href}"]`);
  if (present) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error("no styles"));
    document.head.append(link);
  });
}

function sources(setTriggerValue) {
  return new Promise((resolve) => {
    answered = (answer) => {
      if (answer?.id !== 0) return;
      answered = null;
      resolve(JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(answer.bytes), (sign) => sign.charCodeAt(0)))));
    };
    setTriggerValue("ask", { id: 0, path: "sources", question: {} });
  });
}

/** Makes modules of texts: each import is rewritten to the blob of the module it names, innermost first; styles are one. */
async function fromText(texts, entry) {
  const made = {};
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
  const address = (name) =>
    (made[name] ??= blob(
      texts[name].replace(/from "\.\/([\w-]+\.js)"/g, (_, inner) => `from "${address(inner)}"`),
      "text/javascript",
    ));
  const styles = texts["stage.css"].replace(/@import "\.\/([\w-]+\.css)";/g, (_, name) => texts[name]);
  await style(blob(styles, "text/css"));
  return { module: await import(address(entry)), vendor: blob(texts["plotly.min.js"], "text/javascript") };
}
