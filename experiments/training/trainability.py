"""Which networks train: the same training at every point of a grid of two numbers.

J. Sohl-Dickstein, 2024, The boundary of neural network trainability is fractal, https://arxiv.org/abs/2402.06184.
There a training diverges when the mean of its last 20 losses is above the first one; here it is the last loss alone,
which is the one that is shown.

Each point is, bit for bit, the `course` of the training that `Trainability.spec_at` gives. `train` makes it in a
program of fewer lanes, in which sums are taken in another order: it is the same to round-off, and where a boundary is
fractal that alone may decide where it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.grid import Values, columns
from experiments.many import Progress
from experiments.spec import SpecError
from experiments.sweeps import DIVERGED, MAX_POINTS, TRAINED
from experiments.training.engine import Setup
from experiments.training.inputs import Tables, data_of, setup_of
from experiments.training.lots import Lot
from experiments.training.programs import measure_program, settle_program, start_program, wide
from experiments.training.session import NO_TABLES, beginning
from experiments.training.spec import TrainSpec
from experiments.training.tiles import Tile
from experiments.training.varied import numbers, varied
from experiments.writing import write
from numerics import WORKERS, side_by_side
from registry import UnknownNameError
from surfaces.neural import Parts

#: A small network on few points, so that thousands of them train in seconds.
DEFAULT = TrainSpec(data_knobs={"samples": 100}, hidden=(8, 8), optimizer="sgd", steps=200)


@dataclass(frozen=True, eq=False)
class Trainability:
    """How trainings end on a grid.

    Attributes:
        shared: what they have in common.
        axes: by name (see `varied`) the values, each of shape (n_i,), in the order of the arrays' axes.
        arrays: by name, (n_1, n_2): `loss`, the training loss at the end, or at the last finite weights; `start`, the
            one before the first step; `finite`, whether the weights stayed finite; `outcome`, `DIVERGED` where they did
            not or the loss has ended above its start, else `TRAINED`.
    """

    shared: TrainSpec
    axes: Mapping[str, np.ndarray]
    arrays: Mapping[str, np.ndarray]

    def spec_at(self, *index: int) -> TrainSpec:
        """The training behind a point of the grid."""
        spec = self.shared
        for (name, values), i in zip(self.axes.items(), index, strict=True):
            spec = varied(spec, name, float(values[i]))
        return spec

    def save(self, path: str | Path) -> None:
        """Writes it down with its spec: `.npz` as arrays; `.csv` or `.parquet` as a table of points.

        Raises:
            ValueError: the name ends in something else.
        """
        places = {f"axis.{name}": values for name, values in self.axes.items()}
        notes = {"spec": self.shared.to_json()}
        write(path, {**places, **self.arrays}, columns(self.axes, self.arrays), notes)


def trainability(
    shared: TrainSpec,
    axes: Mapping[str, Values],
    tables: Tables = NO_TABLES,
    progress: Progress = lambda *_: None,
) -> Trainability:
    """Trains a network at every point of a grid of numbers.

    >>> spec = TrainSpec(hidden=(4,), optimizer="sgd", steps=20)
    >>> made = trainability(spec, {"init_scale": [0.5, 1.0], "learning_rate": [0.01, 0.1, 1.0]})
    >>> made.arrays["loss"].shape, made.spec_at(1, 2).hyperparameters["learning_rate"]
    ((2, 3), 1.0)

    Args:
        shared: what the trainings have in common.
        axes: by name (see `experiments.training.varied`) the values, in the order of the arrays' axes.
        tables: visitors' own tables, by digest.
        progress: told how many trainings are done of how many, several times a second; it stops the work by raising.

    Raises:
        SpecError: an axis is not known, a value is out of range, or there are too many points.
    """
    field = Field(shared, axes, tables)
    while not field.is_done:
        field.turn()
        progress(field.done, field.count)
    return field.result()


def course(spec: TrainSpec, tables: Tables = NO_TABLES) -> Lot:
    """One training by the program of a grid, to be advanced by whoever holds it.

    Raises:
        SpecError: it cannot be trained.
    """
    parts = data_of(spec.check(), tables)
    setup = setup_of(spec, parts)
    return Lot(setup, [spec], [parts], [beginning(spec, setup, tables)], wide(setup))


class Field:
    """The trainings of a grid, made by turns: whoever holds it may stop after any.

    Args:
        shared, axes, tables: as for `trainability`.

    Raises:
        SpecError: as for `trainability`.
    """

    def __init__(self, shared: TrainSpec, axes: Mapping[str, Values], tables: Tables = NO_TABLES) -> None:
        self._axes = {name: np.asarray(values, dtype=float) for name, values in axes.items()}
        self._shared, self._tables = shared, tables
        check(shared, self._axes)
        self._shape = tuple(len(values) for values in self._axes.values())
        self.count = int(np.prod(self._shape))
        self._parts = data_of(shared, tables)
        self._setup = _setup(shared, self._axes, self._parts)
        self._begun: list[Tile] = []
        self._found: list[dict[str, np.ndarray]] = []
        self._next = 0

    @property
    def done(self) -> int:
        """How many trainings have ended."""
        return sum(len(each["loss"]) for each in self._found)

    @property
    def is_done(self) -> bool:
        """Whether all have."""
        return self.done == self.count

    def turn(self) -> None:
        """Trains some of them for about a quarter of a second."""
        width = wide(self._setup)
        while len(self._begun) < WORKERS and self._next < self.count:
            specs = [self._spec(i) for i in range(self._next, min(self._next + width, self.count))]
            self._begun.append(Tile(self._setup, specs, [self._parts] * len(specs), self._tables, width))
            self._next += width
        side_by_side(Tile.advance, self._begun)
        while self._begun and self._begun[0].is_done:
            self._found.append(_summary(self._begun.pop(0)))

    def result(self) -> Trainability:
        """The whole of it, once all is done."""
        names = self._found[0]
        arrays = {name: np.concatenate([each[name] for each in self._found]).reshape(self._shape) for name in names}
        return Trainability(self._shared, self._axes, arrays)

    def _spec(self, at: int) -> TrainSpec:
        """The training of a point, counted along the last axis first."""
        spec = self._shared
        for (name, values), i in zip(self._axes.items(), np.unravel_index(at, self._shape), strict=True):
            spec = varied(spec, name, float(values[i]))
        return spec


def _summary(tile: Tile) -> dict[str, np.ndarray]:
    made, start = tile.ends(), tile.start_losses()
    loss, finite = made["train_loss"], made["finite"]
    fell = finite & (loss <= start)  # not so where the loss itself is no number
    return {"loss": loss, "start": start, "finite": finite, "outcome": np.where(fell, TRAINED, DIVERGED)}


def _setup(shared: TrainSpec, axes: Mapping[str, np.ndarray], parts: Parts) -> Setup:
    """What is static in all of them: where any has dropout, it is a share of 0 in the others."""
    for name, values in axes.items():
        shared = varied(shared, name, float(np.max(values)))
    return setup_of(shared, parts)


def check(shared: TrainSpec, axes: Mapping[str, np.ndarray]) -> None:
    """Looks at the corners of a grid: ranges are intervals.

    Raises:
        SpecError: as for `trainability`.
    """
    shared.check()
    known, points = numbers(shared), int(np.prod([len(values) for values in axes.values()]))
    if not axes or not 1 <= points <= MAX_POINTS:
        raise SpecError("axes", f"a grid has 1 to {MAX_POINTS:,} points, not {points:,}")
    for name, values in axes.items():
        if name not in known:
            raise SpecError(name, UnknownNameError("number of this training", name, list(known)).sentence)
        for value in (float(np.min(values)), float(np.max(values))):
            varied(shared, name, value).check()


def prepare(shared: TrainSpec, axes: Mapping[str, np.ndarray], tables: Tables = NO_TABLES) -> None:
    """Compiles what a grid needs; returns at once where that is nothing."""
    setup = _setup(shared, axes, data_of(shared, tables))
    for program in (start_program, settle_program):
        program(setup, wide(setup))
    measure_program(setup)
