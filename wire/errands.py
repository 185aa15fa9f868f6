"""Errands: work of many seconds that is done for a visitor who watches it, and given up when he stops or goes away.

They stand in line at a gate of their own, go step by step and let everybody else go first at each.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Generic, TypeVar

from experiments.many import Progress
from experiments.spec import SpecError
from wire.gate import ANSWERING, COMPILER, ERRANDS, LOOK, SEEING, Gate
from wire.limits import UNWATCHED

T = TypeVar("T")

_LOGGER = logging.getLogger(__name__)
#: Seconds for which an errand waits at each step for what others want at once.
COURTESY = 0.2


class GivenUpError(Exception):
    """An errand that was stopped, or that nobody watched any more."""


class Errand(Generic[T]):
    """A piece of work under way.

    Args:
        work: does it; is given what it tells its progress, and from which an exception ends it.
        gate: where it waits for its turn.

    Attributes:
        done, whole: how many runs are done of how many; 0 of 0 before it has begun.

    Raises:
        BusyError: too many are waiting already.
    """

    def __init__(self, work: Callable[[Progress], T], gate: Gate = ERRANDS) -> None:
        self.done = self.whole = 0
        self._seen = time.monotonic()
        self._stopping = threading.Event()
        self._future: Future[T] = gate.submit(lambda: self._worked(work))

    def watch(self) -> None:
        """Says that somebody still wants it."""
        self._seen = time.monotonic()

    def stop(self) -> None:
        """Gives it up: at once where it still waits, else at its next step."""
        self._stopping.set()
        self._future.cancel()

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it than has come."""
        return self._future.done()

    @property
    def result(self) -> T | None:
        """What came of it; None where it was given up or failed, or is not over."""
        if not self.over or self._future.cancelled() or self._future.exception():
            return None
        return self._future.result()

    @property
    def sentence(self) -> str:
        """Why nothing came of it; empty where something did, or may."""
        if not self.over:
            return ""
        try:
            failure = self._future.exception()
        except CancelledError:
            failure = GivenUpError()
        if failure is None:
            return ""
        if isinstance(failure, GivenUpError):
            return "Stopped."
        return failure.sentence if isinstance(failure, SpecError) else "The server failed at this; that is its mistake."

    def _worked(self, work: Callable[[Progress], T]) -> T:
        try:
            self._goes_on()
            return work(self._told)
        except (GivenUpError, SpecError):
            raise
        except Exception:
            _LOGGER.exception("an errand failed")
            raise

    def _told(self, done: int, whole: int) -> None:
        self.done, self.whole = done, whole
        self._goes_on()
        until = time.monotonic() + COURTESY
        while (ANSWERING.inside or SEEING.inside or COMPILER.gate.inside) and time.monotonic() < until:
            time.sleep(LOOK)

    def _goes_on(self) -> None:
        if self._stopping.is_set() or time.monotonic() - self._seen > UNWATCHED:
            raise GivenUpError
