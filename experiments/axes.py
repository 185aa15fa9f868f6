"""Axes of a map: values spread over a range, as finely as numbers can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.spec import SpecError

#: Neighbouring values differ by at least so many units in the last place: with fewer, round-off would move the picture.
FINEST = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of one number of a run, cut into cells.

    >>> [float(value) for value in Axis("learning_rate", 0.0, 1.0).values(4)]
    [0.125, 0.375, 0.625, 0.875]

    Attributes:
        name: which number, as in `grid.varied`.
        low: the lower end.
        high: the upper end.
        scale: how the cells are spread.
        bits: of the numbers that the runs are made of: 64 on surfaces, 32 in networks.
    """

    name: str
    low: float
    high: float
    scale: Literal["linear", "log"] = "linear"
    bits: Literal[32, 64] = 64

    def values(self, count: int) -> np.ndarray:
        """The middles of so many cells, ascending, (count,).

        Raises:
            SpecError: there is no such range, or the digits end here: values this close are hardly different numbers.
        """
        if not self.low < self.high or (self.scale == "log" and self.low <= 0):
            raise SpecError(self.name, f"{self.name} cannot go from {self.low!r} to {self.high!r} on this scale")
        places = (np.arange(count) + 0.5) / count
        if self.scale == "log":
            values = self.low * (self.high / self.low) ** places
        else:
            values = self.low + (self.high - self.low) * places
        sizes = np.maximum(np.abs(values[:-1]), np.abs(values[1:])).astype(f"float{self.bits}")
        if (np.diff(values) < FINEST * np.spacing(sizes)).any():
            raise SpecError(
                self.name,
                f"the digits end here: {count} values of {self.name} from {self.low!r} to {self.high!r} would lie "
                f"closer than {FINEST} units in the last place of a {self.bits}-bit number",
            )
        return values


def levels(count: int, coarsest: int) -> list[int]:
    """Strides from coarse to fine, four times finer each: with the first, about `coarsest` of `count` values remain.

    >>> levels(512, 64), levels(256, 64), levels(50, 64)
    ([8, 2, 1], [4, 1], [1])
    """
    strides = []
    stride = max(1, count // coarsest)
    while stride > 1:
        strides.append(stride)
        stride //= 4
    return [*strides, 1]


def thinned(values: np.ndarray, stride: int) -> np.ndarray:
    """One value of each so many, from the middle of them; one of all where there are fewer.

    >>> thinned(np.arange(8), 4), thinned(np.arange(3), 4)
    (array([2, 6]), array([1]))
    """
    stride = min(stride, len(values))
    return values[stride // 2 :: stride]
