/** What is asked about a training: the plane that is looked at, and what the views that are open need. */

/**
 * @param {object} options
 * @param {object} options.state the stage's: the plane, what is set apart.
 * @param {object} options.learning asks the wire.
 * @param {object} options.insides the view of the network that is shown.
 * @param {object[]} options.slots the curves that are shown.
 */
export function createGlances({ state, learning, insides, slots }) {
  let record = null;
  let question = null;
  let sight = { window: null, at: null };

  const about = () => ({ ...question, lane: state.selected ?? 0, done: record.done });

  return {
    /** Asks about another study from now on. */
    begin(next) {
      question = next;
      record = null;
    },
    /** Takes the training as far as it has come. */
    take(next) {
      record = next;
    },
    /** The snapshot that the plane has been moved to; null where it goes through the end. */
    get centre() {
      return sight.at;
    },
    /** Asks for the plane as it is now, with another window or centre; coarse while something moves. */
    plane(change, step, moving) {
      sight = { ...sight, ...change };
      if (!record?.begun) return;
      const { kind, seed, part, through, pair, follow } = state.plane;
      const wanted = { ...about(), kind, seed, part: part === "aside" ? "both" : part };
      if (kind === "solutions" && through) wanted.through = through;
      if (kind === "weights" && pair) wanted.pair = pair;
      const at = follow ? step : sight.at;
      if (at !== null) wanted.at = at;
      if (sight.window) wanted.window = [sight.window.slice(0, 2), sight.window.slice(2)];
      learning.plane(wanted, moving);
    },
    /** Asks for what is looked at of the network in focus; curvatures take long, so not before a training rests. */
    look(running) {
      if (!record?.begun) return;
      const needs = slots.map((slot) => slot.needs);
      const { head } = record;
      if (head.axes) learning.ask("outputs", about());
      if (head.drawable && insides.shown === "network") learning.ask("weights", about());
      if (needs.includes("measures")) learning.ask("measures", about());
      if (insides.distributed) learning.ask("histograms", { ...about(), kind: insides.distributed });
      if (needs.includes("stability") && !running) learning.ask("stability", about());
      if (insides.shown === "line") {
        const { lane: _, ...all } = about();
        learning.ask("line", { ...all, between: insides.views.line.between });
      }
    },
    /** What says the network in focus at a snapshot. */
    network: (at) => record?.begun && { ...about(), at },
  };
}
