"""train(specs): networks side by side, in chunks, so that it can be watched, paused, stopped and taken up again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import jax
import numpy as np

from experiments.many import Progress
from experiments.spec import SpecError
from experiments.training.engine import Setup
from experiments.training.inputs import Tables, data_of, fresh_weights, setup_of
from experiments.training.lots import Lot
from experiments.training.programs import LANES, lanes_for
from experiments.training.result import Training
from experiments.training.spec import TrainSpec
from numerics import side_by_side
from surfaces.neural import Network, Table, transferred
from surfaces.neural.network import Params

#: Trainings of one session.
MOST = 8
#: What is handed over where no table is a visitor's own.
NO_TABLES: Mapping[str, Table] = MappingProxyType({})


class Session:
    """Trainings under way. Holding it is a pause, dropping it a stop, and `advance` goes on.

    Args:
        specs: what is trained, at most `most`.
        tables: visitors' own tables, by digest.
        most: how many there may be.

    Raises:
        SpecError: one of them cannot be trained, or there are too many.
    """

    def __init__(self, specs: Iterable[TrainSpec], tables: Tables = NO_TABLES, most: int = MOST) -> None:
        self.specs = [spec.check() for spec in specs]
        if not 1 <= len(self.specs) <= most:
            raise SpecError("", f"1 to {most} networks are trained side by side, not {len(self.specs)}")
        self._order: list[tuple[int, int]] = []
        self.lots = self._lots(tables)

    def _lots(self, tables: Tables) -> list[Lot]:
        parts = [data_of(spec, tables) for spec in self.specs]
        setups = [setup_of(spec, each) for spec, each in zip(self.specs, parts, strict=True)]
        groups = grouped([(*setup, spec.steps) for setup, spec in zip(setups, self.specs, strict=True)])
        self._order = [
            (g, group.index(i)) for i in range(len(self.specs)) for g, group in enumerate(groups) if i in group
        ]
        return [
            Lot(
                setups[group[0]],
                [self.specs[i] for i in group],
                [parts[i] for i in group],
                [beginning(self.specs[i], setups[i], tables) for i in group],
                lanes_for(len(group)),
            )
            for group in groups
        ]

    @property
    def done(self) -> int:
        """Steps made, of all trainings together; those of a run that has stopped count as made."""
        return sum((lot.steps if lot.is_done else lot.done) * len(lot.specs) for lot in self.lots)

    @property
    def whole(self) -> int:
        """Steps there will have been."""
        return sum(lot.steps * len(lot.specs) for lot in self.lots)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return all(lot.is_done for lot in self.lots)

    def advance(self) -> None:
        """Goes on with all of them for about a quarter of a second."""
        going = [lot for lot in self.lots if not lot.is_done]
        side_by_side(Lot.advance, going)

    def results(self) -> list[Training]:
        """All trainings as far as they have come, in the order of their specs."""
        made = [lot.results() for lot in self.lots]
        return [made[lot][lane] for lot, lane in self._order]


def grouped(keys: Sequence[Hashable]) -> list[list[int]]:
    """Indices with the same key, in groups of a program's lanes at most."""
    groups: dict[Hashable, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(key, []).append(i)
    return [group[at : at + LANES] for group in groups.values() for at in range(0, len(group), LANES)]


def beginning(spec: TrainSpec, setup: Setup, tables: Tables) -> Any:
    """The weights (d,) that a training begins with."""
    fresh = fresh_weights(spec, setup.network)
    taken = fresh if spec.transfer is None else transferred(fresh, _earlier(spec.transfer, tables))
    # As `Network.ravel` orders them; for a map of thousands of starts JAX would take longer than the trainings.
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(taken)])


def _earlier(spec: TrainSpec, tables: Tables) -> Params:
    """The weights that an earlier training has led to."""
    if spec.table:
        return train([spec], tables)[0].params()
    network, vector = _remembered(spec)
    return network.unravel(vector)


@lru_cache(maxsize=16)
def _remembered(spec: TrainSpec) -> tuple[Network, Any]:
    [made] = train([spec])
    return made.network, made.arrays["x"][-1]


def training(specs: Iterable[TrainSpec], tables: Tables = NO_TABLES) -> Iterator[Session]:
    """Trains, and yields the session after each chunk; closing the generator stops the work.

    Raises:
        SpecError: as for `Session`.
    """
    session = Session(specs, tables)
    while not session.is_done:
        session.advance()
        yield session


def train(
    specs: Iterable[TrainSpec], tables: Tables = NO_TABLES, progress: Progress = lambda *_: None
) -> list[Training]:
    """Trains every network and returns what came of them in the same order.

    Args:
        specs: what is trained, at most eight.
        tables: visitors' own tables, by digest.
        progress: told how many steps are done of how many; it stops the work by raising.

    Raises:
        SpecError: as for `Session`.
    """
    session = Session(specs, tables)
    while not session.is_done:
        session.advance()
        progress(session.done, session.whole)
    return session.results()
