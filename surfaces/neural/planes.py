"""Lines through the space of a network's weights, and the part of a plane that holds a path.

Everything here is about flat vectors of length d; `jax.flatten_util.ravel_pytree` makes one of any tree of weights, so
any `loss(params)` has planes and lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surfaces.plane import Plane


@dataclass(frozen=True, eq=False)
class Line:
    """The straight way between two vectors: 0 is the one, 1 the other.

    Attributes:
        start, end: (d,) float32.
    """

    start: np.ndarray
    end: np.ndarray

    def embed(self, t: np.ndarray) -> np.ndarray:
        """The vectors (..., d) at places (...) on it."""
        t = np.asarray(t, np.float32)[..., None]
        return (1 - t) * np.asarray(self.start, np.float32) + t * np.asarray(self.end, np.float32)


def window(plane: Plane, path: np.ndarray, margin: float = 0.25) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of a plane that holds the shadow of a path (points, d), with a margin on every side.

    A margin is a share of the path's extent; what has none gets one unit of the directions.
    """
    shadow = plane.project(path)
    low, high = shadow.min(axis=0), shadow.max(axis=0)
    room = np.where(high > low, margin * (high - low), 1.0)
    (a0, b0), (a1, b1) = (low - room).tolist(), (high + room).tolist()
    return (a0, a1), (b0, b1)
