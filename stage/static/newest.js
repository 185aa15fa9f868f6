/** Newest wins: at most one question in flight, the newest waiting is sent as soon as it returns, stale ones never. */

/** The longest rest between two modest questions, in milliseconds: a program may have been compiled for the one before. */
const REST = 300;
/** How many times as long as it took a modest question rests: server and browser may share two cores. */
const MODESTY = 3;

/**
 * @param {(question: any, signal: AbortSignal, returned: () => void) => Promise<void>} ask asks and paints. It calls
 *   `returned` at the first part of a streamed answer: from then on a newer question cuts the rest short, while a
 *   question that has not been answered at all is left to finish, so that a steady drag is never starved.
 * @param {(error: Error) => void} onError told of failures, not of questions cut short.
 * @param {object} [options]
 * @param {boolean} [options.modest] rests after each question for longer than it took, up to `REST`: what stands beside
 *   the main thing leaves it most of the time.
 * @returns {{ask: (question: any) => void, close: () => void}}
 */
export function newest(ask, onError, { modest = false } = {}) {
  let flight = null;
  let waiting = null;

  async function send(question) {
    const controller = new AbortController();
    const own = (flight = { controller, returned: false });
    const began = performance.now();
    const landed = () => {
      if (flight !== own) return;
      flight = null;
      next();
    };
    const returned = () => {
      own.returned = true;
      if (waiting) controller.abort();
    };
    try {
      await ask(question, controller.signal, returned);
    } catch (error) {
      if (!controller.signal.aborted) onError(error);
    } finally {
      if (modest) setTimeout(landed, Math.min(MODESTY * (performance.now() - began), REST));
      else landed();
    }
  }

  function next() {
    if (!waiting) return;
    const { question } = waiting;
    waiting = null;
    send(question);
  }

  return {
    ask(question) {
      waiting = { question };
      if (!flight) next();
      else if (flight.returned) flight.controller.abort();
    },
    close() {
      waiting = null;
      flight?.controller.abort();
    },
  };
}
