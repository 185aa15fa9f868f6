/** The whole screen, for all views or one of them: a projector needs the picture, the bar and the standings. */

/**
 * @param {HTMLElement} root the stage.
 * @param {(name: string|null) => void} [onChange] told which view is enlarged.
 */
export function createScreen(root, onChange = () => {}) {
  const views = () => [...root.querySelectorAll(".view")];

  function fill(name) {
    root.classList.add("filling");
    if (name === null) return;
    root.dataset.enlarged = name;
    for (const view of views()) view.classList.toggle("enlarged", view.dataset.view === name);
    onChange(name);
  }

  function leave() {
    root.classList.remove("filling");
    delete root.dataset.enlarged;
    onChange(null);
  }

  function left() {
    if (!document.fullscreenElement) leave();
  }

  function pressed({ key }) {
    if (key === "Escape" && root.classList.contains("filling") && !document.fullscreenElement) leave();
  }

  document.addEventListener("fullscreenchange", left);
  document.addEventListener("keydown", pressed);
  return {
    /** Fills the page with one of the views that there are; the screen can be filled only by a hand. */
    begin(name) {
      if (views().some((view) => view.dataset.view === name)) fill(name);
    },
    /** Fills the screen with one view (null: with all of them), or gives it back if that is what fills it. */
    toggle(name) {
      const same = root.classList.contains("filling") && (root.dataset.enlarged ?? null) === name;
      leave();
      if (same) {
        if (document.fullscreenElement) document.exitFullscreen();
        return;
      }
      fill(name);
      // Where a page may not fill the screen, the stage still fills the page.
      if (!document.fullscreenElement) root.requestFullscreen?.().catch(() => {});
    },
    close() {
      document.removeEventListener("fullscreenchange", left);
      document.removeEventListener("keydown", pressed);
    },
  };
}
