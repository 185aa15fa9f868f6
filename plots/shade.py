"""From losses to shades: how dark and how high a landscape is drawn.

The losses of one landscape may span ten decades, and its valleys are what matters. A shade is
s(z) = log1p((z - base) / scale) / log1p((top - base) / scale): 0 at the base, 1 at the top, logarithmic for a small
`scale`, a straight line for a large one. Where a loss lies below the base (of another window, say) the curve goes on
as its own mirror image, so that a shade is a number wherever the loss is one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

#: A landscape whose top is this many times its median (above the base) is drawn on a logarithmic scale. A bowl has 3, a
#: ravine of any condition number at most 4, Rosenbrock's function 18, Beale's 470.
SKEWED = 7.0
#: A logarithmic shade has its straight part below this percentile, and no more decades than six above that.
KNEE = 2.0
DECADES = 6
#: How far a near-linear shade may bend: its scale in spans from base to top.
STRAIGHT = 1e6


@dataclass(frozen=True, slots=True)
class Shade:
    """One landscape's mapping from losses to shades.

    >>> shade = Shade.of([0.0, 1.0, 10.0, 100.0, 100_000.0], lowest=0.0)
    >>> shade.logarithmic
    True
    >>> shade.ticks()
    [0.0, 1.0, 20.0, 400.0, 5000.0, 100000.0]

    Attributes:
        base: the loss whose shade is 0.
        scale: the loss above the base at which the mapping turns from a straight line into a logarithm.
        top: the loss whose shade is 1.
        logarithmic: whether a reader would call it a logarithmic scale.
    """

    base: float
    scale: float
    top: float
    logarithmic: bool

    @classmethod
    def of(cls, z: ArrayLike, lowest: float | None = None) -> Shade:
        """The shade that suits a landscape.

        Args:
            z: losses anywhere on it, any shape; what is not finite is left out of account.
            lowest: the global minimum's value, where it is known. It becomes the base if the landscape comes near it.

        Raises:
            ValueError: no loss is finite.
        """
        losses = np.asarray(z, dtype=np.float64)
        losses = losses[np.isfinite(losses)]
        if losses.size == 0:
            raise ValueError("a landscape needs at least one finite loss")
        base, top = float(losses.min()), float(losses.max())
        if lowest is not None and base - lowest <= 0.1 * (top - base):
            base = min(base, lowest)
        if top <= base:
            return cls(base, STRAIGHT, base + 1.0, logarithmic=False)
        knee, median = np.percentile(losses, (KNEE, 50.0)) - base
        if top - base < SKEWED * median:
            return cls(base, STRAIGHT * (top - base), top, logarithmic=False)
        return cls(base, max(float(knee), (top - base) / 10.0**DECADES), top, logarithmic=True)

    @property
    def _full(self) -> float:
        return math.log1p((self.top - self.base) / self.scale)

    def shade(self, z: ArrayLike) -> np.ndarray:
        """The shades of losses, in their shape: 0 at the base, 1 at the top, beyond 1 above it."""
        above = (np.asarray(z, dtype=np.float64) - self.base) / self.scale
        return np.sign(above) * np.log1p(np.abs(above)) / self._full

    def loss(self, s: ArrayLike) -> np.ndarray:
        """The losses that have these shades."""
        shades = np.asarray(s, dtype=np.float64) * self._full
        return self.base + self.scale * np.sign(shades) * np.expm1(np.abs(shades))

    def levels(self, n: int = 16) -> np.ndarray:
        """The losses at even steps of shade between the base and the top: where the contour lines run, (n - 1,)."""
        return self.loss(np.arange(1, n) / n)

    def ticks(self, n: int = 6) -> list[float]:
        """About `n` round losses, evenly spread over the shades as far as round numbers can be: an axis's labels."""
        if not self.logarithmic:
            step = _round_step((self.top - self.base) / (n - 1))
            multiples = range(math.ceil(self.base / step), math.floor(self.top / step) + 1)
            return [float(f"{multiple * step:.12g}") for multiple in multiples]
        exact = self.loss(np.linspace(0.0, 1.0, n))
        steps = [_round_step(gap) for gap in np.diff(exact)]
        rounded = {
            float(f"{round(loss / step) * step:.12g}") for loss, step in zip(exact, [steps[0], *steps], strict=True)
        }
        return sorted(loss for loss in rounded if self.base <= loss <= self.top)


def _round_step(gap: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is no more than the gap."""
    power = 10.0 ** math.floor(math.log10(gap))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= gap)
