"""Trials: which training is made over which two of its numbers, in which window, and which of them is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from experiments.spec import SpecError
from experiments.training.inputs import data_of, network_of
from experiments.training.spec import TrainSpec
from experiments.training.trainability import DEFAULT
from experiments.training.varied import PREFIX, numbers, value_of, varied
from registry import Knob
from surfaces.neural import INITIALIZATIONS
from ui.chart import Ends, Side, Window, window_within
from ui.sides import nearest_sides
from wire.limits import REACH, TRAINED
from wire.tables import TABLES

#: Cells along each side that are offered.
GRIDS = (16, 32, 64, 128, 256)
#: A learning rate is shown between these shares of its default, an initial scale between these.
_RATES, _SCALES = (2e-3, 200.0), (1e-2, 10.0)
#: Where the range that is accepted is no range to begin with: the ends at first.
_HOMES: dict[str, Ends] = {
    "clip_norm": (1e-3, 10.0),
    "clip_value": (1e-3, 10.0),
    "noise": (0.0, 1.0),
    "weight_decay": (0.0, 1.0),
    "init_bias": (-2.0, 2.0),
}
_LABELS = {"init_scale": "initial scale", "init_bias": "initial bias", "last_rate": "rate of the last layer (×)"}


@dataclass(frozen=True)
class Trials:
    """What is looked at.

    Attributes:
        spec: what the trainings have in common.
        axes: the two numbers in which they differ.
        window: the whole where None.
        point: the numbers of the training that is looked at; the shared ones where None.
        grid: cells along each side.
    """

    spec: TrainSpec
    axes: tuple[str, str] = ("learning_rate", "init_scale")
    window: Window | None = None
    point: Ends | None = None
    grid: int = 64

    @property
    def sides(self) -> tuple[Side, Side]:
        """The two axes."""
        offered = sides(self.spec)
        x, y = self.axes
        return offered[x], offered[y]

    @property
    def place(self) -> Ends:
        """The numbers of the training that is looked at."""
        x, y = (value_of(self.spec, name) for name in self.axes)
        return self.point or (x, y)

    def chosen(self) -> TrainSpec:
        """The training that is looked at."""
        if self.point is None:
            return self.spec
        spec = self.spec
        for name, value in zip(self.axes, self.point, strict=True):
            spec = varied(spec, name, value)
        return spec

    def with_(self, **changes: Any) -> Trials:
        """A copy with some fields changed."""
        return replace(self, **changes)


#: What a visitor meets first.
FIRST = Trials(DEFAULT)


def sides(spec: TrainSpec) -> dict[str, Side]:
    """What can be an axis of a map of this training, by name."""
    return {name: _side(spec, name, knob) for name, knob in numbers(spec).items()}


def _side(spec: TrainSpec, name: str, knob: Knob) -> Side:
    home = _HOMES.get(name, (knob.low, knob.high))
    if name.startswith("learning_rate"):
        home = _around(knob.default, _RATES)
    elif name == "init_scale" and knob.scale == "log":
        home = _around(INITIALIZATIONS[spec.initialization].scale.default, _SCALES)
    low, high = max(knob.limits[0], -REACH), min(knob.limits[1], REACH)
    home = max(home[0], low), min(home[1], high)
    label = _LABELS.get(name, knob.label) + (" of the rule" if name.startswith(PREFIX) else "")
    return Side(name, label, knob.scale, home, (low, high), 32)


def _around(value: float, shares: Ends) -> Ends:
    low, high = (float(f"{value * share:.3g}") for share in shares)
    return low, high


def mended(trials: Trials) -> tuple[Trials, list[str]]:
    """The nearest trials that can be made, and a sentence for each thing that had to be changed."""
    notes: list[str] = []
    trials = _sized(_with_axes(trials), notes)
    trials = trials.with_(window=window_within(trials.sides, trials.window, trials.grid, notes))
    try:
        trials.chosen().check()
    except SpecError as error:
        notes.append(f"{error.sentence}; the point is left out")
        trials = trials.with_(point=None)
    return trials, notes


def _with_axes(trials: Trials) -> Trials:
    """The nearest axes, without a word: another optimizer has other numbers. A link says what it asked for in vain."""
    axes = nearest_sides(trials.axes, sides(trials.spec))
    return trials if axes == trials.axes else trials.with_(axes=axes, window=None, point=None)


def _sized(trials: Trials, notes: list[str]) -> Trials:
    """As many cells as may be trained at once; of a network that is too large even for the fewest the map says so."""
    spec = trials.spec
    parts = data_of(spec, TABLES)
    work = spec.steps * network_of(spec, parts).size * (spec.batch_size or len(parts.y))
    offered = [each for each in GRIDS if each <= trials.grid and work * each**2 <= TRAINED]
    grid = offered[-1] if offered else GRIDS[0]
    if grid != trials.grid:
        notes.append(f"a map of such trainings takes long, so it has {grid} × {grid} cells")
    return trials.with_(grid=grid)
