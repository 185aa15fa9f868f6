/** Plotly: loaded once for the page, after the first picture; and the settings that all figures share. */

/** The one promise of the window; importing the file twice would run it twice. */
export function loadPlotly(address) {
  return (window.__descentPlotly ??= import(address).then(() => window.Plotly));
}

/** Settled when what has been drawn is on the screen: what Plotly draws takes long. */
export const onScreen = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/**
 * Runs an asynchronous drawing one at a time: what is asked for meanwhile is drawn once more at the end, and everyone
 * who asked waits for that.
 */
export function oneAtATime(draw) {
  let running = null;
  let again = null;
  function run() {
    if (!running) {
      running = draw().finally(() => (running = null));
      return running;
    }
    again ??= running.then(() => {
      again = null;
      return run();
    });
    return again;
  }
  /** Calls `then` when nothing is being drawn any more: taking a figure down in between would break it. */
  run.after = (then) => (again ?? running ?? Promise.resolve()).then(then);
  return run;
}

export const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };

/** What every figure's layout begins with. */
export function baseLayout(theme, { margin, width, height }) {
  return {
    width,
    height,
    margin: { l: margin.left, r: margin.right, t: margin.top, b: margin.bottom, pad: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 11, color: theme.muted },
    showlegend: false,
    hoverlabel: {
      bgcolor: theme.background,
      bordercolor: theme.axis,
      font: { family: theme.font, size: 12, color: theme.text },
    },
  };
}

/** What every flat axis begins with. */
export function baseAxis(theme) {
  return {
    gridcolor: theme.grid,
    zeroline: false,
    linecolor: theme.axis,
    ticks: "outside",
    ticklen: 3,
    tickcolor: theme.axis,
    showline: false,
  };
}
