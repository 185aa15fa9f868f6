/** Which window of a field is looked at, and which ones were before and after it. */

/**
 * @param {() => void} onMove called when another window is looked at.
 */
export function createWindows(onMove) {
  let past = [];
  let future = [];
  let now = null;

  function go(window) {
    now = window;
    onMove();
  }

  return {
    /** The window, [x0, x1, y0, y1]; null for the whole. */
    get now() {
      return now;
    },
    get can() {
      return { back: past.length > 0, forward: future.length > 0, home: now !== null };
    },
    /** Looks at a window. */
    to(window) {
      past.push(now);
      future = [];
      go(window);
    },
    back() {
      if (!past.length) return;
      future.push(now);
      go(past.pop());
    },
    forward() {
      if (!future.length) return;
      past.push(now);
      go(future.pop());
    },
    /** Begins anew, at a window from elsewhere. */
    begin(window) {
      [past, future, now] = [[], [], window];
    },
  };
}
