/** Which lane is selected: the stage and Python each may say so, and each tells the other without an echo. */

/**
 * @param {object} store
 * @param {(name: string, value: object) => boolean} tell Python's triggers.
 */
export function createSelection(store, tell) {
  const { state } = store;
  let theirs = state.selected;
  let agreed = theirs;
  let sent = [];

  store.on(["selected"], () => {
    if (state.selected === agreed) return;
    agreed = state.selected;
    sent.push(agreed);
    tell("select", { lane: agreed });
  });

  return {
    /**
     * What is selected once the data's view has been heard: Python's word where it has changed, unless it only answers
     * something that the visitor has since replaced.
     */
    heard({ selected }) {
      if (selected === theirs) return state.selected;
      theirs = selected;
      const at = sent.indexOf(selected);
      sent = at < 0 ? [] : sent.slice(at + 1);
      if (sent.length) return state.selected;
      agreed = selected;
      return selected;
    },
  };
}
