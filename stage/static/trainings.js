/** The component of the page of networks: one study in training, or two that differ in one thing, in step. */

import { createCarrier } from "./carrier.js";
import { listenToKeys } from "./keys.js";
import { mounting } from "./mounting.js";
import { element, setText } from "./panel.js";
import { createTraining } from "./training.js";
import { createWire } from "./wire.js";

/** @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`; `vendor`, where Plotly lies. */
function createTrainings({ data: first, parentElement, setTriggerValue, vendor = "vendor/plotly.min.js" }) {
  const carrier = createCarrier(setTriggerValue);
  const wire = createWire(document.baseURI, first.version, carrier.carry, (busy) => stages.forEach((stage) => stage.wait(busy)));
  const root = element("div", { class: "stages" });
  let names = "";
  let stages = [];

  parentElement.append(root);

  /** Makes as many stages as the data speak of; what is done on one is done on the other, and there is one bar for both. */
  function make(twins) {
    for (const stage of stages) stage.close();
    let leading = false;
    const others = (own) => stages.filter((stage) => stage !== own);
    stages = twins.map((data) => {
      const own = createTraining({
        data,
        wire,
        tell: setTriggerValue,
        vendor,
        on: {
          moved(position) {
            if (leading) return;
            leading = true;
            const part = own.timeline.length ? position / own.timeline.length : 0;
            for (const { timeline } of others(own)) timeline.show(part * timeline.length);
            leading = false;
          },
          pressed: (wanted) => others(own).forEach((stage) => stage.obey(wanted)),
          chosen: (change) => others(own).forEach((stage) => stage.choose(change)),
        },
      });
      return own;
    });
    root.replaceChildren(...twins.map(({ title }, i) => titled(title, stages[i])));
    root.classList.toggle("twins", twins.length > 1);
    if (twins.length < 2) return;
    const [leader, ...rest] = stages;
    setText(leader.column.querySelector(".legend h3"), "Standings, of the first");
    const shared = element("div", { class: "stage shared" }, leader.transport, leader.column);
    listenToKeys(shared, leader.timeline);
    root.append(shared);
    for (const { transport, column } of rest) {
      transport.remove();
      column.remove();
    }
  }

  const titled = (title, { root: stage, caption }) =>
    element("section", {}, ...(title ? [element("h2", {}, title, caption)] : []), stage);

  return {
    update(data) {
      carrier.deliver(data.answer);
      const twins = data.twins.map((own) => ({ ...data, ...own }));
      const called = twins.map(({ title }) => title).join("\n");
      if (called !== names || !stages.length) {
        make(twins);
        for (const stage of stages) stage.watch();
      }
      names = called;
      stages.forEach((stage, i) => stage.update(twins[i]));
    },
    close() {
      for (const stage of stages) stage.close();
      root.remove();
    },
  };
}

export default mounting(createTrainings);
