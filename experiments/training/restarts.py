"""Many restarts of networks of several widths: where they end, and how that narrows and sinks as they grow wider.

A. Choromanska, M. Henaff, M. Mathieu, G. Ben Arous and Y. LeCun, 2015, The loss surfaces of multilayer networks,
https://arxiv.org/abs/1412.0233. Only where a run ends is kept; it is the training of `Restarts.spec`, which can be
looked at as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.many import Progress
from experiments.spec import SpecError
from experiments.training.inputs import Tables, data_of, fresh_weights, setup_of
from experiments.training.lanes import Lanes
from experiments.training.programs import LANES, SHOTS, measure_program
from experiments.training.session import NO_TABLES
from experiments.training.spec import TrainSpec
from surfaces.neural import Parts

WIDTHS = (1, 2, 4, 8, 16, 32, 64)
#: Restarts of one width at most.
MOST = 256
_WORKERS = 2


@dataclass(frozen=True, eq=False)
class Restarts:
    """Where restarts end: n of each of w widths.

    Attributes:
        shared: the training whose width and seed were varied.
        widths: of every hidden layer, (w,).
        seeds: (n,).
        train_loss, test_loss, train_score, test_score: at the last step with finite weights, (w, n).
        finite: whether it was the last of all, (w, n).
    """

    shared: TrainSpec
    widths: np.ndarray
    seeds: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    train_score: np.ndarray
    test_score: np.ndarray
    finite: np.ndarray

    def spec(self, width: int, restart: int) -> TrainSpec:
        """The training of one end, by its place in the arrays."""
        return _varied(self.shared, int(self.widths[width]), int(self.seeds[restart]))


def restarts(
    shared: TrainSpec,
    widths: Sequence[int] = WIDTHS,
    count: int = 64,
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
    if not 1 <= count <= MOST:
        raise SpecError("count", f"1 to {MOST} restarts are made of each width, not {count}")
    seeds = (shared.seed + np.arange(count)) % 2**32
    parts = data_of(shared, tables)
    ends, done = [], 0
    for width in widths:
        specs = [_varied(shared, width, seed).check() for seed in seeds.tolist()]
        lots = [specs[first:last] for first, last in pairwise([*range(0, count, LANES), count])]
        found = []
        with ThreadPoolExecutor(_WORKERS) as pool:
            for lot in pool.map(lambda lot: list(_ends(lot, parts)), lots):
                found += lot
                done += len(lot)
                progress(done, count * len(widths))
        ends.append(found)
    arrays = {name: np.array([[end[name] for end in of_width] for of_width in ends]) for name in ends[0][0]}
    return Restarts(shared, np.array(widths), seeds, **arrays)


def _varied(shared: TrainSpec, width: int, seed: int) -> TrainSpec:
    return shared.with_(hidden=(width,) * len(shared.hidden), seed=seed)


def _ends(specs: Sequence[TrainSpec], parts: Parts) -> Iterator[dict[str, float]]:
    """What is measured where each of up to four trainings ends."""
    setup = setup_of(specs[0], parts)
    weights = [setup.network.ravel(fresh_weights(spec, setup.network)) for spec in specs]
    lanes, shown, averages = Lanes(setup, specs, [parts] * len(specs), weights), None, None
    while lanes.done < lanes.steps:
        emitted = lanes.advance(min(lanes.limit, lanes.steps - lanes.done))
        shown, averages = emitted.x[-1], emitted.averages
    take = np.minimum(np.arange(SHOTS), lanes.width - 1)
    last = tuple({name: leaf[-1][take] for name, leaf in layer.items()} for layer in averages or ())
    made = measure_program(setup)(np.asarray(shown)[take], last, parts.x, parts.y, parts.test_x, parts.test_y)
    for lane in range(len(specs)):
        kept = {name: float(getattr(made, name)[lane]) for name in _KEPT}
        yield kept | {"finite": bool(np.asarray(lanes.carry.alive)[lane])}


_KEPT = ("train_loss", "test_loss", "train_score", "test_score")
