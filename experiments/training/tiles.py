"""A tile: many trainings side by side in one wide program that keeps nothing on the way, for maps of thousands."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from experiments.training.ends import MEASURED
from experiments.training.engine import Setup
from experiments.training.inputs import Tables
from experiments.training.lanes import SOON, Lanes
from experiments.training.programs import measured
from experiments.training.session import beginning
from experiments.training.spec import TrainSpec
from surfaces.neural import Parts

#: Seconds that a product of a weight and a point may take, before anything has been measured.
_CAREFUL = 1e-9


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
        """What `MEASURED` names, and `finite`: whether the last step was made, (lanes,) each."""
        carry = self._lanes.carry
        averages = jax.tree.map(np.asarray, carry.averages)
        return self._measured(self._shown, averages) | {"finite": np.asarray(carry.alive)[: len(self._parts)]}

    def _measured(self, x: np.ndarray, averages: Any) -> dict[str, np.ndarray]:
        """What `Measures` says of weights (width, d), each on its own data; what fills the width up is left out."""
        found = {name: np.empty(len(self._parts)) for name in MEASURED}
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
