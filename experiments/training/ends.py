"""Where many trainings end, and nothing else of them: the stuff of distributions and maps."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import numpy as np

from experiments.many import Progress
from experiments.training.engine import Emitted, Setup
from experiments.training.inputs import Tables, data_of, setup_of
from experiments.training.lanes import SOON, Lanes
from experiments.training.programs import SHOTS, advance_program, lanes_for, measure_program, start_program
from experiments.training.session import NO_TABLES, beginning, grouped
from experiments.training.spec import TrainSpec
from numerics import WORKERS, side_by_side
from surfaces.neural import Parts


@dataclass(frozen=True, eq=False)
class Ends:
    """What is measured where n trainings end: at their last step, or the last with finite weights; (n,) each.

    Attributes:
        train_loss, test_loss, train_score, test_score: see `Measures`; NaN of a training that is not over.
        finite: whether it was the last of all.
        over: whether there is nothing left to do.
    """

    train_loss: np.ndarray
    test_loss: np.ndarray
    train_score: np.ndarray
    test_score: np.ndarray
    finite: np.ndarray
    over: np.ndarray

    @classmethod
    def none(cls, count: int) -> Ends:
        """Those of so many trainings of which none is over."""
        measured = {name: np.full(count, np.nan) for name in MEASURED}
        return cls(**measured, finite=np.zeros(count, bool), over=np.zeros(count, bool))


#: What is measured of an end.
MEASURED = ("train_loss", "test_loss", "train_score", "test_score")


def ends(specs: Sequence[TrainSpec], tables: Tables = NO_TABLES, progress: Progress = lambda *_: None) -> Ends:
    """Trains every network and keeps only where it ends.

    Args:
        specs: what is trained; those of one structure and as many steps go side by side.
        tables: visitors' own tables, by digest.
        progress: told how many trainings are done of how many; it stops the work by raising.

    Raises:
        SpecError: one of them cannot be trained.
    """
    ending = Ending(specs, tables)
    while not ending.is_done:
        ending.advance()
        progress(int(ending.ends.over.sum()), len(specs))
    return ending.ends


def prepare_ends(setup: Setup, runs: int) -> None:
    """Compiles what so many trainings of a setup need; returns at once where that is nothing."""
    for lanes in {lanes_for(len(group)) for group in grouped([setup] * runs)}:
        start_program(setup, lanes)
        advance_program(setup, lanes)
    measure_program(setup)


class Ending:
    """Trainings on the way to their ends. Holding it is a pause, dropping it a stop, and `advance` goes on.

    Args:
        specs: what is trained.
        tables: visitors' own tables, by digest.

    Attributes:
        ends: those of the trainings that are over.

    Raises:
        SpecError: one of them cannot be trained.
    """

    def __init__(self, specs: Sequence[TrainSpec], tables: Tables = NO_TABLES) -> None:
        self._specs, self._tables = list(specs), tables
        self._parts = [data_of(spec.check(), tables) for spec in specs]
        self._setups = [setup_of(spec, parts) for spec, parts in zip(specs, self._parts, strict=True)]
        groups = grouped([(*setup, spec.steps) for setup, spec in zip(self._setups, specs, strict=True)])
        self._waiting, self._going = deque(groups), deque[_Group]()
        self.ends = Ends.none(len(specs))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.ends.over.all())

    @property
    def done(self) -> int:
        """Steps made, of all trainings together; those of a run that is over count as made."""
        over = sum(spec.steps for spec, over in zip(self._specs, self.ends.over, strict=True) if over)
        return over + sum(group.lanes.done * len(group.places) for group in self._going)

    @property
    def size(self) -> int:
        """Bytes of the trainings under way, about."""
        return sum(leaf.nbytes for group in self._going for leaf in jax.tree.leaves(group.lanes.carry))

    def advance(self) -> None:
        """Goes on for about a quarter of a second, each worker with one group after the other."""
        side_by_side(self._work, [time.monotonic() + SOON] * WORKERS)

    def _work(self, until: float) -> None:
        while time.monotonic() < until and (group := self._next()):
            group.advance()
            if group.is_done:
                self._keep(group)
            else:
                self._going.appendleft(group)

    def _next(self) -> _Group | None:
        """A group for the worker that asks, one that has been begun before any other."""
        try:
            return self._going.popleft() if self._going else self._begun(self._waiting.popleft())
        except IndexError:  # another worker was quicker
            return None

    def _begun(self, places: list[int]) -> _Group:
        setup, specs = self._setups[places[0]], [self._specs[i] for i in places]
        weights = [beginning(spec, setup, self._tables) for spec in specs]
        parts = [self._parts[i] for i in places]
        return _Group(places, parts, Lanes(setup, specs, parts, weights, lanes_for(len(specs))))

    def _keep(self, group: _Group) -> None:
        for lane, place in enumerate(group.places):
            for name, value in group.measured(lane).items():
                getattr(self.ends, name)[place] = value
        self.ends.finite[group.places] = group.alive
        self.ends.over[group.places] = True


class _Group:
    """Up to four trainings side by side.

    Attributes:
        places: theirs among all.
        parts: the data of each.
        lanes: the trainings.
    """

    def __init__(self, places: list[int], parts: list[Parts], lanes: Lanes) -> None:
        self.places, self.parts, self.lanes = places, parts, lanes
        self._last: Emitted

    @property
    def alive(self) -> np.ndarray:
        """Whether the weights of each are still finite."""
        return np.asarray(self.lanes.carry.alive)[: len(self.places)]

    @property
    def is_done(self) -> bool:
        """Whether all steps are made, or none of them can go on."""
        return self.lanes.done >= self.lanes.steps or not self.alive.any()

    def advance(self) -> None:
        """Makes steps for about a quarter of a second."""
        self._last = jax.tree.map(lambda leaf: leaf[-1].copy(), self.lanes.go_on())

    def measured(self, lane: int) -> dict[str, float]:
        """What is measured of one of them where it is now."""
        x, averages = jax.tree.map(
            lambda leaf: np.repeat(leaf[lane : lane + 1], SHOTS, axis=0), (self._last.x, self._last.averages)
        )
        part = self.parts[lane]
        made = measure_program(self.lanes.setup)(x, averages, part.x, part.y, part.test_x, part.test_y)
        return {name: float(getattr(made, name)[0]) for name in MEASURED}
