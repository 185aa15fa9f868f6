/** What the answers about depth look like: the lines of each view, as `depth-view.js` takes them. */

const CLIPPED = [5, 4];
const SQUARED = [1.5, 3];

const look = (theme, i) => ({ color: theme.lane(i).color, marker: theme.lane(i).marker });

/**
 * The lines of the textbook's network.
 * @param {Object<string, {data: Float64Array, shape: number[]}>} arrays those of `api/depth`.
 */
export function linearLines(arrays, theme) {
  const count = arrays.signal.shape[0];
  const sizes = (name, j) => Float64Array.from({ length: count }, (_, i) => Math.abs(arrays[name].data[2 * i + j]));
  const pair = (name, labels, dash = []) =>
    labels.map((label, j) => ({ ...look(theme, j), label, values: sizes(name, j), first: 0, dash, named: true }));
  const signal = pair("signal", ["first, a\u207f", "second, b\u207f"]);
  const variance = pair("variance", ["variance a\u00b2\u207f", "variance b\u00b2\u207f"], SQUARED);
  const clipped = pair("clipped", ["first, clipped", "second, clipped"], CLIPPED);
  return { signal: [...signal, ...variance], gradient: withClipped(pair("gradient", ["first", "second"]), clipped) };
}

/**
 * The lines of real networks, one for each kind of first weights; those that are not picked stand back.
 * @param {Object<string, {arrays: object}>} found the frames of `api/deep` by their kind.
 * @param {{name: string, title: string}[]} kinds
 * @param {string[]} picked names of kinds.
 */
export function deepLines(found, kinds, picked, theme) {
  const lines = (array, dash, suffix = "") =>
    kinds.map(({ name, title }, i) => {
      const named = picked.includes(name);
      const own = named ? look(theme, i) : { color: theme.muted, marker: "circle" };
      const label = title.replace(/ \(.*?\)/, "") + suffix;
      return { ...own, label, values: found[name].arrays[array].data, first: 1, dash, named };
    });
  const weights = withClipped(lines("gradient", []), lines("clipped", CLIPPED, ", clipped"));
  return { spread: lines("spread", []), weights };
}

/** Lines, and beside those that stand out the clipped ones, where clipping has changed anything. */
function withClipped(plain, clipped) {
  const changed = ({ values }, i) => values.some((value, k) => value !== plain[i].values[k] && !Number.isNaN(value));
  return [...plain, ...clipped.filter((line, i) => line.named && changed(line, i))];
}
