/** Instruments: views of a question of their own about the race on the stage, where the data ask for them. */

import { createResponse } from "./response.js";
import { createSharpness } from "./sharpness.js";

const KINDS = { response: createResponse, sharpness: createSharpness };

/**
 * @param {string[]} names which instruments.
 * @param {object} parts what each is made with: store, timeline, wire, act, on.
 */
export function createInstruments(names, parts) {
  const all = names.map((name) => KINDS[name](parts));
  const each = (call) => () => all.forEach(call);
  const ask = each((instrument) => instrument.ask());
  parts.store.on(["theme", "data"], ask);
  return {
    panels: all.map(({ panel }) => panel.root),
    asides: all.flatMap(({ aside }) => (aside ? [aside] : [])),
    /** Asks about the race as it is now; to be called when the runs are painted, which come first. */
    ask,
    watch: each(({ panel }) => {
      panel.measure();
      panel.watch();
    }),
    /** Shows the moment. */
    draw: each((instrument) => instrument.draw?.()),
    close: each((instrument) => {
      instrument.panel.close();
      instrument.close();
    }),
  };
}
