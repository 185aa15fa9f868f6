/** What Plotly draws of a terrain, on the map and in three dimensions, as traces and a scene. */

import { brief } from "./format.js";
import { proportions } from "./projection.js";
import { isGlobal } from "./terrain.js";

/** Every how many points of the grid the surface has one: WebGL needs fewer than the map. */
export const COARSER = 3;

/** How far marks stand above the surface, in heights of the box, so that it does not cut them in half. */
const LIFT = 0.045;

/** The map: smooth shade with contour lines, and the marks. */
export function mapTraces(terrain, theme) {
  const { rows, columns, heights, losses, levels, shadeOf, minima, saddles } = terrain;
  const table = (flat) => Array.from({ length: rows }, (_, j) => flat.subarray(j * columns, (j + 1) * columns));
  const lines = levels.map(shadeOf);
  const step = lines.length > 1 ? lines[1] - lines[0] : 1;
  const points = (list, symbol, size, color, hover) => ({
    type: "scatter",
    mode: "markers",
    x: list.map(([x]) => x),
    y: list.map(([, y]) => y),
    marker: { symbol, size, color, line: { color, width: symbol.endsWith("open") ? 1.5 : 0 } },
    cliponaxis: false,
    hovertemplate: `${hover}<br>%{x:.4~g}, %{y:.4~g}<extra></extra>`,
  });
  return [
    {
      type: "contour",
      x: Array.from({ length: columns }, (_, i) => terrain.x(i)),
      y: Array.from({ length: rows }, (_, j) => terrain.y(j)),
      z: table(heights),
      customdata: table(losses),
      colorscale: theme.terrain,
      zmin: 0,
      zmax: 1,
      showscale: false,
      contours: { coloring: "heatmap", start: lines[0], end: lines.at(-1), size: step, showlines: lines.length > 0 },
      line: { color: theme.contour, width: 1, smoothing: 0 },
      hovertemplate: "x %{x:.3~g}, y %{y:.3~g}<br>loss %{customdata:.4~g}<extra></extra>",
    },
    points(
      minima.filter((minimum) => isGlobal(minimum, minima)).map(({ x }) => x),
      "star",
      11,
      theme.minimum,
      "global minimum",
    ),
    points(
      minima.filter((minimum) => !isGlobal(minimum, minima)).map(({ x }) => x),
      "circle-open",
      9,
      theme.minimum,
      "local minimum",
    ),
    points(saddles, "x-thin-open", 8, theme.saddle, "saddle"),
  ];
}

/** The scene of the surface: axes around the window, heights labelled with losses. */
export function reliefScene(terrain, theme, camera, labels) {
  const [xs, ys] = terrain.window;
  const axis = (range, title) => ({
    range,
    title: { text: title, font: { size: 11, color: theme.muted } },
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
    xaxis: axis(xs, labels[0]),
    yaxis: axis(ys, labels[1]),
    zaxis: {
      ...axis([0, 1], ""),
      tickvals: labelled.map(terrain.shadeOf),
      ticktext: labelled.map((level) => brief(level, 2)),
    },
  };
}

/** The surface, its height the shade, and the marks upon it. */
export function reliefTraces(terrain, theme) {
  const { rows, columns, heights, losses, minima, saddles, shadeOf } = terrain;
  const across = Math.floor((columns - 1) / COARSER) + 1;
  const along = Math.floor((rows - 1) / COARSER) + 1;
  const table = (flat) =>
    Array.from({ length: along }, (_, j) =>
      Array.from({ length: across }, (_, i) => flat[COARSER * (j * columns + i)]),
    );
  const lines = terrain.levels.map(shadeOf);
  const contours =
    lines.length > 1
      ? {
          show: true,
          start: lines[0],
          end: lines.at(-1),
          size: lines[1] - lines[0],
          color: theme.line,
          width: 1,
          highlight: false,
        }
      : {};
  const points = (list, symbol, color, name) => ({
    type: "scatter3d",
    mode: "markers",
    x: list.map(({ x }) => x[0]),
    y: list.map(({ x }) => x[1]),
    z: list.map(({ value }) => shadeOf(value) + LIFT),
    marker: { symbol, size: 3.5, color },
    hovertemplate: `${name}<extra></extra>`,
  });
  const inside = ({ x: [x, y] }) =>
    x >= terrain.window[0][0] && x <= terrain.window[0][1] && y >= terrain.window[1][0] && y <= terrain.window[1][1];
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
