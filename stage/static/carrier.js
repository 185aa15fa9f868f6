/** Brings answers where no wire can be reached: questions go as Streamlit triggers, answers come back in the data. */

const PATIENCE = 60_000;

/** @param {(name: string, value: object) => void} setTriggerValue Streamlit's. */
export function createCarrier(setTriggerValue) {
  const waiting = new Map();
  let last = Date.now() % 1e9;
  let line = Promise.resolve();

  function send(path, question) {
    const id = ++last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The page has not answered. Reload it to go on.")), PATIENCE);
      waiting.set(id, ({ bytes, error }) => {
        clearTimeout(timer);
        if (error) reject(new Error(error));
        else resolve(Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)));
      });
      setTriggerValue("ask", { id, path, question });
    });
  }

  return {
    /** Asks and waits for the bytes. A trigger holds one value, so questions wait for one another. */
    carry(path, question) {
      const answer = line.then(() => send(path, question));
      line = answer.catch(() => {});
      return answer;
    },
    /** Hands over what the data brought: `{id, bytes}`, the bytes in base 64, or `{id, error}`. */
    deliver(answer) {
      const taken = answer && waiting.get(answer.id);
      if (!taken) return;
      waiting.delete(answer.id);
      taken(answer);
    },
  };
}
