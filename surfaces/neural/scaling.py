"""Scaling of features, fitted on the training part alone: what makes long valleys of a loss rounder, or does not.

A row is declared by decorating `fit(x)`, which takes the training inputs (points, features) and returns what is
subtracted from each feature and what it is then divided by. A feature that never varies is divided by 1.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from registry import Reference, Registry

Fit = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

REFERENCE = Reference(
    "LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp, section 4.3", "https://doi.org/10.1007/3-540-49430-8_2"
)


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """One way to scale.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts.
        fit: from inputs (points, features) to offset and unit, each (features,).
        formula: LaTeX of a scaled feature.
        reference: where it was recommended.
    """

    name: str
    title: str
    fit: Fit
    formula: str
    reference: Reference = REFERENCE

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.fit) or "").split("\n", 1)[0]

    def fitted(self, x: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        """The scaling that inputs (points, features) ask for, as a function of any inputs."""
        offset, unit = self.fit(x.astype(np.float64))
        unit = np.where(unit > 0, unit, 1.0)
        return lambda other: ((other - offset) / unit).astype(np.float32)


SCALINGS: Registry[Scaling] = Registry("scaling")


def scaling(title: str, formula: str) -> Callable[[Fit], Fit]:
    """Declares the decorated function as a scaling."""

    def declare(fit: Fit) -> Fit:
        SCALINGS.add(Scaling(fit.__name__, title, fit, formula))
        return fit

    return declare


@scaling("None", "x")
def none(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features as they were measured, in whatever units."""
    return np.zeros(x.shape[1]), np.ones(x.shape[1])


@scaling("Min-max", r"\frac{x - \min}{\max - \min}")
def min_max(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every feature runs from 0 to 1."""
    return x.min(axis=0), np.ptp(x, axis=0)


@scaling("Mean", r"\frac{x - \bar x}{\max - \min}")
def mean(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every feature has mean 0 and a range of 1."""
    return x.mean(axis=0), np.ptp(x, axis=0)


@scaling("z-score", r"\frac{x - \bar x}{\sigma}")
def z_score(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every feature has mean 0 and standard deviation 1."""
    return x.mean(axis=0), x.std(axis=0)
