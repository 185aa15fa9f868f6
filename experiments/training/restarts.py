"""Many restarts of networks of several widths: where they end, and how that narrows and sinks as they grow wider.

A. Choromanska, M. Henaff, M. Mathieu, G. Ben Arous and Y. LeCun, 2015, The loss surfaces of multilayer networks,
https://arxiv.org/abs/1412.0233. Only where a run ends is kept; it is the training of `Restarts.spec`, which can be
looked at as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from experiments.many import Progress
from experiments.spec import SpecError
from experiments.training.ends import Ends, ends
from experiments.training.inputs import Tables
from experiments.training.session import NO_TABLES
from experiments.training.spec import TrainSpec
from registry import Knob

WIDTHS = (1, 2, 4, 8, 16, 32, 64)
#: Restarts of one width, and the most of them.
COUNT = Knob("restarts", 32, 16, 256, "Trainings of each width, each from other first weights.", static=True)
MOST = int(COUNT.high)
#: What a visitor meets first: soon there, and trained far enough to show the difference that width makes.
DEFAULT = TrainSpec(hidden=(1,), steps=600)


@dataclass(frozen=True, eq=False)
class Restarts:
    """Where restarts end: n of each of w widths.

    Attributes:
        shared: the training whose width and seed were varied.
        widths: of every hidden layer, (w,).
        seeds: (n,).
        ends: of each width, (n,) arrays.
    """

    shared: TrainSpec
    widths: np.ndarray
    seeds: np.ndarray
    ends: tuple[Ends, ...]

    def spec(self, width: int, restart: int) -> TrainSpec:
        """The training of one end, by the places of its width and its seed."""
        return _varied(self.shared, int(self.widths[width]), int(self.seeds[restart]))


def restarts(
    shared: TrainSpec,
    widths: Sequence[int] = WIDTHS,
    count: int = int(COUNT.default),
    tables: Tables = NO_TABLES,
    progress: Progress = lambda *_: None,
) -> Restarts:
    """Trains networks of each width from as many starts, all of one data set.

    Args:
        shared: the training; all its hidden layers get the width. Its seed is the first.
        widths: which.
        count: restarts of each, at most `MOST`.
        tables: visitors' own tables, by digest.
        progress: told how many trainings are done of how many; it stops the work by raising.

    Raises:
        SpecError: there are too many, or none can be trained.
    """
    found: list[Ends] = []
    for width in widths:
        before = count * len(found)
        specs = column(shared, width, count)
        found.append(ends(specs, tables, partial(_told, progress, before, count * len(widths))))
    return Restarts(shared, np.array(widths), _seeds(shared, count), tuple(found))


def column(shared: TrainSpec, width: int, count: int) -> list[TrainSpec]:
    """The restarts of one width.

    Raises:
        SpecError: there are too many.
    """
    if not 1 <= count <= MOST:
        raise SpecError("count", f"1 to {MOST} restarts are made of each width, not {count}")
    return [_varied(shared, width, seed) for seed in _seeds(shared, count).tolist()]


def _seeds(shared: TrainSpec, count: int) -> np.ndarray:
    return (shared.seed + np.arange(count)) % 2**32


def _told(progress: Progress, before: int, whole: int, done: int, _: int) -> None:
    """Tells of one width's trainings as part of all."""
    progress(before + done, whole)


def _varied(shared: TrainSpec, width: int, seed: int) -> TrainSpec:
    return shared.with_(hidden=(width,) * len(shared.hidden), seed=seed)
