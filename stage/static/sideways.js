/** What is wider than its place: it scrolls sideways there, with the keyboard too, and fades where there is more. */

/**
 * Lets a box scroll; call it once for each box.
 * @param {HTMLElement} box
 * @param {string} label what assistive technology calls it where it can be reached.
 */
export function letScroll(box, label) {
  box.classList.add("sideways");
  function look() {
    const past = box.scrollWidth - box.clientWidth;
    box.classList.toggle("before", box.scrollLeft > 1);
    box.classList.toggle("after", box.scrollLeft < past - 1);
    for (const [name, value] of Object.entries({ tabindex: 0, role: "group", "aria-label": label }))
      if (past > 1) box.setAttribute(name, value);
      else box.removeAttribute(name);
  }
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  new MutationObserver(look).observe(box, { childList: true });
}
