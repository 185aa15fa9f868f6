/** The surface in three dimensions: terrain by Plotly, runs above through its own matrices, faint behind the hills. */

import { paintFacets } from "./facets.js";
import { brief } from "./format.js";
import { isDrawn } from "./lanes.js";
import { CONFIG, baseLayout, oneAtATime } from "./plotly.js";
import { HOME, eyeOf, ownMatrix, plotlyMatrix, projectPoint, proportions } from "./projection.js";
import { isHidden } from "./sight.js";
import { createTrails } from "./trails.js";

/** Every how many points of the grid the surface has one: WebGL needs fewer than the map. */
const COARSER = 2;

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
  let terrain = null;
  let theme = null;
  let camera = HOME;
  let matrix = null;
  let following = 0;

  const scene = () => panel.plot._fullLayout.scene._scene;

  function look() {
    matrix = plotted ? plotlyMatrix(scene()) : ownMatrix(terrain.window.flat(), camera, panel.width, panel.height);
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
    if (plotted) camera = scene().getCamera();
    const layout = { ...baseLayout(theme, panel), scene: sceneOf(terrain, theme, camera), hovermode: "closest" };
    const drawn = terrain;
    try {
      await plotly.react(panel.plot, tracesOf(terrain, theme), layout, { ...CONFIG, scrollZoom: true });
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
    settle(() => {
      if (drawn === terrain) panel.ground.clearRect(0, 0, panel.width, panel.height);
    });
  });

  function listen() {
    panel.plot.on("plotly_relayouting", () => settle());
    panel.plot.on("plotly_relayout", () => settle(() => on.rest(scene().getCamera())));
  }

  /** Draws every frame until the camera's matrix no longer changes: it arrives a frame or two after the event. */
  function settle(then) {
    cancelAnimationFrame(following);
    let still = 0;
    const follow = () => {
      const before = matrix;
      look();
      still = before && matrix.every((value, i) => value === before[i]) ? still + 1 : 0;
      if (!still || still === 3) on.move();
      if (still < 3) following = requestAnimationFrame(follow);
      else then?.();
    };
    following = requestAnimationFrame(follow);
  }

  /** A lane's points as pixels, and which of them lie behind the terrain; points outside the window are not drawn. */
  function seen(lane, old, eye) {
    const count = lane.steps + 1;
    const kept = old?.pixels.length === 2 * count;
    const pixels = kept ? old.pixels : new Float32Array(2 * count);
    const hidden = kept ? old.hidden : new Uint8Array(count);
    const [[x0, x1], [y0, y1]] = terrain.window;
    for (let k = 0; k < count; k++) {
      const [x, y, loss] = [lane.x[2 * k], lane.x[2 * k + 1], lane.loss[k]];
      if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) {
        pixels[2 * k] = pixels[2 * k + 1] = NaN;
        continue;
      }
      const height = terrain.shadeOf(loss);
      projectPoint(matrix, x, y, height, panel.width, panel.height, pixels, 2 * k);
      hidden[k] = isHidden(terrain, eye, x, y, height) ? 1 : 0;
    }
    return { pixels, hidden };
  }

  return {
    panel,
    trails,
    get matrix() {
      return matrix;
    },
    /** Puts a terrain in place. */
    async show(next, colors) {
      [terrain, theme] = [next, colors];
      if (!plotted) {
        look();
        paint(terrain);
      }
      await plot();
    },
    /** Paints a terrain above Plotly's while a hand moves. */
    sketch(picture) {
      if (plotted) look();
      paint(picture);
    },
    async adopt(library) {
      plotly = library;
      await plot();
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
      trails.set(lanes.map((lane, i) => (isDrawn(lane) ? { ...seen(lane, old[i], eye), style: theme.lane(i), edge: false } : null)));
    },
    /** Looks from a camera; null looks from home. */
    async turn(to) {
      camera = to ?? HOME;
      if (!plotted) return;
      await plotly.relayout(panel.plot, { "scene.camera": camera });
      settle();
    },
    close() {
      cancelAnimationFrame(following);
      plot.after(() => plotted && plotly.purge(panel.plot));
    },
  };
}

function sceneOf(terrain, theme, camera) {
  const [xs, ys] = terrain.window;
  const axis = (range) => ({
    range,
    title: { text: "" },
    showbackground: false,
    showspikes: false,
    gridcolor: theme.grid,
    zerolinecolor: theme.grid,
    linecolor: theme.axis,
    tickfont: { size: 10 },
    nticks: 5,
  });
  const labelled = terrain.ticks ?? terrain.levels.filter((_, i) => i % 4 === 3);
  return {
    camera,
    aspectmode: "manual",
    aspectratio: proportions(terrain.window.flat()),
    dragmode: "turntable",
    xaxis: axis(xs),
    yaxis: axis(ys),
    zaxis: { ...axis([0, 1]), tickvals: labelled.map(terrain.shadeOf), ticktext: labelled.map((level) => brief(level, 2)) },
  };
}

function tracesOf(terrain, theme) {
  const { rows, columns, heights, losses, minima, saddles, shadeOf } = terrain;
  const across = Math.floor((columns - 1) / COARSER) + 1;
  const along = Math.floor((rows - 1) / COARSER) + 1;
  const table = (flat) => Array.from({ length: along }, (_, j) => Array.from({ length: across }, (_, i) => flat[COARSER * (j * columns + i)]));
  const lines = terrain.levels.map(shadeOf);
  const contours = lines.length > 1 ? { show: true, start: lines[0], end: lines.at(-1), size: lines[1] - lines[0], color: theme.line, width: 1, highlight: false } : {};
  const points = (list, symbol, color, name) => ({
    type: "scatter3d",
    mode: "markers",
    x: list.map(({ x }) => x[0]),
    y: list.map(({ x }) => x[1]),
    z: list.map(({ value }) => shadeOf(value) + 0.01),
    marker: { symbol, size: 3.5, color },
    hovertemplate: `${name}<extra></extra>`,
  });
  const inside = ({ x: [x, y] }) => x >= terrain.window[0][0] && x <= terrain.window[0][1] && y >= terrain.window[1][0] && y <= terrain.window[1][1];
  return [
    {
      type: "surface",
      x: Array.from({ length: across }, (_, i) => terrain.x(COARSER * i)),
      y: Array.from({ length: along }, (_, j) => terrain.y(COARSER * j)),
      z: table(heights),
      customdata: table(losses),
      colorscale: theme.terrain,
      cmin: 0,
      cmax: 1,
      showscale: false,
      contours: { z: contours, x: { highlight: false }, y: { highlight: false } },
      lighting: { ambient: 0.82, diffuse: 0.35, specular: 0.02, roughness: 0.9 },
      hovertemplate: "x %{x:.3~g}, y %{y:.3~g}<br>loss %{customdata:.4~g}<extra></extra>",
    },
    points(minima.filter(inside), "diamond", theme.minimum, "minimum"),
    points(saddlePoints(terrain, saddles).filter(inside), "cross", theme.saddle, "saddle"),
  ];
}

/** Saddles with the loss of the nearest point of the grid, which is all that a mark needs. */
function saddlePoints({ window: [[x0, x1], [y0, y1]], rows, columns, losses }, saddles) {
  return saddles.map((x) => {
    const i = Math.round(((x[0] - x0) / (x1 - x0)) * (columns - 1));
    const j = Math.round(((x[1] - y0) / (y1 - y0)) * (rows - 1));
    return { x, value: losses[j * columns + i] };
  });
}
