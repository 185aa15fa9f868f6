"""A plane through the space of variables: how a loss of more than two of them is drawn.

A map shows two numbers (a, b). The plane says which point they stand for, `origin + a u + b v`, and where on it the
shadow of any point falls. What lies off the plane is not on the map, however near its shadow is to a contour: a slice
shows the loss where the other d - 2 directions stand still, so that what looks like a minimum in it may be a slope.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True, eq=False)
class Plane:
    """An origin and two directions u and v in a space of d variables, or the whole space where d is 2.

    Points are made in the origin's precision: float32 for a network's weights, else float64. Where a point lies is
    found in float64 for both.

    Attributes:
        origin: the point (0, 0), shape (d,).
        first, second: u and v, shape (d,), of any length and not parallel; they need not stand at right angles.
        equation: what holds for the variables upon it, as a reader sees it ("z = 1").
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
    equation: str = ""

    def __post_init__(self) -> None:
        precision = np.result_type(np.asarray(self.origin), np.float32)
        for name in ("origin", "first", "second"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), precision))
        if self.first.shape != self.origin.shape or self.second.shape != self.origin.shape or self.origin.ndim != 1:
            raise ValueError("a plane is made of an origin and two directions, vectors of one length")
        lengths = np.linalg.norm(self.directions, axis=1, keepdims=True)
        if not (lengths > 0).all() or np.linalg.matrix_rank(self.directions / lengths, tol=1e-6) < 2:
            raise ValueError("the two directions point the same way, or one has no length: they span no plane")

    @classmethod
    def whole(cls) -> Plane:
        """The plane of two variables: every point is its own place on it."""
        return cls(np.zeros(2), *np.eye(2))

    @classmethod
    def through(cls, origin: ArrayLike, first: ArrayLike, second: ArrayLike, equation: str = "") -> Plane:
        """A plane from plain numbers, and what holds on it."""
        return cls(np.asarray(origin), np.asarray(first), np.asarray(second), equation=equation)

    @cached_property
    def is_whole(self) -> bool:
        """Whether places are points, to the last bit, and nothing is off it."""
        return self.origin.shape == (2,) and not self.origin.any() and np.array_equal(self.directions, np.eye(2))

    @cached_property
    def directions(self) -> np.ndarray:
        """The two directions as rows, (2, d) float64: least squares are solved more exactly than float32 is."""
        return np.stack([self.first, self.second]).astype(np.float64)

    @cached_property
    def _shadow(self) -> np.ndarray:
        """What takes a difference from the origin to its place on the plane, shape (d, 2)."""
        return np.asarray(np.linalg.pinv(self.directions))

    @property
    def angle(self) -> float:
        """Between the directions, in degrees; random ones of many variables are nearly at right angles."""
        first, second = self.directions / np.linalg.norm(self.directions, axis=1, keepdims=True)
        # The arc sine of half a chord is exact where an arc cosine is not.
        return float(np.degrees(2 * np.arctan2(np.linalg.norm(first - second), np.linalg.norm(first + second))))

    def at(self, point: np.ndarray) -> Plane:
        """The plane moved along until it goes through a point (d,): re-centred on a step, or moving with a path."""
        return replace(self, origin=np.asarray(point, self.origin.dtype))

    def embed(self, places: np.ndarray) -> np.ndarray:
        """The points (..., d) that places (..., 2) on the plane stand for."""
        if self.is_whole:
            return places
        a, b = np.moveaxis(np.asarray(places, self.origin.dtype), -1, 0)[..., None]
        return np.asarray(self.origin + a * self.first + b * self.second)

    def project(self, points: np.ndarray) -> np.ndarray:
        """The places (..., 2) that lie nearest to points (..., d)."""
        return points if self.is_whole else np.asarray(self._offsets(points) @ self._shadow)

    def distance(self, points: np.ndarray) -> np.ndarray:
        """How far points (..., d) lie off the plane, (...)."""
        if self.is_whole:
            return np.zeros(np.shape(points)[:-1])
        offsets = self._offsets(points)
        return np.asarray(np.linalg.norm(offsets - offsets @ self._shadow @ self.directions, axis=-1))

    def _offsets(self, points: np.ndarray) -> np.ndarray:
        return np.asarray(points, np.float64) - self.origin

    def along(self, vectors: np.ndarray) -> np.ndarray:
        """The part of displacements (..., d) that lies in the plane, in its own numbers, (..., 2)."""
        return vectors if self.is_whole else np.asarray(vectors @ self._shadow)

    def slope(self, gradients: np.ndarray) -> np.ndarray:
        """How a loss with gradients (..., d) rises along u and v, (..., 2)."""
        return gradients if self.is_whole else np.asarray(gradients @ self.directions.T)

    def bend(self, hessians: np.ndarray) -> np.ndarray:
        """How a loss with Hessians (..., d, d) bends in the plane, (..., 2, 2)."""
        return hessians if self.is_whole else np.asarray(self.directions @ hessians @ self.directions.T)
