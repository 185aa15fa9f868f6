/** What the component's loader calls: one instance for each element, made at the first call and told of new data after. */

/**
 * @param {(component: object) => {update: (data: object) => void, close: () => void}} create
 * @returns {(component: object) => () => void} takes Streamlit's `data`, `parentElement` and `setTriggerValue`, and
 *   gives what takes the instance down.
 */
export function mounting(create) {
  const made = new WeakMap();
  return function mount(component) {
    const { parentElement, data } = component;
    let instance = made.get(parentElement);
    if (!instance) {
      instance = create(component);
      made.set(parentElement, instance);
    }
    instance.update(data);
    return () => {
      instance.close();
      made.delete(parentElement);
    };
  };
}
