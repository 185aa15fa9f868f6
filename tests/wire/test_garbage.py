"""What lives as long as the process is not walked over again and again."""

import gc
import time

import pytest

from wire.garbage import Keeper, freeze


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
    assert freeze() > len(many)
    assert len(gc.get_objects()) < 10_000


def test_garbage_is_collected_before_it_is_frozen():
    class Knot:
        pass

    knot = Knot()
    knot.itself = knot
    del knot
    freeze()
    gc.unfreeze()
    assert not [each for each in gc.get_objects() if type(each).__name__ == "Knot"]


@pytest.mark.parametrize("quiet", [True, False])
def test_slow_collections_are_noticed_and_end(quiet, monkeypatch):
    monkeypatch.setattr("wire.garbage.SLOW", 0.005)
    monkeypatch.setattr("wire.garbage.PATIENCE", 0.1)
    keeper = Keeper(lambda: quiet)
    keeper.start()
    try:
        before = keeper.frozen
        more = [[i] for i in range(200_000)]
        gc.collect()
        assert until(lambda: keeper.frozen > before + 100_000)
        assert len(more) == 200_000
    finally:
        keeper.stop()
    assert keeper._watch not in gc.callbacks


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
