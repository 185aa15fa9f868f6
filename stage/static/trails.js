/**
 * Draws runs on two canvases: whole paths faintly and the way made so far in full on one, heads on the other.
 *
 * A step forward only adds a piece to the trail; a step back repaints. Nothing is allocated while playing.
 */

import { markPath } from "./marks.js";
import { traceSegment } from "./plane.js";

const FAINT = 0.3;
const SEEN = [1];
const HEAD = 4.5;
/** Of more lanes than this heads are small and have no outline, which would cover their neighbours. */
const CROWD = 24;
const SMALL = 3;
/** Widths of a trail, in pixels. */
const USUAL = 1.9;
const CHOSEN = 3;
/** The width of what is to come: software paints lines of a pixel several times as fast as those a little wider. */
const HAIR = 1;
/** Pixels below which two points are the same to the eye. */
const SAME = 0.6;
/** Pixels of a trail's end that its head covers. */
const COVERED = 2;

/**
 * @typedef {object} Track one lane in one view.
 * @property {Float64Array|Float32Array} pixels two numbers for each step; NaN where there is nothing to draw.
 * @property {Uint8Array|null} dim the grade in which each point is drawn, for being behind the terrain or off the slice.
 * @property {number[]} [fades] how much is left of a path in each grade.
 * @property {{color: string, dash: number[], marker: string, width?: number, brief?: boolean, front?: boolean}} style
 *   `brief` leaves out what flies through the picture from outside to outside; `front` is drawn above the others.
 * @property {boolean} edge mark the window's edge where the head lies outside.
 */

/** Lengths along a path, so that dashes go on where they left off. */
function lengthsOf(pixels) {
  const lengths = new Float64Array(pixels.length / 2);
  for (let k = 1; k < lengths.length; k++) {
    const dx = pixels[2 * k] - pixels[2 * k - 2];
    const dy = pixels[2 * k + 1] - pixels[2 * k - 1];
    const piece = Math.sqrt(dx * dx + dy * dy); // Math.hypot takes ten times as long
    lengths[k] = lengths[k - 1] + (piece < Infinity ? piece : 0);
  }
  return lengths;
}

/** Adds the part of a path between two positions to the context's path: its pieces of one grade. */
function tracePath(context, { pixels, dim, style }, area, from, to, grade) {
  const { x: left, y: top, width, height } = area;
  const last = Math.ceil(to);
  const isOutside = (px, py) => px < left || px > left + width || py < top || py > top + height;
  let open = false; // whether the piece goes on from (x, y), and whether the context's path has come there
  let begun = false;
  let x = 0;
  let y = 0;
  for (let k = Math.floor(from); k < last; k++) {
    if (dim && dim[k + 1] !== grade) {
      open = false;
      continue;
    }
    const x0 = pixels[2 * k];
    const y0 = pixels[2 * k + 1];
    const x1 = pixels[2 * k + 2];
    const y1 = pixels[2 * k + 3];
    const away = style.brief && isOutside(x0, y0) && isOutside(x1, y1);
    if (away || !(x0 + y0 + x1 + y1 < Infinity)) {
      open = false;
      continue;
    }
    if (!open) {
      const begin = Math.max(from - k, 0);
      x = x0 + (x1 - x0) * begin;
      y = y0 + (y1 - y0) * begin;
      begun = false;
      open = true;
    }
    const end = Math.min(to - k, 1);
    const nx = x0 + (x1 - x0) * end;
    const ny = y0 + (y1 - y0) * end;
    if (k === last - 1 || Math.abs(nx - x) + Math.abs(ny - y) > SAME) {
      begun = traceSegment(context, area, begun, x, y, nx, ny);
      x = nx;
      y = ny;
    }
  }
}

