/** One picture of a field on a panel: the image, its axes, marks, the cursor, and the rectangle that a hand draws. */

import { paintAxes } from "./axes.js";
import { contourPath } from "./contours.js";
import { ticksOf } from "./field-axes.js";
import { traceMark } from "./marks.js";
import { createPanel, element } from "./panel.js";
import { mappingOf } from "./plane.js";

const MARGIN = { left: 56, right: 10, top: 7, bottom: 34 };
const UNIT = [0, 1, 0, 1];
/** How far apart the lines of the hatching are, in pixels. */
const HATCH = 6;

/** What shows through where nothing is painted: the page, hatched. */
function hatching(context, theme) {
  const tile = new OffscreenCanvas(HATCH, HATCH);
  const pen = tile.getContext("2d");
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, HATCH, HATCH);
  pen.strokeStyle = theme.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-HATCH, 0, HATCH]) {
    pen.moveTo(shift - 1, HATCH + 1);
    pen.lineTo(shift + HATCH + 1, -1);
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

/**
 * @param {object} options
 * @param {string} options.name the value of `data-view`.
 * @param {() => void} options.onResize
 */
export function createFieldView({ name, onResize }) {
  const panel = createPanel({ name, title: name, margin: MARGIN, onEnlarge: () => {}, onResize });
  panel.root.querySelector(".enlarge").remove();
  panel.plot.remove();
  Object.entries({ tabindex: 0, role: "application", "aria-roledescription": "map" }).forEach(([key, value]) =>
    panel.plane.setAttribute(key, value),
  );
  const share = element("span", { class: "what" });
  panel.tools.append(share);
  let axes = null;

  /** Pixels of places from 0 to 1, y upwards. */
  const pixel = (u, v) => {
    const { x, y, width, height } = panel.area();
    return [x + u * width, y + (1 - v) * height];
  };

  function paintImages({ picture, images }) {
    const { ground } = panel;
    const { x, y } = picture.axes;
    const [left, bottom] = pixel(axes.x.part(x.low), axes.y.part(y.low));
    const [right, top] = pixel(axes.x.part(x.high), axes.y.part(y.high));
    ground.imageSmoothingEnabled = false;
    for (const image of images) ground.drawImage(image, left, top, right - left, bottom - top);
  }

  function paintLine({ name: array, level: height }, { level }, theme) {
    const heights = level?.arrays[array];
    if (!heights || level.arrived < level.rows) return;
    const { ground } = panel;
    const { x, y, width, height: tall } = panel.area();
    const [dx, dy] = [width / level.columns, -tall / level.rows];
    const line = new Path2D();
    const placed = new DOMMatrix([dx, 0, 0, dy, x + dx / 2, y + tall + dy / 2]);
    line.addPath(contourPath({ ...level, heights }, [height]), placed);
    for (const [color, thick] of [
      [theme.background, 4],
      [theme.text, 1.6],
    ]) {
      ground.strokeStyle = color;
      ground.lineWidth = thick;
      ground.stroke(line);
    }
  }

  function paintMark({ x, y, shape, text }, theme) {
    const { ground } = panel;
    const [px, py] = pixel(axes.x.part(x), axes.y.part(y));
    ground.fillStyle = theme.text;
    ground.strokeStyle = theme.background;
    ground.lineWidth = 3;
    ground.beginPath();
    traceMark(ground, shape, px, py, 5);
    ground.stroke();
    ground.fill();
    if (!text) return;
    ground.font = `600 12px ${theme.font}`;
    const right = px > panel.width / 2;
    ground.textAlign = right ? "right" : "left";
    ground.textBaseline = "middle";
    ground.strokeText(text, px + (right ? -9 : 9), py);
    ground.fillText(text, px + (right ? -9 : 9), py);
  }

  return {
    panel,
    pixel,
    /** Places from 0 to 1 of a point of the page, and whether it lies inside. */
    place(clientX, clientY) {
      const box = panel.plane.getBoundingClientRect();
      const { x, y, width, height } = panel.area();
      const [u, v] = [(clientX - box.left - x) / width, 1 - (clientY - box.top - y) / height];
      return { u, v, inside: u >= 0 && u <= 1 && v >= 0 && v <= 1 };
    },
    /**
     * Paints the picture.
     * @param {object} show
     * @param {{x: object, y: object}} show.axes of the window that is looked at.
     * @param {{picture: object, images: OffscreenCanvas[]}|null} show.layer what has arrived.
     * @param {object|null} show.line a level of one of its arrays.
     * @param {{x: number, y: number, shape: string, text: string}[]} show.marks
     * @param {object} theme
     */
    paint({ axes: seen, layer, line, marks, heading, note, hint }, theme) {
      axes = seen;
      panel.measure();
      const { ground } = panel;
      ground.clearRect(0, 0, panel.width, panel.height);
      panel.heading.textContent = heading;
      share.textContent = note;
      panel.plane.setAttribute("aria-label", hint);
      const { x, y, width, height } = panel.area();
      panel.within(ground, () => {
        ground.fillStyle = layer ? hatching(ground, theme) : theme.grid;
        ground.fillRect(x, y, width, height);
        if (!layer) return;
        paintImages(layer);
        if (line) paintLine(line, layer.picture, theme);
        marks.forEach((mark) => paintMark(mark, theme));
      });
      const [across, up] = [ticksOf(axes.x, width / 90), ticksOf(axes.y, height / 70)];
      const ticks = { x: across.ticks, y: up.ticks, grid: false, titles: { x: across.title, y: up.title } };
      paintAxes(ground, panel.area(), mappingOf(UNIT, panel.area()), ticks, theme);
    },
    /** Draws what moves: the chosen point, the cursor, the rectangle under the hand; each may be null. */
    overlay({ point, cursor, rectangle }, theme) {
      const { heads } = panel;
      heads.clearRect(0, 0, panel.width, panel.height);
      if (!axes) return;
      panel.within(heads, () => {
        if (point) ring(heads, pixel(axes.x.part(point[0]), axes.y.part(point[1])), theme);
        if (cursor) cross(heads, pixel(...cursor), theme);
        if (rectangle) frame(heads, pixel(rectangle[0], rectangle[1]), pixel(rectangle[2], rectangle[3]), theme);
      });
    },
  };
}

function twice(context, theme, trace) {
  for (const [color, thick] of [
    [theme.background, 4.5],
    [theme.text, 2],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.beginPath();
    trace();
    context.stroke();
  }
}

const ring = (context, [x, y], theme) => twice(context, theme, () => context.arc(x, y, 7, 0, 2 * Math.PI));

function cross(context, [x, y], theme) {
  twice(context, theme, () => {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(x + 4 * dx, y + 4 * dy);
      context.lineTo(x + 12 * dx, y + 12 * dy);
    }
  });
}

function frame(context, [x0, y0], [x1, y1], theme) {
  twice(context, theme, () => context.rect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)));
}
