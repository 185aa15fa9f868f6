"""Where slopes vanish: how the facts of many surfaces are found.

A sum f(x) + g(y) has its minima where both parts have theirs, and several other surfaces keep their stationary points
on one line, so that facts in two variables come from roots in one; where they do not, Newton's method finds them from
places close by. Plain NumPy, and about a millisecond: quick enough to be shown while a knob is dragged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from surfaces.core import Minimum, Point

Curve = Callable[[np.ndarray], np.ndarray]
Derivatives = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, ...]]
Place = tuple[float, float]  # (position, height)


def roots(slope: Curve, low: float, high: float, cells: int = 512) -> tuple[np.ndarray, np.ndarray]:
    """Where `slope` changes its sign between `low` and `high`, to the last bits.

    Args:
        slope: a function of an array, of the same shape.
        low: the left end.
        high: the right end.
        cells: how many equal cells are searched; two roots in one cell are not seen.

    Returns:
        The roots where it rises (minima of what it is the slope of) and those where it falls (maxima), both ascending.
    """
    grid = np.linspace(low, high, cells + 1)
    sign = np.sign(slope(grid))
    grid, sign = grid[sign != 0], sign[sign != 0]
    at = np.flatnonzero(sign[:-1] != sign[1:])
    left, right, before = grid[at], grid[at + 1], sign[at]
    fractions = np.linspace(0.0, 1.0, 33)
    for _ in range(11):  # each round gains five bits
        inner = left[:, None] + (right - left)[:, None] * fractions
        inner[:, -1] = right
        first = np.argmax(slope(inner) * before[:, None] <= 0.0, axis=1)
        first = np.where(first == 0, 32, first)
        rows = np.arange(len(at))
        left, right = inner[rows, first - 1], inner[rows, first]
    return right[before < 0], right[before > 0]


def settled(derivatives: Derivatives, seeds: np.ndarray, reach: float, rounds: int = 12) -> np.ndarray:
    """Minima of a function of two variables next to given places, by Newton's method from each.

    Args:
        derivatives: takes x and y, arrays of one shape, and gives f_x, f_y, f_xx, f_xy and f_yy.
        seeds: where to begin, shape (n, 2).
        reach: how far from its seed a minimum may lie in either coordinate.
        rounds: how many steps each may take.

    Returns:
        Those that were found, shape (m, 2), in the order of their seeds.
    """
    x, y = seeds.T
    with np.errstate(all="ignore"):  # what runs away from its seed is dropped below
        for _ in range(rounds):
            fx, fy, fxx, fxy, fyy = derivatives(x, y)
            bend = fxx * fyy - fxy * fxy
            dx, dy = (fxy * fy - fyy * fx) / bend, (fxy * fx - fxx * fy) / bend
            x, y = x + dx, y + dy
        still = np.maximum(np.abs(dx), np.abs(dy)) < 1e-9 * reach
        near = np.maximum(np.abs(x - seeds[:, 0]), np.abs(y - seeds[:, 1])) < reach
    return np.stack([x, y], axis=1)[still & near & (bend > 0.0) & (fxx > 0.0)]


def stationary(height: Curve, slope: Curve, low: float, high: float) -> tuple[list[Place], list[Place]]:
    """The dips and the tops of a function of one variable, with their heights."""
    dips, tops = roots(slope, low, high)
    return (
        list(zip(dips.tolist(), height(dips).tolist(), strict=True)),
        list(zip(tops.tolist(), height(tops).tolist(), strict=True)),
    )


def lattice(xs: list[Place], ys: list[Place]) -> tuple[Minimum, ...]:
    """The minima of f(x) + g(y) from the dips of f and of g."""
    return tuple(Minimum((x, y), fx + fy) for x, fx in xs for y, fy in ys)


def passes(x_dips: list[Place], x_tops: list[Place], y_dips: list[Place], y_tops: list[Place]) -> tuple[Point, ...]:
    """The saddles of f(x) + g(y): a dip of the one at a top of the other."""
    pairs = [*((x, y) for x in x_dips for y in y_tops), *((x, y) for x in x_tops for y in y_dips)]
    return tuple((x[0], y[0]) for x, y in pairs)
