/** What the stage knows, apart from any element: one plain object, and who wants to hear of which part. */

/**
 * @template T
 * @param {T} state
 * @returns {{state: T, set: (patch: Partial<T>) => void, on: (keys: string[], listener: () => void) => void}}
 */
export function createStore(state) {
  const listeners = [];
  return {
    state,
    /** Puts values in place and tells everyone who listens to one of the keys, once. */
    set(patch) {
      const changed = Object.keys(patch).filter((key) => state[key] !== patch[key]);
      Object.assign(state, patch);
      for (const { keys, listener } of listeners) if (changed.some((key) => keys.includes(key))) listener();
    },
    on(keys, listener) {
      listeners.push({ keys, listener });
    },
  };
}
