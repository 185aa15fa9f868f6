"""A fan as it is shown: one chosen run, and the same run at several values of one number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from experiments.facts import knobs_at
from experiments.grid import pinned, varied
from experiments.race import Race
from experiments.spec import RUN_PREFIX, SURFACE_PREFIX, RunSpec
from registry import Knob

#: Runs of a fan.
FEWEST, MOST = 2, 64
#: How many times smaller and larger than the chosen one the outermost rates of a new fan are: what is too large leaves
#: the picture in a few steps, and a run or two of that kind is enough.
BELOW, ABOVE = 30.0, 6.0
#: How far beyond the limit of stability rates are looked at.
BEYOND = 1.5


@dataclass(frozen=True)
class Number:
    """A number that a run can be fanned out along.

    Attributes:
        name: as in `grid.varied`.
        title: what it is called.
        low, high: the range that is looked at.
        scale: "log" or "linear".
    """

    name: str
    title: str
    low: float
    high: float
    scale: str


#: Treatments of the gradient that can be fanned out or mapped, with the range that is looked at: their own has no end.
TREATMENTS = (
    Number("run.clip_norm", "clip norm", 1e-2, 1e2, "log"),
    Number("run.noise", "noise", 1e-2, 1e1, "log"),
    Number("run.weight_decay", "weight decay", 1e-4, 1.0, "log"),
)


def numbers(spec: RunSpec) -> dict[str, Number]:
    """What a run can be fanned out along: its knobs with a range, treatments of the gradient, knobs of its surface."""
    own = [_reaching(_of_knob(knob), knob, spec) for knob in _ranged(spec.optimizer_knobs())]
    ground = [_of_knob(knob, SURFACE_PREFIX) for knob in _ranged(spec.surface_row.knobs)]
    return {each.name: each for each in (*own, *TREATMENTS, *ground) if each.low < each.high}


def _reaching(number: Number, knob: Knob, spec: RunSpec) -> Number:
    """A learning rate up to where theory lets it become unstable on such a surface, which is what there is to see."""
    row = spec.optimizer_row
    if number.name != "learning_rate" or row.stability_limit is None or row.preconditioned:
        return number
    tolerated = row.stability_limit(**{**spec.hyperparameter_values(), "learning_rate": 1.0}) or 0.0
    limit = tolerated / spec.surface_row.curvature(**spec.surface_values())
    return replace(number, high=max(number.high, min(_short(BEYOND * limit), knob.limits[1])))


def _ranged(knobs: Iterable[Knob]) -> Iterator[Knob]:
    return (knob for knob in knobs if not knob.static and math.isfinite(knob.high))


def _of_knob(knob: Knob, prefix: str = "") -> Number:
    scale = "log" if knob.scale == "log" and knob.low > 0 else "linear"
    return Number(prefix + knob.name, knob.label, knob.low, knob.high, scale)


@dataclass(frozen=True)
class Fan:
    """How a run is fanned out: along which number, from where to where, into how many runs."""

    name: str
    low: float
    high: float
    count: int

    @classmethod
    def usual(cls, spec: RunSpec, name: str = "learning_rate", count: int = 16) -> Fan:
        """The fan that a run begins with: around its own value where that is a rate, else over the whole range."""
        number = numbers(spec).get(name) or next(iter(numbers(spec).values()))
        low, high = number.low, number.high
        own = _value(spec, number.name)
        if number.scale == "log" and low < own < high:
            low, high = max(low, own / BELOW), min(high, own * ABOVE)
        return cls(number.name, max(number.low, _short(low)), min(number.high, _short(high)), count)

    def within(self, spec: RunSpec) -> Fan:
        """The nearest fan that this run can have."""
        number = numbers(spec).get(self.name)
        if number is None:
            return Fan.usual(spec, count=self.count)
        low, high = (min(max(end, number.low), number.high) for end in (self.low, self.high))
        count = min(max(self.count, FEWEST), MOST)
        return replace(self, low=low, high=high, count=count) if low < high else Fan.usual(spec, self.name, count)

    def values(self, spec: RunSpec) -> list[float]:
        """The values, ascending."""
        spaced = np.geomspace if numbers(spec)[self.name].scale == "log" else np.linspace
        inner = [_short(value) for value in spaced(self.low, self.high, self.count)[1:-1].tolist()]
        return [self.low, *inner, self.high]

    def race(self, spec: RunSpec) -> Race:
        """The chosen run, then the fan.

        A race has one picture. Where the surface's own knob is fanned out, that is the chosen run's, and the others
        are on another surface from their first step on.
        """
        if not self.name.startswith(SURFACE_PREFIX):
            chosen = pinned(spec)
            return Race((chosen, *(varied(chosen, self.name, value) for value in self.values(spec))))
        chosen = varied(spec, self.name, _value(spec, self.name))
        rest = tuple(change for change in chosen.changes if change[0] > 0)
        turned = ({self.name: value} for value in self.values(spec))
        return Race((chosen, *(chosen.with_(changes=((0, values), *rest)) for values in turned)))

    @classmethod
    def of(cls, race: Race, name: str) -> Fan:
        """The fan that a race of `race` is; the inverse, but for the values between the ends."""
        own = [_value(spec, name) for spec in race.specs[1:]]
        return cls(name, own[0], own[-1], len(own))


def _value(spec: RunSpec, name: str) -> float:
    if name.startswith(RUN_PREFIX):
        return float(getattr(spec, name.removeprefix(RUN_PREFIX)))
    if name.startswith(SURFACE_PREFIX):
        return knobs_at(spec, 0)[name.removeprefix(SURFACE_PREFIX)]
    return spec.hyperparameter_values()[name]


def _short(value: float) -> float:
    """A value in as many digits as a slider has."""
    return float(f"{value:.4g}")
