"""Trainings under way: kept by what they are, so that one that was broken off goes on, and its surfaces can be seen.

A job is made of its question alone, so any process can make it anew; what is kept here only saves the time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

from experiments.training import Session, Training
from experiments.training.inputs import data_of, network_of
from experiments.training.study import Study
from wire.limits import JOB_BYTES, TRAINED
from wire.refusal import RefusedError
from wire.tables import TABLES

_FLOAT = 4


class Job:
    """One study's trainings, from which several visitors may take; each turn is one caller's.

    Attributes:
        study: what is trained.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._results: tuple[int, list[Training]] = (-1, [])

    @property
    def done(self) -> int:
        """Steps made by each lane, on average; 0 before the first turn."""
        return round(self._session.done / len(self.study.specs)) if self._session else 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self._session is not None and self._session.is_done

    @property
    def size(self) -> int:
        """Bytes of all weights that it keeps, about."""
        _, results = self._results
        return sum(_FLOAT * each.arrays["x"].size for each in results)

    def turn(self) -> list[Training]:
        """Trains for about a quarter of a second; all lanes as far as they have come."""
        with self._lock:
            if self._session is None:
                self._session = Session(self.study.specs, TABLES)
            if not self._session.is_done:
                self._session.advance()
            return self._measured(self._session)

    def reach(self, steps: int) -> list[Training]:
        """All lanes with at least so many steps made, as far as there are so many."""
        results = self._results[1]
        while not results or (self.done < steps and not self.is_done):
            results = self.turn()
        return results

    def _measured(self, session: Session) -> list[Training]:
        if self._results[0] != session.done:
            self._results = (session.done, session.results())
        return self._results[1]


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


def _has_lost_its_table(study: Study) -> bool:
    return bool(study.first.table) and study.first.table not in TABLES


JOBS = Jobs(Job, JOB_BYTES, _has_lost_its_table)


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
