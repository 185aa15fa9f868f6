"""A plane through the space of variables: how a surface of more than two of them is drawn.

A map shows two numbers (a, b). The plane says which point they stand for, `origin + a u + b v`, and where on it the
shadow of any point falls. What lies off the plane is not on the map, however near its shadow is to a contour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in a space of d variables, or the whole space where d is 2.

    Attributes:
        origin: the point (0, 0), shape (d,).
        directions: u and v, shape (2, d), of any length and not parallel; they need not stand at right angles.
        equation: what holds for the variables upon it, as a reader sees it ("z = 1").
    """

    origin: np.ndarray
    directions: np.ndarray
    equation: str = ""

    @classmethod
    def through(cls, origin: Sequence[float], *directions: Sequence[float], equation: str = "") -> Plane:
        """A plane from plain numbers.

        Raises:
            ValueError: there are not two directions, or they are parallel.
        """
        made = cls(np.array(origin, dtype=float), np.array(directions, dtype=float), equation)
        if made.directions.shape != (2, len(origin)) or np.linalg.matrix_rank(made.directions) < 2:
            raise ValueError(f"a plane in {len(origin)} variables has two directions that are not parallel")
        if made.is_whole:
            raise ValueError("two variables are their own plane")
        return made

    @classmethod
    def whole(cls) -> Plane:
        """The plane of two variables: every point is its own place on it."""
        return cls(np.zeros(2), np.eye(2))

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing off it: then places are points, to the last bit."""
        return len(self.origin) == 2

    @cached_property
    def _shadow(self) -> np.ndarray:
        """What takes a difference from the origin to its place on the plane, shape (d, 2)."""
        return np.asarray(np.linalg.pinv(self.directions))

    def embed(self, places: np.ndarray) -> np.ndarray:
        """The points (..., d) that places (..., 2) on the plane stand for."""
        return places if self.is_whole else np.asarray(self.origin + places @ self.directions)

    def project(self, points: np.ndarray) -> np.ndarray:
        """The places (..., 2) that lie nearest to points (..., d)."""
        return points if self.is_whole else np.asarray((points - self.origin) @ self._shadow)

    def along(self, vectors: np.ndarray) -> np.ndarray:
        """The part of displacements (..., d) that lies in the plane, in its own numbers, (..., 2)."""
        return vectors if self.is_whole else np.asarray(vectors @ self._shadow)

    def slope(self, gradients: np.ndarray) -> np.ndarray:
        """How a loss with gradients (..., d) rises along u and v, (..., 2)."""
        return gradients if self.is_whole else np.asarray(gradients @ self.directions.T)

    def bend(self, hessians: np.ndarray) -> np.ndarray:
        """How a loss with Hessians (..., d, d) bends in the plane, (..., 2, 2)."""
        return hessians if self.is_whole else np.asarray(self.directions @ hessians @ self.directions.T)

    def away(self, points: np.ndarray) -> np.ndarray:
        """How far points (..., d) lie off the plane, (...)."""
        return np.asarray(np.linalg.norm(points - self.embed(self.project(points)), axis=-1))
