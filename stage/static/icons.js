/** The few signs on buttons, drawn in the text's colour. */

const PATHS = {
  play: "M5 3.2v9.6L13 8z",
  pause: "M4.5 3h2.6v10H4.5zM8.9 3h2.6v10H8.9z",
  back: "M11.5 3.2v9.6L5.2 8zM3.4 3.2H5v9.6H3.4z",
  forward: "M4.5 3.2v9.6L10.8 8zM11 3.2h1.6v9.6H11z",
  loop: "M4 5.2h6.2V3l3 3-3 3V6.8H5.6v1.6H4zM12 10.8H5.8V13l-3-3 3-3v2.2h4.6V7.6H12z",
  hide: "M1.5 8c1.7-2.8 3.9-4.2 6.5-4.2s4.8 1.4 6.5 4.2c-1.7 2.8-3.9 4.2-6.5 4.2S3.2 10.8 1.5 8zm1.9 0c1.3 1.9 2.8 2.8 4.6 2.8s3.3-.9 4.6-2.8C11.3 6.1 9.8 5.2 8 5.2S4.7 6.1 3.4 8zM12.7 2.3l1 1-10.4 10.4-1-1z",
  fit: "M2.5 2.5h4V4H4v2.5H2.5zM9.5 2.5h4v4H12V4H9.5zM2.5 9.5H4V12h2.5v1.5h-4zM12 9.5h1.5v4h-4V12H12zM6.6 6.6h2.8v2.8H6.6z",
  enlarge: "M9 2.5h4.5V7H12V5.1L9.4 7.7 8.3 6.6 10.9 4H9zM2.5 9H4v1.9l2.6-2.6 1.1 1.1L5.1 12H7v1.5H2.5z",
  link: "M6.7 9.3a2.6 2.6 0 0 1 0-3.7l2-2a2.6 2.6 0 0 1 3.7 3.7l-1 1-1-1 1-1a1.2 1.2 0 0 0-1.7-1.7l-2 2a1.2 1.2 0 0 0 0 1.7zm2.6-2.6a2.6 2.6 0 0 1 0 3.7l-2 2a2.6 2.6 0 0 1-3.7-3.7l1-1 1 1-1 1a1.2 1.2 0 0 0 1.7 1.7l2-2a1.2 1.2 0 0 0 0-1.7z",
};

/** An icon as an SVG element. */
export function icon(name) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`;
  return holder.content.firstChild;
}
