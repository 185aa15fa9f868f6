"""Keeping garbage collection short: what lives as long as the process is taken out of its sight.

Streamlit collects garbage after every run of a page. With JAX loaded that is a walk over 200,000 objects, 0.1 s in
which nothing else runs, and every compiled program adds a thousand. So everything is frozen once the server is ready,
and again as soon as a collection has been slow. In the next quiet moment the frozen objects are looked through too, so
that what was frozen by chance while a visitor was there is freed in the end.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

#: Seconds of a full collection from which on it is too slow.
SLOW = 0.005
#: Seconds between two looks whether it is quiet.
LOOK = 1.0


def freeze() -> None:
    """Collects, and freezes what is left."""
    gc.collect()
    gc.freeze()


class Keeper:
    """A thread that freezes anew when full collections have become slow.

    Args:
        quiet: whether nobody is waiting for anything.
    """

    def __init__(self, quiet: Callable[[], bool]) -> None:
        self._quiet = quiet
        self._slow = threading.Event()
        self._stopping = threading.Event()
        self._began = 0.0
        self._thread = threading.Thread(target=self._work, name="garbage", daemon=True)
        #: How many objects were frozen when that was last done at leisure; to count them takes longer than to freeze.
        self.frozen = 0

    def start(self) -> None:
        """Freezes for the first time and begins to watch."""
        self._freeze_all()
        gc.callbacks.append(self._watch)
        self._thread.start()

    def stop(self) -> None:
        """Ends watching; returns when the thread has ended."""
        gc.callbacks.remove(self._watch)
        self._stopping.set()
        while self._thread.is_alive():
            self._slow.set()  # and again, should the thread have cleared it just then
            self._thread.join(0.05)

    def _watch(self, phase: str, info: dict[str, Any]) -> None:
        """Python's own call before and after each collection, in the thread that collects."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.thread_time()
        elif time.thread_time() - self._began > SLOW:
            self._slow.set()

    def _work(self) -> None:
        while self._slow.wait() and not self._stopping.is_set():
            freeze()
            self._slow.clear()  # only now: the collection just made was slow itself
            while not self._slow.wait(LOOK):
                if self._quiet():
                    self._freeze_all()
                    break

    def _freeze_all(self) -> None:
        """Freezes anew, what had been frozen included."""
        gc.unfreeze()
        freeze()
        self.frozen = gc.get_freeze_count()
        self._slow.clear()
