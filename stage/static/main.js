/** What the component's loader calls: one stage for each element, made at the first call and told of new data after. */

import { createStage } from "./stage.js";

const stages = new WeakMap();

/**
 * @param {object} component Streamlit's: `data`, `parentElement`, `setTriggerValue`.
 * @returns {() => void} takes the stage down.
 */
export default function mount(component) {
  const { parentElement, data } = component;
  let stage = stages.get(parentElement);
  if (!stage) {
    stage = createStage(component);
    stages.set(parentElement, stage);
  }
  stage.update(data);
  return () => {
    stage.close();
    stages.delete(parentElement);
  };
}
