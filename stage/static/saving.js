/** Hands a file to the visitor, made in the browser. */

import { element } from "./panel.js";

/**
 * @param {BlobPart} content
 * @param {string} type its media type.
 * @param {string} name
 */
export function save(content, type, name) {
  const file = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 1000);
}
