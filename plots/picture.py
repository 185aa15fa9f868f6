"""A landscape as a small PNG picture, drawn without Plotly: smooth colours and thin contour lines."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageColor

from plots.palette import PALETTES, Theme
from plots.shade import Shade
from plots.theme import LEVELS

#: More than the terrain has steps that can be told apart; fewer than a file of full colour needs, at half its size.
COLORS = 128


def picture(z: np.ndarray, shade: Shade, theme: Theme, width: int, height: int) -> bytes:
    """Draws a landscape.

    Args:
        z: losses on a grid that includes the window's edges, (rows, columns), y upwards. What is not finite is drawn as
            the top.
        shade: how the losses are mapped.
        theme: whose colours.
        width: of the picture, in pixels.
        height: of the picture, in pixels.

    Returns:
        The bytes of a PNG file.
    """
    palette = PALETTES[theme]
    shades = _enlarged(np.nan_to_num(shade.shade(z), nan=1.0, posinf=1.0, neginf=0.0), width, height)
    line = _contour_lines(shades * LEVELS)[..., None]
    pixels = (1 - line) * _colors(shades, palette.terrain) + line * np.array(ImageColor.getrgb(palette.contour))
    file = BytesIO()
    image = Image.fromarray(np.rint(pixels).astype(np.uint8))
    image.quantize(COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


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
