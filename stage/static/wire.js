/** Asks the wire: canonical questions, whole answers, sentences instead of status codes. */

import { chunksOf, decode, frames } from "./safetensors.js";

const GET_BYTES = 8000;

/** An answer that is a sentence for the visitor. `missing` says that there is no wire at all. */
class WireError extends Error {
  constructor(sentence, { missing = false } = {}) {
    super(sentence);
    this.missing = missing;
  }
}

/** JSON with sorted keys and no spaces, so that equal questions are equal texts. */
export function canonical(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/**
 * The wire under an address.
 * @param {string} base where `api/` lies.
 * @param {string} version of the code: answers to questions that say it may be kept for good.
 * @param {(path: string, question: object) => Promise<Uint8Array>} carry brings an answer where there is no wire.
 * @param {(sentence: string) => void} onWait told when the wire asks to come back later; "" when it no longer does.
 */
export function createWire(base, version, carry, onWait) {
  let missing = false;

  async function* ask(path, question, signal, keep = true) {
    if (!missing) {
      try {
        yield* chunksOf((await fetched(base, path, question, keep ? `&v=${version}` : "", signal, onWait)).body);
        return;
      } catch (error) {
        if (!error.missing) throw error;
        missing = true;
      }
    }
    yield await carry(path, question);
  }

  async function whole(path, question, signal) {
    const parts = [];
    for await (const chunk of ask(path, question, signal)) parts.push(chunk);
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  return {
    /** The frames of a race, decoded one by one; those of a moving hand are not worth keeping. */
    async *race(question, signal, keep) {
      for await (const frame of frames(ask("race", question, signal, keep))) yield decode(frame);
    },
    /** An answer with arrays. */
    async arrays(path, question, signal) {
      return decode(await whole(path, question, signal));
    },
    /** An answer in JSON. */
    async facts(path, question, signal) {
      return JSON.parse(new TextDecoder().decode(await whole(path, question, signal)));
    },
  };
}

async function fetched(base, path, question, keep, signal, onWait) {
  const text = canonical(question);
  const query = `?q=${encodeURIComponent(text)}${keep}`;
  for (;;) {
    const response = await request(base, path, text, query, signal);
    if (response.status !== 503) {
      onWait("");
      return checked(response);
    }
    const seconds = Number(response.headers.get("Retry-After")) || 2;
    onWait(`The server is busy; asking again in ${seconds} s.`);
    await pause(seconds * 1000, signal);
  }
}

async function request(base, path, text, query, signal) {
  const address = new URL(`api/${path}`, base).href;
  try {
    return query.length <= GET_BYTES
      ? await fetch(address + query, { signal })
      : await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "application/json" }, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new WireError("The server cannot be reached. Check the connection, then move something.", { missing: true });
  }
}

async function checked(response) {
  const kind = response.headers.get("Content-Type") ?? "";
  if (response.ok && !kind.startsWith("text/html")) return response;
  if (!kind.startsWith("application/json")) throw new WireError("There is no wire here.", { missing: true });
  throw new WireError((await response.json()).error ?? `The server answered ${response.status}.`);
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
