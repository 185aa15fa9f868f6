/** Reads safetensors, and the frames of safetensors in which a race arrives (docs/architecture.md, "The wire"). */

const KINDS = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I16: Int16Array,
  U16: Uint16Array,
  U8: Uint8Array,
};
const text = new TextDecoder();

/**
 * Decodes one safetensors file.
 * @param {Uint8Array} bytes
 * @returns {{arrays: Object<string, {data: Float32Array, shape: number[]}>, facts: object}}
 *   the arrays by name, and the JSON that rides in the metadata.
 */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...entries } = JSON.parse(text.decode(bytes.subarray(8, end)));
  const arrays = {};
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(entries)) {
    arrays[name] = { data: new KINDS[dtype](bytes.slice(end + from, end + to).buffer), shape };
  }
  return { arrays, facts: metadata?.json ? JSON.parse(metadata.json) : {} };
}

/**
 * Cuts chunks of bytes into frames: a little-endian uint32 length, then that many bytes.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @yields {Uint8Array} one frame's bytes.
 */
export async function* frames(chunks) {
  let held = new Uint8Array(0);
  for await (const chunk of chunks) {
    held = held.length ? joined([held, chunk]) : chunk;
    for (let size; held.length >= 4 && held.length >= 4 + (size = lengthOf(held)); held = held.subarray(4 + size)) {
      yield held.subarray(4, 4 + size);
    }
  }
  if (held.length) throw new Error("The answer broke off in the middle of a frame.");
}

/** Chunks of bytes as one. */
export function joined(chunks) {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function lengthOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** A response's body as chunks of bytes (Safari's streams cannot be iterated). */
export async function* chunksOf(body) {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}
