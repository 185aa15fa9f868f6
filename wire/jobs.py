"""Trainings under way: kept by what they are, so that one that was broken off goes on, and its surfaces can be seen.

A job is made of its question alone, so any process can make it anew; what is kept here only saves the time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple, Protocol, TypeVar

from experiments.training import Session, Training
from experiments.training.inputs import data_of, network_of
from experiments.training.study import Study
from wire.limits import JOB_BYTES, TRAINED
from wire.refusal import RefusedError
from wire.tables import TABLES


class Reached(NamedTuple):
    """How far a job has come.

    Attributes:
        done: steps made by each lane, on average; 0 before the first turn.
        results: all lanes.
    """

    done: int
    results: list[Training]


class Job:
    """One study's trainings, from which several visitors may take; each turn is one caller's.

    What it has led to before its last turn is kept too: who breaks off while a turn is made has not seen what came of
    it, and goes on asking about what he has seen.

    Attributes:
        study: what is trained.
        is_done: whether nothing is left to do.
        is_stopped: whether it was ended before that.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.is_done = self.is_stopped = False
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._reached: tuple[Reached, ...] = ()
        self._watchers = 0
        self._unwanted = False

    @property
    def done(self) -> int:
        """Steps made by each lane, on average; 0 before the first turn."""
        return self._reached[-1].done if self._reached else 0

    @property
    def size(self) -> int:
        """Bytes of all weights that it keeps, about, and of the scales of adaptive methods beside them."""
        arrays = [each.arrays for _, results in self._reached for each in results]
        return sum(each[name].nbytes for each in arrays for name in ("x", "scale") if name in each)

    def turn(self) -> Reached:
        """Trains for about a quarter of a second; all lanes as far as they have come."""
        with self._lock:
            if not self.is_done:
                session = self._session = self._session or Session(self.study.specs, TABLES)
                session.advance()
                reached = Reached(round(session.done / len(self.study.specs)), session.results())
                self._reached = (*self._reached[-1:], reached)
                self.is_done = session.is_done or self.is_stopped
            if self.is_done:
                self._session = None
            return self._reached[-1]

    def rested(self) -> Reached | None:
        """How far it has come once the turn that is being made is over; None before the first."""
        with self._lock:
            return self._reached[-1] if self._reached else None

    def reach(self, steps: int) -> list[Training]:
        """All lanes with so many steps made, if that is known as their last turn or the one before; else with more."""
        while True:
            for done, results in reversed(self._reached):
                if done == steps:
                    return results
            if self._reached and (self.done >= steps or self.is_done):
                return self._reached[-1].results
            self.turn()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """As long as somebody watches it, it is not ended."""
        self._watchers += 1
        self._unwanted = False
        try:
            yield
        finally:
            self._watchers -= 1
            self._end()

    def stop(self) -> None:
        """Ends it as soon as nobody watches it: it goes on no more, and what it has led to can still be looked at."""
        self._unwanted = True
        self._end()

    def _end(self) -> None:
        if self._unwanted and not self._watchers and self._reached and not self.is_done:
            self.is_done = self.is_stopped = True
            self._session = None


class Sized(Protocol):
    """What `Jobs` keep."""

    @property
    def size(self) -> int:
        """Bytes that it holds, about."""


#: Bytes that any job counts as at least: there may not be any number of such as have not begun.
_LEAST = 10_000

K = TypeVar("K", bound=Hashable)
J = TypeVar("J", bound=Sized)


class Jobs(Generic[K, J]):
    """Jobs by what they are, those that were used last; the others are let go when there are too many bytes of them.

    Args:
        make: makes the job of a key.
        most: bytes.
        gone: whether what a key speaks of is there no longer.
    """

    def __init__(self, make: Callable[[K], J], most: int, gone: Callable[[K], bool] = lambda _: False) -> None:
        self._make, self._most, self._gone = make, most, gone
        self._jobs: OrderedDict[K, J] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: K) -> J:
        """The job of a key: the one that is there, or a new one."""
        with self._lock:
            for gone in [each for each in self._jobs if self._gone(each)]:
                del self._jobs[gone]
            job = self._jobs.pop(key, None) or self._make(key)
            self._jobs[key] = job
            while len(self._jobs) > 1 and sum(max(each.size, _LEAST) for each in self._jobs.values()) > self._most:
                self._jobs.popitem(last=False)
            return job

    def find(self, key: K) -> J | None:
        """The job of a key, if there is one."""
        with self._lock:
            return self._jobs.get(key)

    def forget(self, key: K) -> None:
        """Lets the job of a key go."""
        with self._lock:
            self._jobs.pop(key, None)


def _has_lost_its_table(study: Study) -> bool:
    return bool(study.first.table) and study.first.table not in TABLES


JOBS = Jobs(Job, JOB_BYTES, _has_lost_its_table)


def going(study: Study) -> Job:
    """The job of a study that can go on, or is over: one that was stopped is begun anew."""
    if (job := JOBS.find(study)) and job.is_stopped:
        JOBS.forget(study)
    return JOBS.of(study)


def affordable(study: Study, times: int = 1) -> None:
    """Refuses a study that would take more than its share of time, made so many times.

    Raises:
        RefusedError: with a sentence.
    """
    parts = data_of(study.first, TABLES)
    size = network_of(study.first, parts).size
    work = times * sum(spec.steps * size * (spec.batch_size or len(parts.y)) for spec in study.specs)
    if work > TRAINED:
        raise RefusedError(
            400, f"steps times weights times points are at most {TRAINED:.0e} together, not {work:.1e}: take fewer"
        )


def lanes_of(study: Study, lane: int, done: int) -> list[Training]:
    """All lanes of a study, of which one is meant, with at least so many steps made, as far as there are so many.

    Raises:
        RefusedError: there is no such lane, or the study is too much work.
    """
    affordable(study)
    if not lane < len(study.specs):
        raise RefusedError(400, f"there is no lane {lane}; the study has {len(study.specs)}")
    return JOBS.of(study).reach(done)


def lane_of(study: Study, lane: int, done: int) -> Training:
    """The one that is meant; see `lanes_of`."""
    return lanes_of(study, lane, done)[lane]
