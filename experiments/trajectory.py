"""Trajectory: what one run was, in arrays, and what can be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np

from experiments.spec import RunSpec

if TYPE_CHECKING:
    from experiments.places import Places
    from experiments.slices import Shadow


#: Steps of no more than so many times the distance between two floats are what rounding makes of them.
_ROUNDING = 4


def rates(places: np.ndarray, steps: np.ndarray, slopes: np.ndarray, last: int) -> np.ndarray:
    """The effective learning rates (T, n) of steps (T, n) from places (T + 1, n) with slopes (T + 1, n).

    NaN from the last step on, for a slope of 0, and where no step can be told from the rounding of its place.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lost = np.abs(steps) <= _ROUNDING * np.spacing(np.abs(places[:-1]))
        made = np.where((slopes[:-1] == 0.0) | lost, np.nan, -steps / slopes[:-1])
    made[last:] = np.nan
    return made


@dataclass(frozen=True)
class Evaluations:
    """What a run cost, in evaluations of the gradient and of the loss."""

    gradients: int
    values: int


@dataclass(frozen=True)
class Trajectory:
    """One run of T steps in d variables. All arrays are float64; nothing in them is clipped.

    Attributes:
        spec: what was run.
        x: the point shown after each step, the start first, shape (T + 1, d).
        loss: the true loss there, shape (T + 1,).
        grad: the true gradient there, shape (T + 1, d).
        stopped_at: where a run left the finite numbers, the last step that has them; the arrays stay at its values
            from there on. None where all are finite.
        evaluations: the cost.
    """

    spec: RunSpec
    x: np.ndarray
    loss: np.ndarray
    grad: np.ndarray
    stopped_at: int | None
    evaluations: Evaluations

    @cached_property
    def step(self) -> np.ndarray:
        """The steps really made, shape (T, d)."""
        return np.diff(self.x, axis=0)

    @cached_property
    def rate(self) -> np.ndarray:
        """The effective learning rate of each coordinate, −step / gradient, shape (T, d).

        NaN for a gradient of 0, where the run has stopped, and where no step can be told from the rounding of x.
        """
        return rates(self.x, self.step, self.grad, self.last)

    @cached_property
    def lowest(self) -> np.ndarray | None:
        """The value of the surface's global minimum at each step, shape (T + 1,); None where it is unknown."""
        from experiments.facts import lowest

        return lowest(self.spec)

    @cached_property
    def gap(self) -> np.ndarray | None:
        """Loss minus global minimum, shape (T + 1,), never below 0 but for round-off; None where that is unknown."""
        return None if self.lowest is None else self.loss - self.lowest

    @cached_property
    def gradient_norm(self) -> np.ndarray:
        """The length of the true gradient, shape (T + 1,)."""
        return reduce(np.hypot, self.grad.T)

    @property
    def last(self) -> int:
        """The last step at which anything moved: `stopped_at`, or T."""
        return len(self.loss) - 1 if self.stopped_at is None else self.stopped_at

    @cached_property
    def best_step(self) -> int:
        """Where the loss was lowest."""
        return int(np.argmin(self.loss))

    @property
    def limit(self) -> float | None:
        """The largest sharpness that the optimizer tolerates at its first step's knobs; None where theory has none."""
        limit = self.spec.optimizer_row.stability_limit
        return limit(**self.spec.hyperparameter_values()) if limit else None

    @cached_property
    def places(self) -> Places:
        """Three points seen closely."""
        from experiments.places import places

        return places(self)

    @cached_property
    def shadow(self) -> Shadow:
        """The run as its surface's plane shows it."""
        from experiments.slices import Shadow

        return Shadow(self)

    @cached_property
    def verdict(self) -> Verdict:
        """How it ended."""
        from experiments.verdicts import judge

        return judge(self)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened on the way."""
        from experiments.events import events

        return events(self)


@dataclass(frozen=True)
class Verdict:
    """How a run ended.

    Attributes:
        kind: one of `experiments.verdicts.KINDS`.
        step: the step at which it was so.
        numbers: what the sentence is made from.
        sentence: plain words with the numbers.
    """

    kind: str
    step: int
    numbers: dict[str, float]
    sentence: str


@dataclass(frozen=True)
class Event:
    """Something that happened at a step, in a sentence."""

    step: int
    sentence: str
