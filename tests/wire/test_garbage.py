"""What lives as long as the process is not walked over again and again."""

import gc
import threading
import time
import weakref

import pytest

from wire.garbage import Keeper, freeze


class Knot:
    """Something that only the garbage collector can free."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()


def until(condition):
    """Waits a moment for another thread."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_frozen_objects_are_out_of_sight():
    many = [[i] for i in range(50_000)]
    freeze()
    assert gc.get_freeze_count() > len(many)
    assert len(gc.get_objects()) < 10_000


def test_garbage_is_collected_before_it_is_frozen():
    gone = weakref.ref(Knot())
    freeze()
    assert gone() is None


@pytest.mark.parametrize("quiet", [True, False])
def test_slow_collections_are_noticed_and_end(quiet):
    keeper = Keeper(lambda: quiet)
    keeper.start()
    try:
        before = gc.get_freeze_count()
        more = [[i] for i in range(200_000)]
        gc.collect()
        assert until(lambda: gc.get_freeze_count() > before + 100_000)
        assert len(more) == 200_000
    finally:
        keeper.stop()
    assert keeper._watch not in gc.callbacks


def test_what_was_frozen_by_chance_is_freed_in_a_quiet_moment(monkeypatch):
    monkeypatch.setattr("wire.garbage.LOOK", 0.01)
    quiet = threading.Event()
    keeper = Keeper(quiet.is_set)
    keeper.start()
    try:
        before = gc.get_freeze_count()
        visitor = Knot()
        many = [[i] for i in range(200_000)]
        gc.collect()
        assert until(lambda: gc.get_freeze_count() > before + 100_000)
        gone = weakref.ref(visitor)
        del visitor
        gc.collect()
        assert gone() is not None
        quiet.set()
        assert until(lambda: gone() is None)
        assert len(many) == 200_000
    finally:
        keeper.stop()


def test_quick_collections_freeze_nothing(monkeypatch):
    monkeypatch.setattr("wire.garbage.SLOW", 60.0)
    keeper = Keeper(lambda: True)
    keeper.start()
    try:
        more = [[i] for i in range(50_000)]
        gc.collect()
        assert not keeper._slow.is_set()
        assert len(gc.get_objects()) > len(more)
    finally:
        keeper.stop()
