"""Being ready: what the first visitor sees is compiled before the doors open, what the next ones may ask for after.

The second part works only while nobody waits for anything, one program at a time, and stops with the server.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice

from experiments import Race
from experiments.presets import PRESETS
from experiments.programs import prepare
from experiments.spec import Settings
from experiments.training.study import DEFAULT as STUDY
from experiments.training.trainability import DEFAULT as TRAININGS
from experiments.training.trainability import prepare as prepare_trainings
from optim import OPTIMIZERS
from plots.palette import THEMES
from surfaces import SURFACES
from wire import restarts
from wire.landscape import landscape
from wire.lanes import FIELDS, WORDS
from wire.pictures import USUAL, thumbnail
from wire.planes import rehearse
from wire.race import prepare_all, race

_LOGGER = logging.getLogger(__name__)

#: Seconds between two looks whether it is quiet.
LOOK = 0.25
#: Pairs of surface and optimizer that are compiled ahead; each takes 1 to 2 MB of memory.
PAIRS = 80


def warm_up(first: Race) -> None:
    """Compiles, or loads from the cache, what a first visitor sees, and computes it once."""
    prepare_all(first)
    race(first, (*FIELDS, WORDS))
    landscape(first.first, None, 121, 121)


def likely(first: Race) -> Iterator[Callable[[], object]]:
    """What visitors may want next: presets, first networks and widths, pictures, any optimizer here, these elsewhere.

    Nothing where the environment says `DESCENT_LAB_AHEAD=0`, for machines that have better things to do.
    """
    if os.environ.get("DESCENT_LAB_AHEAD") == "0":
        return
    yield from (partial(prepare, spec) for preset in PRESETS.values() for spec in preset.race.specs)
    yield partial(rehearse, STUDY)
    yield from restarts.likely()
    yield partial(prepare_trainings, TRAININGS, {})
    yield from _pictures(SURFACES)
    here = (first.first.with_(optimizer=name, hyperparameters=Settings(), changes=()) for name in OPTIMIZERS)
    elsewhere = (first.on_surface(name).specs for name in SURFACES)
    pairs = islice(chain(here, chain.from_iterable(elsewhere)), PAIRS)
    yield from (partial(prepare, spec) for spec in pairs)
    yield from _pictures(OPTIMIZERS)


def _pictures(rows: Iterable[str]) -> Iterator[Callable[[], object]]:
    return (partial(thumbnail, row, theme, *USUAL) for theme in THEMES for row in rows)


class Ahead:
    """A thread that makes calls while nobody waits for anything, and rests for as long as it works.

    Args:
        calls: what to do, in this order.
        quiet: whether nobody waits.
    """

    def __init__(self, calls: Iterable[Callable[[], object]], quiet: Callable[[], bool]) -> None:
        self._calls, self._quiet = calls, quiet
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the call that is being made."""
        self._stopping.set()

    def _work(self) -> None:
        for call in self._calls:
            while not self._quiet():
                if self._stopping.wait(LOOK):
                    return
            if self._stopping.is_set():
                return
            began = time.monotonic()
            try:
                call()
            except Exception:
                _LOGGER.exception("could not be made ready: %s", call)
            self._stopping.wait(time.monotonic() - began)
