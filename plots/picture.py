"""A landscape as a small PNG picture, drawn without Plotly: smooth colours, thin contour lines, and a run on it."""

from __future__ import annotations

import math
from io import BytesIO

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from plots.palette import PALETTES, Theme, lane
from plots.shade import Shade
from plots.theme import LEVELS

#: As many as a palette holds, for half the size of a file of full colour. They are chosen by how far apart colours lie,
#: not by how often each is met, or a run of a few pixels would fade into the terrain.
COLORS, CHOSEN = 256, Image.Quantize.MAXCOVERAGE
#: Of a run, in roots of the picture's height in pixels (a larger picture has finer lines): how thick its line is and
#: how thick with its halo, how far from the middle a step's dot reaches, and the marks where it begins and ends.
LINE, HALO = 0.16, 0.35
STEP, MARK = 0.155, 0.35
#: A run is drawn this many times as large first, so that its edges become smooth.
FINE = 4
#: A point further away than so many pictures is drawn there: the line to it looks the same, and its numbers stay small.
FAR = 1000.0


def picture(
    z: np.ndarray, shade: Shade, theme: Theme, width: int, height: int, path: np.ndarray | None = None
) -> bytes:
    """Draws a landscape.

    Args:
        z: losses on a grid that includes the window's edges, (rows, columns), y upwards. What is not finite is drawn as
            the top.
        shade: how the losses are mapped.
        theme: whose colours.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        path: a run's points from its start on, (n, 2), in shares of the window from its lower left corner; None for
            the landscape alone.

    Returns:
        The bytes of a PNG file.
    """
    palette = PALETTES[theme]
    shades = _enlarged(np.nan_to_num(shade.shade(z), nan=1.0, posinf=1.0, neginf=0.0), width, height)
    line = _contour_lines(shades * LEVELS)[..., None]
    pixels = (1 - line) * _colors(shades, palette.terrain) + line * np.array(ImageColor.getrgb(palette.contour))
    file = BytesIO()
    image = Image.fromarray(np.rint(pixels).astype(np.uint8))
    if path is not None:
        run = _run(path, theme, width, height)
        image.paste(run, mask=run)
    image.quantize(COLORS, CHOSEN, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _run(path: np.ndarray, theme: Theme, width: int, height: int) -> Image.Image:
    """A run on clear ground: a line with a halo, a dot for each step; a ring where it begins, a disc where it ends."""
    halo, color = PALETTES[theme].halo, lane(0).color(theme)
    size, unit = (width * FINE, height * FINE), math.sqrt(height) * FINE
    sheet = Image.new("RGBA", size, (*ImageColor.getrgb(halo), 0))
    draw = ImageDraw.Draw(sheet)
    away = path - 0.5
    near = away * (FAR / np.maximum(np.hypot(*away.T), FAR))[:, None]
    points = [(float(x), float(y)) for x, y in (near * (1, -1) + 0.5) * size]

    def line(thick: float, fill: str) -> None:
        draw.line(points, fill, round(thick * unit), joint="curve")

    def disc(point: tuple[float, float], reach: float, fill: str) -> None:
        draw.circle(point, reach * unit, fill)

    line(HALO, halo)
    line(LINE, color)
    for point in points:
        disc(point, STEP, color)
    rim = (HALO - LINE) / 2
    for point, inside in ((points[0], halo), (points[-1], color)):
        disc(point, MARK + rim, halo)
        disc(point, MARK, color)
        disc(point, MARK - LINE, inside)
    return sheet.reduce(FINE)


def _enlarged(shades: np.ndarray, width: int, height: int) -> np.ndarray:
    """The shades at the middle of each pixel, first row on top."""
    rows, columns = shades.shape
    grid = Image.fromarray(shades[::-1].astype(np.float32))
    edges = (0.5, 0.5, columns - 0.5, rows - 0.5)
    return np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC, box=edges), dtype=np.float64)


def _colors(shades: np.ndarray, stops: tuple[str, ...]) -> np.ndarray:
    """The terrain's colours, (height, width, 3), 0 to 255."""
    channels = np.array([ImageColor.getrgb(stop) for stop in stops], dtype=float).T
    places = np.linspace(0.0, 1.0, len(stops))
    return np.stack([np.interp(shades, places, channel) for channel in channels], axis=-1)


def _contour_lines(steps: np.ndarray) -> np.ndarray:
    """How much of each pixel a line covers, where lines about a pixel wide run through the whole numbers of `steps`."""
    slope = np.hypot(*np.gradient(steps))
    whole = np.rint(steps)
    distance = np.abs(steps - whole) / np.maximum(slope, 1e-9)
    return np.where((whole > 0) & (whole < LEVELS), np.clip(0.9 - distance, 0.0, 0.8), 0.0)
