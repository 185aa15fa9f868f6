"""A table of points with a target each: what every source of data gives, and what is cut into training and test."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from surfaces.neural.network import Task


@dataclass(frozen=True, eq=False)
class Table:
    """Points and targets.

    Attributes:
        x: inputs, (points, features) float32.
        y: targets, (points,) float32: the number of the class, or a value.
        classes: the classes' names in the order of their numbers; () for a regression.
        features: the inputs' names.
        target: the target's name.
    """

    x: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...]
    features: tuple[str, ...]
    target: str = "class"

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), np.float32))
            getattr(self, name).flags.writeable = False

    @property
    def task(self) -> Task:
        """What is to be learned."""
        return "classification" if self.classes else "regression"

    @property
    def outputs(self) -> int:
        """How many outputs a network for it has: one for two classes."""
        return len(self.classes) if len(self.classes) > 2 else 1

    @property
    def digest(self) -> str:
        """A short name of its content: sixteen hexadecimal digits."""
        told = hashlib.sha256(repr((self.x.shape, self.classes, self.features, self.target)).encode())
        told.update(self.x.tobytes() + self.y.tobytes())
        return told.hexdigest()[:16]

    def take(self, rows: np.ndarray) -> Table:
        """Some of its rows, in the order given."""
        return Table(self.x[rows], self.y[rows], self.classes, self.features, self.target)
