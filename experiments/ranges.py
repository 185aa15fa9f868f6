"""What is tuned of an optimizer, and the ranges from which its settings are drawn.

A knob's documented range is made for exploring and reaches far beyond what anybody would use; a search of the whole of
it would measure luck. So it is cut to what lies within a factor of `REACH` of the default, which for a learning rate is
measured in the surface's own scale. A share close to 1 (a momentum) is measured by its distance from 1.

What is not tuned stays as it is: whole numbers that change the program, knobs that are off by default, and the value of
a minimum, which is knowledge and no setting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from experiments.spec import RunSpec
from experiments.words import number
from registry import Knob

#: How many times smaller and larger than the default a setting may be.
REACH = 30.0
#: To how many significant digits settings are drawn, so that the one that is shown is the one that ran.
DIGITS = 3

_SCALES = {"linear": "even", "log": "log", "distance": "log in the distance from 1"}


@dataclass(frozen=True, slots=True)
class Range:
    """Where one knob's settings come from.

    Attributes:
        knob: the knob, as it is on the surface.
        low, high: the ends.
        scale: evenly between them; evenly in the logarithm; or evenly in the logarithm of the distance from 1.
    """

    knob: Knob
    low: float
    high: float
    scale: Literal["linear", "log", "distance"]

    def at(self, share: float) -> float:
        """The setting at a share of the range, 0 to 1, rounded to `DIGITS` digits."""
        if self.scale == "distance":
            far, near = 1.0 - self.low, 1.0 - self.high
            return min(max(1.0 - _rounded(far * (near / far) ** share), self.low), self.high)
        low, high = self.low, self.high
        value = low + share * (high - low) if self.scale == "linear" else low * (high / low) ** share
        return min(max(_rounded(value), low), high)

    @property
    def text(self) -> str:
        """As a card says it: name, ends, scale."""
        digits = 6 if self.scale == "distance" else 3
        return f"{self.knob.label} {number(self.low, digits)} to {number(self.high, digits)} ({_SCALES[self.scale]})"


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


@lru_cache(maxsize=1024)
def ranges(spec: RunSpec) -> tuple[Range, ...]:
    """The ranges of all knobs that are tuned of a run's optimizer on its surface."""
    return tuple(_range(knob) for knob in spec.optimizer_knobs() if _is_tuned(knob))


def _is_tuned(knob: Knob) -> bool:
    return not knob.static and knob.default > 0 and knob.relative_to != "minimum"


def _range(knob: Knob) -> Range:
    if knob.scale == "linear" and knob.low >= 0 and knob.high < 1 and knob.default >= 0.5:
        distance = 1.0 - knob.default
        low = max(knob.low, 1.0 - distance * REACH)
        return Range(knob, low, min(knob.high, 1.0 - distance / REACH), "distance")
    low, high = max(knob.low, knob.default / REACH), min(knob.high, knob.default * REACH)
    return Range(knob, low, high, knob.scale)


def settings(spec: RunSpec, count: int, seed: int) -> dict[str, np.ndarray]:
    """Settings drawn at random for a run's optimizer.

    They depend on the seed, the optimizer and the surface alone: not on what they are compared with, and a larger count
    only adds to them.

    Returns:
        By knob the values, each of shape (count,).
    """
    name = [ord(letter) for letter in spec.optimizer]
    shares = np.random.default_rng([seed, *name]).random((count, len(spec.optimizer_knobs())))
    return {
        each.knob.name: np.array([each.at(share) for share in column])
        for each, column in zip(ranges(spec), shares.T, strict=False)
    }


def fixed(spec: RunSpec) -> dict[str, float]:
    """What stays at its default, by knob; switches that are off are not worth a word."""
    tuned = {each.knob.name for each in ranges(spec)}
    values = spec.hyperparameter_values()
    return {name: value for name, value in values.items() if name not in tuned and math.isfinite(value) and value}
