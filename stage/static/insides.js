/** One place for views of what has been learnt: the network, the numbers in its layers, a straight way. */

import { createHistograms } from "./histograms.js";
import { createLine } from "./line.js";
import { element } from "./panel.js";
import { createWiring } from "./wiring.js";

const TITLES = {
  network: "Network",
  histograms: "Weights by layer",
  activations: "Activations by layer",
  gradients: "Gradients by layer",
  line: "Straight way",
};
/** What the wire calls the numbers that each view of histograms shows. */
const DISTRIBUTED = { histograms: "weights", activations: "activations", gradients: "gradients" };

/**
 * @param {object} options
 * @param {object} options.store with the `inside` that is shown.
 * @param {(name: string) => void} options.enlarge
 * @param {() => void} options.ask called when what is shown needs another answer.
 */
export function createInsides({ store, enlarge, ask }) {
  const { state } = store;
  const views = {
    network: createWiring({ state, enlarge }),
    ...Object.fromEntries(
      Object.entries(DISTRIBUTED).map(([name, of]) => [name, createHistograms({ state, enlarge, name, title: TITLES[name], of })]),
    ),
    line: createLine({ state, enlarge, ask }),
  };
  const choices = Object.entries(views).map(([name, { panel }]) => {
    const choice = element(
      "select",
      { class: "heading", "aria-label": "What is shown of the network", onchange: () => store.set({ inside: choice.value }) },
      ...Object.entries(TITLES).map(([value, title]) => element("option", { value }, title)),
    );
    panel.heading.hidden = true;
    panel.heading.after(choice);
    panel.root.classList.add("inside");
    return [name, choice];
  });
  let drawable = true;

  const shown = () => (state.inside === "network" && !drawable ? "histograms" : state.inside);

  function show() {
    for (const [name, choice] of choices) {
      views[name].panel.root.hidden = name !== shown();
      choice.value = shown();
      choice.firstElementChild.disabled = !drawable;
    }
    views[shown()].panel.measure();
    views[shown()].paint();
  }

  show();
  store.on(["inside"], () => {
    show();
    ask();
  });

  return {
    panels: Object.values(views).map(({ panel }) => panel),
    views,
    /** Which of them is shown. */
    get shown() {
      return shown();
    },
    /** Takes what is learnt from. */
    about(head) {
      drawable = head.drawable;
      views.network.about(head);
      show();
    },
    /** What the wire calls the numbers whose histograms are shown; nothing where there are none. */
    get distributed() {
      return DISTRIBUTED[shown()];
    },
    /** Takes the histograms of one kind of numbers. */
    take: (answer) => Object.values(views).find(({ of }) => of === answer.facts.kind).take(answer),
    draw: (k) => views[shown()].draw(k),
    paint: () => views[shown()].paint(),
    close() {
      for (const view of Object.values(views)) view.close();
    },
  };
}
