"""Where many trainings end, and nothing else of them: the stuff of distributions and maps."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import jax
import numpy as np

from experiments.many import Progress
from experiments.training.engine import Setup
from experiments.training.inputs import Tables, data_of, setup_of
from experiments.training.lanes import Lanes
from experiments.training.lots import SOON
from experiments.training.programs import lanes_for, measured, wide
from experiments.training.session import NO_TABLES, beginning, grouped
from experiments.training.spec import TrainSpec
from surfaces.neural import Parts

#: Programs at work at once: one keeps a core busy.
WORKERS = 2
#: From so many trainings of one kind on they go in wide programs: fewer would leave a core without work.
_MANY = 32
#: Seconds that a product of a weight and a point may take, before anything has been measured.
_CAREFUL = 1e-9


@dataclass(frozen=True, eq=False)
class Ends:
    """What is measured where n trainings end: at their last step, or the last with finite weights; (n,) each.

    Attributes:
        train_loss, test_loss, train_score, test_score: see `Measures`.
        finite: whether it was the last of all.
    """

    train_loss: np.ndarray
    test_loss: np.ndarray
    train_score: np.ndarray
    test_score: np.ndarray
    finite: np.ndarray


_MEASURED = tuple(field.name for field in fields(Ends) if field.name != "finite")


class Tile:
    """Trainings of one setup and number of steps side by side, of which only the ends are kept.

    Args:
        setup: what is static in them.
        specs: at most as many as the width.
        parts: the data of each.
        tables: visitors' own tables, by digest.
        width: lanes of the program.
    """

    def __init__(
        self, setup: Setup, specs: Sequence[TrainSpec], parts: Sequence[Parts], tables: Tables, width: int
    ) -> None:
        self._parts = list(parts)
        weights = [beginning(spec, setup, tables) for spec in specs]
        self._lanes = Lanes(setup, specs, self._parts, weights, width)
        self._start = self._shown = np.asarray(self._lanes.carry.x)
        self._count = _cautious(setup, width)

    @property
    def is_done(self) -> bool:
        """Whether all steps are made."""
        return self._lanes.done >= self._lanes.steps

    def advance(self) -> None:
        """Makes steps for about a quarter of a second."""
        lanes = self._lanes
        count, began = min(self._count, lanes.limit, lanes.steps - lanes.done), time.perf_counter()
        self._shown = lanes.settle(count)
        self._count = max(1, int(SOON * count / (time.perf_counter() - began)))

    def start_losses(self) -> np.ndarray:
        """The training losses before the first step, (lanes,)."""
        blank = self._lanes.setup.network.averages()
        averages = jax.tree.map(lambda leaf: np.broadcast_to(leaf, (len(self._start), *leaf.shape)), blank)
        return self._measured(self._start, averages)["train_loss"]

    def ends(self) -> dict[str, np.ndarray]:
        """What `Ends` has, by name, (lanes,) each."""
        carry = self._lanes.carry
        averages = jax.tree.map(np.asarray, carry.averages)
        return self._measured(self._shown, averages) | {"finite": np.asarray(carry.alive)[: len(self._parts)]}

    def _measured(self, x: np.ndarray, averages: Any) -> dict[str, np.ndarray]:
        """What `Measures` says of weights (width, d), each on its own data; what fills the width up is left out."""
        found = {name: np.empty(len(self._parts)) for name in _MEASURED}
        for part in {id(each): each for each in self._parts}.values():
            on = [lane for lane, each in enumerate(self._parts) if each is part]
            made = measured(self._lanes.setup, x[on], jax.tree.map(lambda leaf, on=on: leaf[on], averages), part)
            for name, values in found.items():
                values[on] = getattr(made, name)
        return found


def _cautious(setup: Setup, width: int) -> int:
    """Steps that surely take no longer than a turn may."""
    if setup.optimizer.weights == "dense":
        return 1
    work = width * setup.network.size * (setup.batch or setup.points)
    return max(1, int(SOON / (_CAREFUL * work)))


def ends(specs: Sequence[TrainSpec], tables: Tables = NO_TABLES, progress: Progress = lambda *_: None) -> Ends:
    """Trains every network and keeps only where it ends.

    Args:
        specs: what is trained; those of one structure and as many steps go side by side.
        tables: visitors' own tables, by digest.
        progress: told how many trainings are done of how many; it stops the work by raising.

    Raises:
        SpecError: one of them cannot be trained.
    """
    parts = [data_of(spec.check(), tables) for spec in specs]
    setups = [setup_of(spec, part) for spec, part in zip(specs, parts, strict=True)]
    arrays = {name: np.empty(len(specs)) for name in _MEASURED} | {"finite": np.empty(len(specs), bool)}
    done = 0

    def made(setup: Setup, group: list[int], width: int) -> dict[str, np.ndarray]:
        tile = Tile(setup, [specs[i] for i in group], [parts[i] for i in group], tables, width)
        while not tile.is_done:
            tile.advance()
        return tile.ends()

    pieces = []
    for group in grouped([(*setup, spec.steps) for setup, spec in zip(setups, specs, strict=True)], len(specs)):
        setup = setups[group[0]]
        width = wide(setup) if len(group) >= _MANY else lanes_for(len(group))
        pieces += [(setup, group[at : at + width], width) for at in range(0, len(group), width)]
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = [pool.submit(made, *piece) for piece in pieces]
        try:
            for (_, group, _), job in zip(pieces, jobs, strict=True):
                for name, values in job.result().items():
                    arrays[name][group] = values
                done += len(group)
                progress(done, len(specs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return Ends(**arrays)
