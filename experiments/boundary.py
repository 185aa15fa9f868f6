"""How rough a boundary is: its box-counting dimension, 1 for a smooth curve and more for a fractal one.

K. Falconer, 2014, Fractal Geometry, third edition, section 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Boxes have sides of 1, 2, 4, ... pixels, up to this share of the picture's shorter side.
LARGEST = 1 / 8
#: Sizes of which more boxes than this share hold boundary tell how large the regions are, not how rough their edges.
FULLEST = 0.75
#: With fewer pixels of boundary or sizes of boxes there is nothing to fit.
FEWEST_PIXELS, FEWEST_SIZES = 32, 3


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension and the line that it was read from.

    Attributes:
        value: minus the slope of log count against log size, by least squares.
        fit: the share of the variance that the line explains, R².
        sizes: sides of the boxes, in pixels.
        counts: how many boxes of each size hold boundary.
    """

    value: float
    fit: float
    sizes: tuple[int, ...]
    counts: tuple[int, ...]


def edges(labels: np.ndarray) -> np.ndarray:
    """Which pixels have a neighbour to the right or above of another label, (rows, columns)."""
    found = np.zeros(labels.shape, dtype=bool)
    found[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    found[:-1] |= labels[:-1] != labels[1:]
    return found


def dimension(labels: np.ndarray) -> Dimension | None:
    """The box-counting dimension of the boundary between labels; None where there is too little of it.

    Args:
        labels: what each pixel belongs to, (rows, columns).
    """
    boundary = edges(labels)
    counts: dict[int, int] = {}
    size = 1
    while size <= LARGEST * min(boundary.shape):
        counts[size] = _boxes(boundary, size)
        size *= 2
    rough = {size: held for size, held in counts.items() if held <= FULLEST * boundary.size / size**2}
    if len(rough) >= FEWEST_SIZES:  # else it fills the plane at every size, and its dimension says so
        counts = rough
    if boundary.sum() < FEWEST_PIXELS or len(counts) < FEWEST_SIZES:
        return None
    x, y = np.log(list(counts)), np.log(list(counts.values()))
    slope, intercept = np.polyfit(x, y, 1)
    spread = float(((y - y.mean()) ** 2).sum())
    missed = float(((y - slope * x - intercept) ** 2).sum())
    return Dimension(float(-slope), 1.0 - missed / spread if spread else 1.0, tuple(counts), tuple(counts.values()))


def _boxes(boundary: np.ndarray, size: int) -> int:
    """How many boxes of a size hold boundary; those at the upper and right edges may be cut off."""
    rows, columns = (-(-length // size) for length in boundary.shape)
    padded = np.zeros((rows * size, columns * size), dtype=bool)
    padded[: boundary.shape[0], : boundary.shape[1]] = boundary
    return int(padded.reshape(rows, size, columns, size).any(axis=(1, 3)).sum())
