/** What the component's loader calls: one stage for each element, made at the first call and told of new data after. */

import { createStage } from "./stage.js";

/**
 * @param {(component: object) => {update: (data: object) => void, close: () => void}} create
 * @returns {(component: object) => () => void} mounts what `create` makes on Streamlit's component (`data`,
 *   `parentElement`, `setTriggerValue`), and gives what takes it down.
 */
export function mountOnce(create) {
  const made = new WeakMap();
  return function mount(component) {
    const { parentElement, data } = component;
    let one = made.get(parentElement);
    if (!one) {
      one = create(component);
      made.set(parentElement, one);
    }
    one.update(data);
    return () => {
      one.close();
      made.delete(parentElement);
    };
  };
}

export default mountOnce(createStage);
