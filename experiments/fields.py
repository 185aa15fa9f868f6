"""Fields: a surface's loss over a window, for terrain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from experiments.engine import traced_names
from experiments.measure import observed
from experiments.programs import POINTS, WIDTH, static_knobs
from numerics import WORKERS, side_by_side
from surfaces import SURFACES, Frame
from surfaces.core import Surface, Window


def terrain(
    surface: str, knobs: Mapping[str, float], frame: Frame, window: Window, columns: int, rows: int
) -> np.ndarray:
    """The true loss on a grid.

    Args:
        surface: a surface's name.
        knobs: those of its knobs that differ from their defaults.
        frame: where the landscape lies.
        window: ((x0, x1), (y0, y1)), in the viewer's coordinates.
        columns: how many points along x, ends included.
        rows: how many points along y, ends included.

    Returns:
        float64 of shape (rows, columns), row 0 at y0. Not finite where the loss is too large for a float.
    """
    (x0, x1), (y0, y1) = window
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)), axis=-1)
    return losses(surface, knobs, frame, SURFACES[surface].plane.embed(grid.reshape(-1, 2))).reshape(rows, columns)


def losses(surface: str, knobs: Mapping[str, float], frame: Frame, points: np.ndarray) -> np.ndarray:
    """The true losses at any number of points (n, d), shape (n,)."""
    parts = np.array_split(points, min(WORKERS, -(-len(points) // (WIDTH * POINTS)) or 1))
    return np.concatenate(side_by_side(partial(_losses, SURFACES[surface], knobs, frame), parts))


def _losses(row: Surface, knobs: Mapping[str, float], frame: Frame, points: np.ndarray) -> np.ndarray:
    values, count = row.values(knobs), len(points)
    width = -(-count // WIDTH)
    padded = np.concatenate([points, np.repeat(points[-1:], WIDTH * width - count, axis=0)])
    line = np.array([values[name] for name in traced_names(row)], dtype=float)
    tables = np.broadcast_to(line, (WIDTH, width, len(line)))
    frames = np.tile(frame.coefficients(row), (WIDTH, 1))
    found, _ = observed(row, static_knobs(row.knobs, values), padded.reshape(WIDTH, width, -1), tables, frames)
    return found.reshape(-1)[:count]
