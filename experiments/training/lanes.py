"""Lanes: trainings of one static structure side by side in one compiled program, steps at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from experiments.training.engine import Carry, Emitted, Fixed, Setup
from experiments.training.inputs import batches_of, table_of
from experiments.training.programs import advance_program, blank_carry, chunk_of, settle_program, start_program
from experiments.training.spec import TrainSpec
from surfaces.neural import Parts

#: How long a chunk should take, in seconds: so soon a stop is heard. And how many steps the first one has.
SOON = 0.25
_FIRST = 16


class Lanes:
    """Trainings of one setup and as many steps, and what the next step needs.

    Args:
        setup: what is static in them.
        specs: at most as many as the width.
        parts: the data of each.
        weights: where each begins, (d,).
        width: lanes of the program.
    """

    def __init__(
        self, setup: Setup, specs: Sequence[TrainSpec], parts: Sequence[Parts], weights: Sequence[Any], width: int
    ) -> None:
        self.setup, self.specs = setup, list(specs)
        self.steps, self.done, self.width = specs[0].steps, 0, width
        self._count = _FIRST
        self._fixed = Fixed(
            self._wide([each.x for each in parts]),
            self._wide([each.y for each in parts]),
            self._wide([np.uint32(spec.seed) for spec in specs]),
        )
        self._tables = [table_of(spec) for spec in specs]
        x = self._wide([np.asarray(each, np.float32) for each in weights])
        state = start_program(setup, self.width)(x, self._wide([table[0] for table in self._tables]))
        self.carry: Carry = blank_carry(setup, self.width, x, state)

    @property
    def limit(self) -> int:
        """How many steps can be made at once."""
        return chunk_of(self.setup)

    def advance(self, count: int) -> Emitted:
        """Makes steps, at most `limit`, and returns what they emit, (count, lanes, ...)."""
        self.carry, emitted = advance_program(self.setup, self.width)(*self._next(count))
        return jax.tree.map(lambda leaf: np.asarray(leaf)[:count], emitted)

    def settle(self, count: int) -> np.ndarray:
        """Makes steps, at most `limit`, and returns the weights that are shown after them, (lanes, d)."""
        self.carry, shown = settle_program(self.setup, self.width)(*self._next(count))
        return np.asarray(shown)

    def _next(self, count: int) -> tuple[Any, ...]:
        """What a program takes for the next steps, which from here on count as made."""
        table = np.zeros((self.limit, self.width, self._tables[0].shape[1]), np.float32)
        rows = np.zeros((self.limit, self.width, self.setup.batch), np.int32)
        table[:count] = self._wide([each[self.done : self.done + count] for each in self._tables], 1)
        rows[:count] = self._wide([batches_of(spec, self.setup, self.done, count) for spec in self.specs], 1)
        self.done += count
        return self.carry, self._fixed, table, rows, np.int32(count)

    def go_on(self) -> Emitted:
        """Makes steps for about `SOON`, not beyond the last, and returns what they emit."""
        count = min(self._count, self.limit, self.steps - self.done)
        began = time.perf_counter()
        emitted = self.advance(count)
        self._count = max(1, int(SOON * count / (time.perf_counter() - began)))
        return emitted

    def _wide(self, each: Sequence[Any], axis: int = 0) -> np.ndarray:
        """Arrays of the runs as one with an axis of lanes; the last fills up what no run is in."""
        return np.stack([*each, *[each[-1]] * (self.width - len(each))], axis=axis)
