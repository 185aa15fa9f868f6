/**
 * The keyboard, wherever on the stage the focus is: space plays, arrows step (with shift by ten), Home and End go
 * there. What keys do on a picture besides says steering.js.
 */

/** What keeps its keys for itself; of these a slider and a box that scrolls have no use for space. */
const OWN = "input, select, textarea, .sideways";
const SPARES_SPACE = "[type=range], .sideways";

/** Listens on the stage and moves the timeline; fields, sliders and buttons keep the keys that are theirs. */
export function listenToKeys(root, timeline) {
  // A picture that cannot have the focus leaves it to the stage, or the keys would be the page's after a click on it.
  root.tabIndex = -1;
  root.addEventListener("pointerdown", () => {
    requestAnimationFrame(() => !root.contains(root.getRootNode().activeElement) && root.focus({ preventScroll: true }));
  });
  root.addEventListener("keydown", (event) => {
    const { key, target, shiftKey } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (target.matches(OWN) && !(key === " " && target.matches(SPARES_SPACE))) return;
    const by = shiftKey ? 10 : 1;
    if (key === " " && !target.matches("button, summary")) timeline.toggle();
    else if (key === "ArrowLeft") timeline.seek(timeline.step - by);
    else if (key === "ArrowRight") timeline.seek(timeline.step + by);
    else if (key === "Home") timeline.seek(0);
    else if (key === "End") timeline.seek(timeline.length);
    else return;
    event.preventDefault();
  });
}
