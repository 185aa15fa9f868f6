"""The gate: how much work goes on at once, how much may wait, and what is turned away.

Answers are computed in a few threads; programs are compiled in others, so that a slow compile never delays what is
ready. Both queues are bounded, and what does not fit is refused at once instead of left hanging.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Container, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from wire.limits import (
    COMPILING,
    COMPILING_WAITING,
    DRAWING_WAITING,
    ERRANDS_WAITING,
    FIELDS_AT_ONCE,
    FIELDS_WAITING,
    TRAINING_WAITING,
    WAITING,
    WATCHING_WAITING,
    WORKERS,
)
from wire.refusal import BusyError

T = TypeVar("T")

#: Seconds for which a call lets others go first at most, and between two looks whether they have gone.
PATIENCE, LOOK = 5.0, 0.02


class Gate:
    """A few threads, and a bounded line before them.

    Args:
        name: what its threads are called.
        workers: how many calls run at once.
        waiting: how many more may wait.
        behind: a gate whose calls go first: while there are any, none of this one is begun, for `PATIENCE` at most.
    """

    def __init__(self, name: str, workers: int, waiting: int, behind: Gate | None = None) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._places = workers + waiting
        self._behind = behind
        self._lock = threading.Lock()
        self.inside = 0

    @property
    def full(self) -> bool:
        """Whether the next call would be refused."""
        return self.inside >= self._places

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Starts a call, or lets it wait in line.

        Raises:
            BusyError: the line is full.
        """
        with self._lock:
            if self.full:
                raise BusyError
            self.inside += 1
        future = self._pool.submit(self._in_turn, call)
        future.add_done_callback(self._left)
        return future

    async def run(self, call: Callable[[], T]) -> T:
        """The result of a call; one that is cancelled before its turn never starts."""
        return await asyncio.wrap_future(self.submit(call))

    def _in_turn(self, call: Callable[[], T]) -> T:
        until = time.monotonic() + PATIENCE
        while self._behind is not None and self._behind.inside and time.monotonic() < until:
            time.sleep(LOOK)
        return call()

    def _left(self, _: Future[Any]) -> None:
        with self._lock:
            self.inside -= 1


@dataclass(slots=True)
class _Job:
    future: Future[None]
    waiting: int = 0


class Compiler:
    """Compiles each program once, however many wait for it, and none that all who waited for it have left.

    `compile` is to be called from one event loop's thread, `begin` and `expect` from any.
    """

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._jobs: dict[Hashable, _Job] = {}
        self._expected: set[Hashable] = set()
        self._lock = threading.Lock()

    def begin(self, key: Hashable, prepare: Callable[[], None]) -> None:
        """Starts on what somebody is about to wait for; without effect where too many programs wait already."""
        self._forgo({key})
        with suppress(BusyError):
            self._job(key, prepare)

    def expect(self, programs: Mapping[Hashable, Callable[[], None]]) -> bool:
        """Starts on what somebody may ask for, in place of what was expected before.

        Returns:
            Whether it has been started: not while anybody waits for a program.
        """
        self._forgo(programs)
        if any(job.waiting for job in list(self._jobs.values())):
            return False
        with suppress(BusyError):
            for key, prepare in programs.items():
                self._job(key, prepare)
                self._expected.add(key)
        return True

    async def compile(self, key: Hashable, prepare: Callable[[], None]) -> None:
        """Returns when `prepare` has run, for this question or for another with the same key.

        Raises:
            BusyError: too many programs wait already.
        """
        self._forgo({key})
        job = self._job(key, prepare)
        job.waiting += 1
        try:
            await asyncio.shield(asyncio.wrap_future(job.future))
        finally:
            job.waiting -= 1
            if not job.waiting:
                job.future.cancel()  # without effect on what has begun: that is kept for the next one who asks

    def forget(self) -> None:
        """Drops what has not begun; for the end of the process."""
        for job in list(self._jobs.values()):
            job.future.cancel()

    def _forgo(self, wanted: Container[Hashable]) -> None:
        """Drops what was merely expected and has not begun, but for what is wanted now."""
        with self._lock:
            jobs = [self._jobs.get(key) for key in self._expected if key not in wanted]
            self._expected.clear()
        for job in jobs:
            if job is not None and not job.waiting:
                job.future.cancel()

    def _job(self, key: Hashable, prepare: Callable[[], None]) -> _Job:
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = _Job(self.gate.submit(prepare))
                job.future.add_done_callback(lambda _: self._jobs.pop(key, None))
        return job


#: One of each for a process, because the compiled programs are the process's too.
ANSWERING = Gate("answering", WORKERS, WAITING)
COMPILER = Compiler(Gate("compiling", COMPILING, COMPILING_WAITING))
#: What can be seen of a new surface must not stand in line behind the runs on it.
SEEING = Gate("seeing", COMPILING, COMPILING_WAITING)
#: Pictures of a whole gallery are asked for at once, and must not stand in the way of a run.
DRAWING = Gate("drawing", 1, DRAWING_WAITING, behind=COMPILER.gate)
#: What takes seconds is done for one visitor at a time.
ERRANDS = Gate("errands", 1, ERRANDS_WAITING)
#: Maps come in many short pieces, which take turns.
FIELDS = Gate("fields", FIELDS_AT_ONCE, FIELDS_WAITING)
#: Trainings come in short turns, too.
TRAINING = Gate("training", 1, TRAINING_WAITING)
#: What is asked about a training may take as long as the training itself, where that must be made anew.
WATCHING = Gate("watching", 1, WATCHING_WAITING)
