/** The whole screen, for all views or one of them: a projector needs the picture, the bar and the standings. */

/** @param {HTMLElement} root the stage. */
export function createScreen(root) {
  function leave() {
    root.classList.remove("filling");
    delete root.dataset.enlarged;
  }

  function left() {
    if (!document.fullscreenElement) leave();
  }

  document.addEventListener("fullscreenchange", left);
  return {
    /** Fills the screen with one view (null: with all of them), or gives it back if that is what fills it. */
    toggle(name) {
      const same = root.classList.contains("filling") && (root.dataset.enlarged ?? null) === name;
      leave();
      if (same) {
        if (document.fullscreenElement) document.exitFullscreen();
        return;
      }
      root.classList.add("filling");
      if (name) root.dataset.enlarged = name;
      // Where a page may not fill the screen, the stage still fills the page.
      if (!document.fullscreenElement) root.requestFullscreen?.().catch(() => {});
    },
    close: () => document.removeEventListener("fullscreenchange", left),
  };
}
