/** What Plotly draws of a terrain, on the map and in three dimensions, as traces and a scene. */

import { asPlotly, linear } from "./axes.js";
import { brief } from "./format.js";
import { proportions } from "./projection.js";
import { landmarksOf } from "./landmarks.js";

/** Every how many points of a fine grid the surface has one: WebGL needs fewer than the map. */
export const COARSER = 3;
/** The longest side of a grid that is not fine. */
const FEW = 60;

/** The part of a side, from each of its ends, that has no numbers. */
const CORNER = 0.095;

/** The map: smooth shade with contour lines, and the marks. */
export function mapTraces(terrain, theme) {
  const { rows, columns, heights, losses, levels, shadeOf } = terrain;
  const table = (flat) => Array.from({ length: rows }, (_, j) => flat.subarray(j * columns, (j + 1) * columns));
  const lines = levels.map(shadeOf);
  const step = lines.length > 1 ? lines[1] - lines[0] : 1;
  const marks = landmarksOf(terrain);
  const points = (wanted, symbol, size, color, hover) => {
    const places = marks.filter(({ kind }) => kind === wanted).map(({ x }) => x);
    return {
      type: "scatter",
      mode: "markers",
      x: places.map(([x]) => x),
      y: places.map(([, y]) => y),
      marker: { symbol, size, color, line: { color, width: symbol.endsWith("open") ? 1.5 : 0 } },
      cliponaxis: false,
      hovertemplate: `${hover}<br>%{x:.4~g}, %{y:.4~g}<extra></extra>`,
    };
  };
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
    points("global", "star", 11, theme.minimum, "global minimum"),
    points("local", "circle-open", 9, theme.minimum, "local minimum"),
    points("saddle", "x-thin-open", 8, theme.saddle, "saddle"),
  ];
}

/** Round numbers along a side of the box, none at its corners: there those of two sides would lie upon each other. */
const awayFromEnds = ([low, high]) =>
  linear([low, high], 7).filter(({ at }) => Math.min(at - low, high - at) > CORNER * (high - low));

/** The scene of the surface: axes around the window, heights labelled with losses, in numbers of some pixels. */
export function reliefScene(terrain, theme, camera, labels, size) {
  const [xs, ys] = terrain.window;
  const axis = (title, range, ticks) => ({
    ...asPlotly(ticks),
    range,
    title: { text: title, font: { size: size + 1, color: theme.muted } },
    showbackground: false,
    showspikes: false,
    gridcolor: theme.grid,
    zerolinecolor: theme.grid,
    linecolor: theme.axis,
    tickfont: { size },
  });
  const labelled = terrain.ticks ?? terrain.levels.filter((_, i) => i % 4 === 3);
  return {
    camera,
    aspectmode: "manual",
    aspectratio: proportions(terrain.window.flat()),
    dragmode: "turntable",
    xaxis: axis(labels[0], xs, awayFromEnds(xs)),
    yaxis: axis(labels[1], ys, awayFromEnds(ys)),
    zaxis: axis(
      "",
      [0, 1],
      labelled.map((level) => ({ at: terrain.shadeOf(level), text: brief(level, 2) })),
    ),
  };
}

/** The surface, its height the shade. */
export function reliefTraces(terrain, theme) {
  const { rows, columns, heights, losses, shadeOf } = terrain;
  const stride = Math.max(columns, rows) > FEW ? COARSER : 1;
  const across = Math.floor((columns - 1) / stride) + 1;
  const along = Math.floor((rows - 1) / stride) + 1;
  const table = (flat) =>
    Array.from({ length: along }, (_, j) =>
      Array.from({ length: across }, (_, i) => flat[stride * (j * columns + i)]),
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
  return [
    {
      type: "surface",
      x: Array.from({ length: across }, (_, i) => terrain.x(stride * i)),
      y: Array.from({ length: along }, (_, j) => terrain.y(stride * j)),
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
  ];
}
