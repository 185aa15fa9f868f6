/** What a visitor looks at in the gallery is likely to be chosen: the wire is told, and begins to compile the race on it. */

export function createExpectation({ store, wire }) {
  const listen = ({ detail }) => wire.hint("expect", { ...store.state.race, surface: detail });
  addEventListener("gallery:surface", listen);
  return { close: () => removeEventListener("gallery:surface", listen) };
}
