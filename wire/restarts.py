"""`api/restarts`: networks of growing width trained from many starts, as a stream of frames.

The first frame says what is trained. Each further one brings the restarts of a width that have come to an end in about
a quarter of a second of work; the programs of the next width are compiled meanwhile. When the client goes away no
further turn is begun. A width that is done is kept, and one that was broken off goes on from there.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from experiments.spec import SpecError
from experiments.training.ends import MEASURED, Ending, Ends, prepare_ends
from experiments.training.inputs import data_of, setup_of
from experiments.training.restarts import COUNT, DEFAULT, WIDTHS, column
from experiments.training.spec import TrainSpec
from wire.encoding import frame, packed
from wire.endpoint import Answer
from wire.gate import COMPILER, TRAINING
from wire.jobs import Jobs
from wire.limits import COLUMN_BYTES, RESTARTED, TRAINED
from wire.refusal import BusyError, RefusedError

_LOGGER = logging.getLogger(__name__)


class Asked(NamedTuple):
    """One width: what its restarts share, their width included, and how many there are."""

    shared: TrainSpec
    restarts: int


class Column:
    """The restarts of one width, from which several visitors may take; each turn is one caller's.

    Attributes:
        width: of every hidden layer.
        count: how many there are.
        setup: what is static in them.
        work: steps times weights times points of all of them.
        ends: those that are over.
        done: steps made, of all together.
        whole: how many there will have been.
        size: bytes that it holds, about.

    Raises:
        SpecError: they cannot be trained.
    """

    def __init__(self, asked: Asked) -> None:
        shared, self.count = self._asked = asked
        self.width, parts = shared.hidden[0], data_of(shared, {})
        self.setup = setup_of(shared, parts)
        self.whole = shared.steps * self.count
        self.work = self.whole * self.setup.network.size * (self.setup.batch or len(parts.y))
        self._lock = threading.Lock()
        self._ending: Ending | None = None
        self.ends = Ends.none(self.count)
        self.done = self.size = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.whole

    def prepare(self) -> None:
        """Compiles what is needed."""
        prepare_ends(self.setup, self.count)

    def turn(self) -> None:
        """Trains for about a quarter of a second."""
        with self._lock:
            if self.is_done:
                return
            shared, count = self._asked
            ending = self._ending or Ending(column(shared, self.width, count))
            ending.advance()
            self._ending = None if ending.is_done else ending
            self.ends, self.done, self.size = ending.ends, ending.done, ending.size + BYTES * count


#: Bytes of one end.
BYTES = 34
COLUMNS = Jobs(Column, COLUMN_BYTES)


def restarts(shared: TrainSpec, widths: Sequence[int], count: int) -> Answer:
    """The first frame, and the stream of those that follow."""
    asked = [Asked(shared.with_(hidden=(width,) * len(shared.hidden)).check(), count) for width in widths]
    columns = [COLUMNS.of(each) for each in asked]
    _affordable(columns)
    if TRAINING.full:
        raise BusyError
    network = columns[0].setup.network
    head = {
        "widths": [each.width for each in columns],
        "weights": [each.setup.network.size for each in columns],
        "layers": len(network.hidden),
        "restarts": count,
        "seed": shared.seed,
        "steps": shared.steps,
        "task": network.task,
        "whole": sum(each.whole for each in columns),
    }
    return Answer(frame(packed({}, head)), _later(columns))


def likely() -> Iterator[Callable[[], None]]:
    """What compiles each width of the first study."""
    for width in WIDTHS:
        yield Column(Asked(DEFAULT.with_(hidden=(width,)), int(COUNT.default))).prepare


def _affordable(columns: Sequence[Column]) -> None:
    """Refuses what would take too long.

    Raises:
        RefusedError: with a sentence that names the limit.
    """
    steps, work = sum(each.whole for each in columns), sum(each.work for each in columns)
    if steps > RESTARTED:
        raise RefusedError(
            400, f"steps times restarts times widths are at most {RESTARTED:,} together, not {steps:,}: take fewer"
        )
    if work > TRAINED:
        raise RefusedError(
            400,
            f"steps times weights times points of all restarts are at most {TRAINED:.0e} together, not {work:.1e}: "
            "take fewer",
        )


async def _later(columns: Sequence[Column]) -> AsyncGenerator[bytes]:
    """Frames of one width after the other; a failure is told in the last one."""
    ready = asyncio.ensure_future(_prepared(columns[0]))
    try:
        for place, (each, following) in enumerate(zip_longest(columns, columns[1:])):
            await ready
            if following:
                ready = asyncio.ensure_future(_prepared(following))
            before = sum(earlier.whole for earlier in columns[:place])
            async for body in _frames(place, each, before):
                yield body
    except (SpecError, RefusedError) as error:
        yield frame(packed({}, {"error": error.sentence}))
    except Exception:
        _LOGGER.exception("restarts failed: %s", columns[0].setup)
        yield frame(packed({}, {"error": "these restarts could not be trained"}))
    finally:
        ready.cancel()
        await asyncio.gather(ready, return_exceptions=True)


async def _prepared(each: Column) -> None:
    if not each.is_done:
        await COMPILER.gate.run(each.prepare)


async def _frames(place: int, each: Column, before: int) -> AsyncGenerator[bytes]:
    """What is over of one width, as it is over.

    Args:
        place: the width's among all.
        each: its restarts.
        before: steps of the widths before it.
    """
    told = np.zeros(each.count, bool)
    while not told.all():
        if not each.is_done:
            await TRAINING.run(each.turn)
        over = each.ends.over.copy()
        fresh = np.flatnonzero(over & ~told)
        told = over
        yield frame(packed(_taken(each.ends, fresh), {"column": place, "done": before + each.done}))


def _taken(ends: Ends, places: np.ndarray) -> dict[str, Any]:
    """Some of the ends, each with its number among the restarts of its width."""
    with np.errstate(over="ignore"):
        measured = {name: getattr(ends, name)[places].astype(np.float32) for name in MEASURED}
    return {"restart": places.astype(np.int32), "finite": ends.finite[places].astype(np.uint8), **measured}
