/** Asks the wire: canonical questions, whole answers, sentences instead of status codes. */

import { chunksOf, decode, frames, joined } from "./safetensors.js";

const GET_BYTES = 8000;

/** Seconds until a wire that was there and is gone is tried again; the last over and over. */
const AGAIN = [1, 2, 4, 8, 15];

/** An answer that is a sentence for the visitor. `missing` says that no wire was reached. */
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
 * @param {(sentence: string, offline: boolean) => void} onWait told why an answer waits; "" when none does any longer.
 */
export function createWire(base, version, carry, onWait) {
  let missing = false;
  let worked = false;

  async function* ask(path, question, signal, keep = true) {
    if (!missing) {
      try {
        const response = await fetched(base, path, question, keep ? `&v=${version}` : "", signal, onWait);
        worked = true;
        yield* read(response, signal);
        return;
      } catch (error) {
        if (!error.missing || worked) throw error;
        missing = true;
      }
    }
    yield await carry(path, question);
  }

  /** Asks until there is an answer where the wire has worked before; what a broken answer brought comes again. */
  async function* persistent(attempt, signal) {
    for (let tries = 0; ; tries++) {
      try {
        yield* attempt();
        return;
      } catch (error) {
        if (!error.missing || !worked || signal?.aborted) throw error;
      }
      const seconds = AGAIN[Math.min(tries, AGAIN.length - 1)];
      onWait(`Offline: the server cannot be reached. Trying again in ${seconds} s.`, true);
      await pause(seconds * 1000, signal);
    }
  }

  async function whole(path, question, signal) {
    async function* once() {
      const parts = [];
      for await (const chunk of ask(path, question, signal)) parts.push(chunk);
      yield joined(parts);
    }
    return (await persistent(once, signal).next()).value;
  }

  return {
    /** The frames of a streamed answer, decoded one by one; those of a moving hand are not worth keeping. */
    async *stream(path, question, signal, keep) {
      const once = () => frames(ask(path, question, signal, keep));
      for await (const frame of persistent(once, signal)) yield decode(frame);
    },
    /** An answer with arrays. */
    async arrays(path, question, signal) {
      return decode(await whole(path, question, signal));
    },
    /** The bytes of an answer, as they are. */
    bytes: whole,
    /** Says something that needs no answer, where there is a wire to hear it. */
    hint(path, question) {
      if (worked && !missing) request(base, path, question, "").catch(() => {});
    },
    /** An answer in JSON. */
    async facts(path, question, signal) {
      return JSON.parse(new TextDecoder().decode(await whole(path, question, signal)));
    },
  };
}

async function fetched(base, path, question, keep, signal, onWait) {
  for (;;) {
    const response = await request(base, path, question, keep, signal);
    if (response.status !== 503) {
      requireWire(response);
      onWait("", false);
      return checked(response);
    }
    const seconds = Number(response.headers.get("Retry-After")) || 2;
    onWait(`The server is busy; asking again in ${seconds} s.`, false);
    await pause(seconds * 1000, signal);
  }
}

async function request(base, path, question, keep, signal) {
  const text = canonical(question);
  const query = `?q=${encodeURIComponent(text)}${keep}`;
  const address = new URL(`api/${path}`, base).href;
  try {
    return query.length <= GET_BYTES
      ? await fetch(address + query, { signal })
      : await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "application/json" }, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new WireError("The server cannot be reached.", { missing: true });
  }
}

/** The bytes of an answer as they come; one that breaks off was never whole. */
async function* read(response, signal) {
  try {
    yield* chunksOf(response.body);
  } catch (error) {
    throw signal?.aborted ? error : new WireError("The connection broke off.", { missing: true });
  }
}

/** A page in place of an answer, or an error in no words of the wire's, comes from somebody in between. */
function requireWire({ ok, headers }) {
  const kind = headers.get("Content-Type") ?? "";
  if (ok ? kind.startsWith("text/html") : !kind.startsWith("application/json"))
    throw new WireError("There is no wire here.", { missing: true });
}

async function checked(response) {
  if (response.ok) return response;
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
