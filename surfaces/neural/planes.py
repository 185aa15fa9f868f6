"""Planes and lines through the space of a network's weights: what makes a surface of a loss of many variables.

Everything here is about flat vectors of length d; `jax.flatten_util.ravel_pytree` makes one of any tree of weights, so
any `loss(params)` has planes. A slice shows the loss where the other d - 2 directions stand still, and no more: what
looks like a minimum in it may be a slope in all others, and a path lies in it only where `distance` is 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, eq=False)
class Plane:
    """An origin and two directions, which need be neither orthogonal nor of length 1.

    Attributes:
        origin, first, second: (d,) float32.
        kind: how it was made, as its maker is called.
        explained: the share of a path's variance that lies along each direction, where it was made from one.
        curvatures: the Hessian's eigenvalues along the directions, where it was made from them.

    Raises:
        ValueError: the directions span no plane.
    """

    origin: np.ndarray
    first: np.ndarray
    second: np.ndarray
    kind: str = "by hand"
    explained: tuple[float, float] | None = None
    curvatures: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        for name in ("origin", "first", "second"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), np.float32))
        if self.first.shape != self.origin.shape or self.second.shape != self.origin.shape or self.origin.ndim != 1:
            raise ValueError("a plane is made of an origin and two directions, vectors of one length")
        basis = self._basis
        lengths = np.linalg.norm(basis, axis=0)
        if not (lengths > 0).all() or np.linalg.matrix_rank(basis / lengths, tol=1e-6) < 2:
            raise ValueError("the two directions point the same way, or one has no length: they span no plane")

    @property
    def _basis(self) -> np.ndarray:
        """The directions as columns, (d, 2) float64: least squares are solved more exactly than float32 is."""
        return np.stack([self.first, self.second], axis=1).astype(np.float64)

    def embed(self, ab: np.ndarray) -> np.ndarray:
        """The vectors (..., d) of points (..., 2) of the plane."""
        a, b = np.moveaxis(np.asarray(ab, np.float32), -1, 0)[..., None]
        return self.origin + a * self.first + b * self.second

    def project(self, x: np.ndarray) -> np.ndarray:
        """The points (..., 2) of the plane that are nearest to vectors (..., d)."""
        offsets = np.asarray(x, np.float64) - self.origin
        basis = self._basis
        return (offsets @ basis) @ np.linalg.inv(basis.T @ basis)

    def distance(self, x: np.ndarray) -> np.ndarray:
        """How far vectors (..., d) are from the plane, (...)."""
        offsets = np.asarray(x, np.float64) - self.origin
        return np.linalg.norm(offsets - self.project(x) @ self._basis.T, axis=-1)

    @property
    def angle(self) -> float:
        """Between the directions, in degrees; random ones of many weights are nearly at right angles."""
        first, second = self._basis.T / np.linalg.norm(self._basis.T, axis=1, keepdims=True)
        # The arc sine of half a chord is exact where an arc cosine is not.
        return float(np.degrees(2 * np.arctan2(np.linalg.norm(first - second), np.linalg.norm(first + second))))

    def at(self, x: np.ndarray) -> Plane:
        """The plane moved along until it goes through a vector (d,): re-centred on a step, or moving with a path."""
        return replace(self, origin=np.asarray(x, np.float32))


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