/** Draws runs on the two contexts of a panel. */
export function createTrails(panel) {
  let tracks = [];
  let stacked = [];
  let drawn = 0;
  let selected = null;
  const head = new Float32Array(2);

  const lastOf = (track) => track.pixels.length / 2 - 1;

  function stroke(track, from, to, opacity, width, dashed) {
    const { paths } = panel;
    const last = lastOf(track);
    if (from >= Math.min(to, last)) return;
    paths.strokeStyle = track.style.color;
    paths.lineWidth = width;
    paths.setLineDash(dashed ? track.style.dash : NONE);
    paths.lineDashOffset = track.lengths[Math.floor(from)];
    const fades = track.dim ? track.fades : SEEN;
    for (let grade = 0; grade < fades.length; grade++) {
      paths.globalAlpha = opacity * fades[grade];
      paths.beginPath();
      tracePath(paths, track, panel.area(), from, Math.min(to, last), grade);
      paths.stroke();
    }
  }

  /** Adds to each trail what is long enough to be seen beyond its head; shorter pieces wait for those that follow. */
  function extend(position) {
    for (const track of stacked) {
      if (!isGrown(track, position)) continue;
      stroke(track, track.until, position, 1, track.number === selected ? CHOSEN : (track.style.width ?? USUAL), true);
      track.until = position;
    }
  }

  const isGrown = (track, position) => lengthAt(track, position) - lengthAt(track, track.until) >= COVERED;

  function anyGrown(position) {
    for (const track of stacked) if (isGrown(track, position)) return true;
    return false;
  }

  /** The length of a path up to a position, in pixels. */
  function lengthAt({ lengths }, position) {
    const k = Math.min(Math.floor(position), lengths.length - 1);
    const next = Math.min(k + 1, lengths.length - 1);
    return lengths[k] + (lengths[next] - lengths[k]) * (position - k);
  }

  function whole({ position, hide }) {
    for (const track of stacked) {
      if (!hide) stroke(track, 0, lastOf(track), FAINT, HAIR, false);
      track.until = 0;
    }
    extend(position);
  }

  /** Where a lane's head is drawn at a position; false where it is nowhere. */
  function place(track, position) {
    const { pixels } = track;
    const k = Math.min(Math.floor(position), lastOf(track));
    const next = Math.min(k + 1, lastOf(track));
    const part = Math.min(position, lastOf(track)) - k;
    head[0] = pixels[2 * k] + (pixels[2 * next] - pixels[2 * k]) * part;
    head[1] = pixels[2 * k + 1] + (pixels[2 * next + 1] - pixels[2 * k + 1]) * part;
    return head[0] + head[1] < Infinity;
  }

  function drawMark(path, outlined) {
    const { heads } = panel;
    heads.translate(head[0], head[1]);
    heads.fill(path);
    if (outlined) heads.stroke(path);
    heads.translate(-head[0], -head[1]);
  }

  function drawEdge(outlined) {
    const { heads } = panel;
    heads.beginPath();
    traceEdge(heads, panel.area(), head[0], head[1]);
    heads.fill();
    if (outlined) heads.stroke();
  }

  function drawHeads(position, background) {
    const { heads } = panel;
    const { x, y, width, height } = panel.area();
    heads.clearRect(0, 0, panel.width, panel.height);
    heads.lineWidth = 1.5;
    heads.strokeStyle = background;
    const crowded = stacked.length > CROWD;
    for (const track of stacked) {
      if (!place(track, position)) continue;
      const inside = head[0] >= x - 1 && head[0] <= x + width + 1 && head[1] >= y - 1 && head[1] <= y + height + 1;
      if (!inside && !track.edge) continue;
      heads.globalAlpha = track.dim?.[Math.min(Math.round(position), lastOf(track))] ? 0.45 : 1;
      heads.fillStyle = track.style.color;
      const one = crowded && !track.style.front && track.number !== selected;
      const size = track.number === selected ? HEAD + 1.5 : one ? SMALL : HEAD;
      if (inside) drawMark(markPath(track.style.marker, size), !one);
      else drawEdge(!one);
    }
    heads.globalAlpha = 1;
  }

  return {
    /** Takes new tracks; a lane without one is null. */
    set(next) {
      tracks = next;
      tracks.forEach((track, number) => {
        if (track) Object.assign(track, { number, lengths: lengthsOf(track.pixels), until: 0 });
      });
      const there = tracks.filter(Boolean);
      stacked = [...there.filter(({ style }) => !style.front), ...there.filter(({ style }) => style.front)];
    },
    get tracks() {
      return tracks;
    },
    /** Paints everything anew. */
    repaint(position, { hide, selected: chosen, background }) {
      selected = chosen;
      panel.paths.clearRect(0, 0, panel.width, panel.height);
      panel.within(panel.paths, whole, { position, hide });
      drawn = position;
      drawHeads(position, background);
    },
    /** Paints a moment: a piece more of each trail where time went on, everything where it went back. */
    draw(position, look) {
      if (position < drawn) return this.repaint(position, look);
      if (anyGrown(position)) panel.within(panel.paths, extend, position);
      drawn = position;
      drawHeads(position, look.background);
    },
    /** The lane and step drawn nearest to a point, within some pixels. */
    nearest(x, y, within_, upTo) {
      let best = null;
      let least = within_ * within_;
      for (const track of tracks) {
        if (!track) continue;
        const last = Math.min(lastOf(track), upTo);
        for (let k = 0; k <= last; k++) {
          const distance = (track.pixels[2 * k] - x) ** 2 + (track.pixels[2 * k + 1] - y) ** 2;
          if (distance < least) [least, best] = [distance, { lane: track.number, step: k }];
        }
      }
      return best;
    },
  };
}

const NONE = [];

/** How far from the edge of an area an arrowhead stands. */
const INSET = 8;

/** An arrowhead at the edge of an area, where a place outside lies as seen from its middle; straight across if it can. */
function traceEdge(context, { x, y, width, height }, px, py) {
  const [mx, my] = [x + width / 2, y + height / 2];
  const [sideways, upright] = [Math.abs(px - mx) / (width / 2 - INSET), Math.abs(py - my) / (height / 2 - INSET)];
  const far = Math.max(sideways, upright);
  const both = sideways > 1 && upright > 1;
  const cx = both ? mx + (px - mx) / far : Math.min(Math.max(px, x + INSET), x + width - INSET);
  const cy = both ? my + (py - my) / far : Math.min(Math.max(py, y + INSET), y + height - INSET);
  const angle = Math.atan2(py - cy, px - cx);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  context.moveTo(cx + 8 * cos, cy + 8 * sin);
  context.lineTo(cx - 4 * cos - 5 * sin, cy - 4 * sin + 5 * cos);
  context.lineTo(cx - 4 * cos + 5 * sin, cy - 4 * sin - 5 * cos);
  context.closePath();
}
