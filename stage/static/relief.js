/** The surface in three dimensions: terrain by Plotly, runs above through its own matrices, faint behind the hills. */

import { paintFacets } from "./facets.js";
import { reliefScene, reliefTraces } from "./figures.js";
import { isWithin, landmarksOf, paintLandmark } from "./landmarks.js";
import { isDrawn } from "./lanes.js";
import { CONFIG, baseLayout, oneAtATime } from "./plotly.js";
import { eyeOf, homeFor, offThePole, ownMatrix, plotlyMatrix, projectPoint } from "./projection.js";
import { isHidden, seenOf } from "./sight.js";
import { heightAt } from "./terrain.js";
import { createTrails } from "./trails.js";

/** How much is left of a global minimum's mark behind the terrain; others are not seen there, as they may be many. */
const BEHIND = 0.3;

/** The size of the axes' numbers: they grow with the view, or a projector's audience could not read them. */
const textSize = ({ width, height }) => Math.round(Math.min(Math.max(Math.min(width, height) / 55, 10), 14));

/** Whether two cameras see the same, but for what rounding has made of one of them. */
const areAlike = (one, other) =>
  ["eye", "center", "up"].every((part) => ["x", "y", "z"].every((axis) => Math.abs(one[part][axis] - other[part][axis]) < 1e-9));

/**
 * @param {object} panel
 * @param {object} on
 * @param {() => void} on.move called for every frame in which the camera moves: runs must be projected anew.
 * @param {(camera: object) => void} on.rest called with the camera when it has come to rest.
 * @param {(sentence: string) => void} on.error told where the browser cannot draw it.
 */
export function createRelief(panel, on) {
  const trails = createTrails(panel);
  let plotly = null;
  let plotted = false;
  let behind = true; // whether Plotly shows another window, or nothing
  let terrain = null;
  let theme = null;
  let chosen = null;
  let matrix = null;
  let following = 0;
  const atRest = [];
  let labels = ["", ""];
  let marked = {};

  const camera = () => chosen ?? homeFor(panel.width / panel.height, labels);
  const scene = () => panel.plot._fullLayout.scene._scene;

  function look() {
    matrix = !behind ? plotlyMatrix(scene()) : ownMatrix(terrain.window.flat(), camera(), panel.width, panel.height);
  }

  function paint(picture) {
    panel.ground.clearRect(0, 0, panel.width, panel.height);
    if (plotted) {
      panel.ground.fillStyle = theme.background;
      panel.ground.fillRect(0, 0, panel.width, panel.height);
    }
    paintFacets(panel.ground, picture, matrix, eyeOf(matrix), panel, theme);
  }

  const plot = oneAtATime(async () => {
    if (!plotly || !terrain) return;
    if (plotted && chosen) chosen = standing();
    const layout = { ...baseLayout(theme, panel), scene: reliefScene(terrain, theme, camera(), labels, textSize(panel)), hovermode: "closest" };
    const drawn = terrain;
    try {
      await plotly.react(panel.plot, reliefTraces(terrain, theme), layout, { ...CONFIG, scrollZoom: true });
    } catch {
      plotly = null;
    }
    // Without WebGL Plotly leaves a sentence and no scene: the picture on the canvas stays.
    if (!plotly || !scene().glplot) {
      plotly = null;
      panel.plot.replaceChildren();
      return;
    }
    if (!plotted) listen();
    plotted = true;
    behind = drawn !== terrain && behind;
    settle(() => {
      if (drawn === terrain) panel.ground.clearRect(0, 0, panel.width, panel.height);
    });
  });

  /** Shows the canvas's own picture from where the camera is now. */
  function repaint() {
    look();
    paint(terrain);
    on.move();
    if (chosen) on.rest(chosen);
  }

  function listen() {
    panel.plot.on("plotly_relayouting", () => turned());
    panel.plot.on("plotly_relayout", () => {
      turned(() => chosen && on.rest(chosen));
      bring();
    });
  }

  function turned(then) {
    chosen = standing();
    settle(then);
  }

  const standing = () => offThePole(scene().getCamera(), scene().glplot.cameraParams.view);

  /** Has Plotly look from the camera that was chosen; without a graphics card a picture anew takes a tenth of a second. */
  async function bring() {
    if (areAlike(scene().getCamera(), camera())) return false;
    await plotly.relayout(panel.plot, { "scene.camera": camera() });
    return true;
  }

  /**
   * Draws every frame until the camera's matrix no longer changes: it arrives a frame or two after the event. Then does
   * what all who asked wanted done.
   */
  function settle(then) {
    cancelAnimationFrame(following);
    if (then) atRest.push(then);
    let still = 0;
    const follow = () => {
      const before = matrix;
      look();
      still = before && matrix.every((value, i) => value === before[i]) ? still + 1 : 0;
      if (!still || still === 3) on.move();
      if (still < 3) following = requestAnimationFrame(follow);
      else for (const done of atRest.splice(0)) done();
    };
    following = requestAnimationFrame(follow);
  }

  /** Marks minima and saddles, once for each look: runs are projected far more often than the camera moves. */
  function mark(eye) {
    if (marked.matrix === matrix && marked.terrain === terrain) return;
    marked = { matrix, terrain };
    const { tint, width, height } = panel;
    const pixel = [0, 0];
    tint.clearRect(0, 0, width, height);
    for (const place of landmarksOf(terrain)) {
      if (!isWithin(place, terrain.window)) continue;
      const { kind, value, x: [x, y] } = place;
      const above = value === undefined ? heightAt(terrain, x, y) : terrain.shadeOf(value);
      const hidden = isHidden(terrain, eye, x, y, above);
      if (hidden && kind !== "global") continue;
      projectPoint(matrix, x, y, above, width, height, pixel, 0);
      tint.globalAlpha = hidden ? BEHIND : 1;
      paintLandmark(tint, kind, ...pixel, theme);
    }
  }

  return {
    panel,
    trails,
    get matrix() {
      return matrix;
    },
    get camera() {
      return camera();
    },
    /** Names the axes, from the next picture on. */
    label(texts) {
      labels = texts;
    },
    /** Puts a terrain in place: at once on the canvas, and by Plotly when `turn` has come. */
    async show(next, colors, turn) {
      behind ||= String(terrain.window) !== String(next.window);
      [terrain, theme] = [next, colors];
      if (behind) {
        look();
        paint(terrain);
      }
      await turn;
      await plot();
    },
    /** Paints a terrain above Plotly's while a hand moves. */
    sketch(picture) {
      if (plotted) look();
      paint(picture);
    },
    /** Hands over to Plotly; done when its picture is the one that is seen. */
    async adopt(library) {
      plotly = library;
      await plot();
      if (plotted) await new Promise(settle);
    },
    async resize() {
      if (!terrain) return;
      look();
      if (plotted) await plot();
      else paint(terrain);
    },
    project(lanes) {
      const old = trails.tracks;
      const eye = eyeOf(matrix);
      mark(eye);
      const look = { terrain, matrix, eye, panel };
      trails.set(
        lanes.map((lane, i) =>
          isDrawn(lane) ? { ...seenOf(lane, old[i], look), style: theme.lane(i), edge: false } : null,
        ),
      );
    },
    /** Looks from a camera; null looks from home. */
    async turn(to) {
      chosen = to;
      if (!plotted) {
        if (terrain) repaint();
        return;
      }
      if (!(await bring())) return;
      chosen = to;
      settle();
    },
    close() {
      cancelAnimationFrame(following);
      plot.after(() => plotted && plotly.purge(panel.plot));
    },
  };
}
