"""A store of compiled programs, the most recently used of them, with a bound on how many are made at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

_COMPILES_AT_ONCE = threading.BoundedSemaphore(2)

Program = Callable[..., Any]
#: What gives each program that something needs, by the key under which it is stored.
Needs = Mapping[Any, Callable[[], Program]]


class Store:
    """Compiled programs by key, least recently used first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._programs: OrderedDict[Any, Program] = OrderedDict()
        self._making: dict[Any, threading.Lock] = {}
        self._lock = threading.Lock()

    def find(self, key: Any) -> Program | None:
        """The program, if it has been made and not let go."""
        with self._lock:
            program = self._programs.get(key)
            if program is not None:
                self._programs.move_to_end(key)
            return program

    def has(self, needs: Needs) -> bool:
        """Whether all these programs have been made and not let go."""
        return all(self.find(key) is not None for key in needs)

    def make(self, needs: Needs) -> None:
        """Makes them one after the other; those that somebody else is making come last, instead of waiting for them."""
        for key in sorted(needs, key=self._is_making):
            needs[key]()

    def get(self, key: Any, make: Callable[[], Program]) -> Program:
        """The program, made now if need be; two callers who want the same one wait for one making."""
        if program := self.find(key):
            return program
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            if program := self.find(key):
                return program
            try:
                with _COMPILES_AT_ONCE:
                    program = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._programs[key] = program
                while len(self._programs) > self._most:
                    self._programs.popitem(last=False)
        return program

    def _is_making(self, key: Any) -> bool:
        with self._lock:
            return key in self._making
