"""Errands: in line, watched, stoppable, and never in the way of those who come after."""

import threading
import time

import pytest

from experiments import Protocol, SpecError
from wire import errands, tuning
from wire.errands import Errand
from wire.gate import Gate
from wire.limits import RACED_STEPS, TUNED_KEPT, TUNED_STEPS
from wire.refusal import BusyError, RefusedError


@pytest.fixture
def gate():
    return Gate("test", 1, 1)


def over(errand, seconds=10.0):
    until = time.monotonic() + seconds
    while not errand.over and time.monotonic() < until:
        time.sleep(0.01)
    return errand.over


def counting(progress):
    for done in range(100_000):
        progress(done, 100_000)
        time.sleep(0.001)


def test_it_tells_how_far_it_is_and_what_came_of_it(gate):
    errand = Errand(lambda progress: (progress(3, 4), 42)[1], gate)
    assert over(errand)
    assert (errand.done, errand.whole, errand.result, errand.sentence) == (3, 4, 42, "")


def test_it_stops_at_its_next_step(gate):
    errand = Errand(counting, gate)
    while not errand.done:
        time.sleep(0.01)
    assert errand.sentence == ""
    errand.stop()
    assert over(errand)
    assert (errand.result, errand.sentence) == (None, "Stopped.")
    assert gate.inside == 0


def test_one_that_waits_is_dropped_at_once(gate):
    hold = threading.Event()
    first = Errand(lambda _: hold.wait(10), gate)
    second = Errand(lambda _: pytest.fail("it was begun"), gate)
    second.stop()
    assert second.over
    assert second.sentence == "Stopped."
    hold.set()
    assert over(first)
    assert first.result is True


def test_one_that_nobody_watches_is_given_up(gate, monkeypatch):
    monkeypatch.setattr(errands, "UNWATCHED", 0.2)
    left = Errand(counting, gate)
    assert over(left)
    assert left.sentence == "Stopped."
    watched = Errand(counting, gate)
    for _ in range(10):
        time.sleep(0.05)
        watched.watch()
    assert not watched.over
    watched.stop()
    assert over(watched)


def test_more_than_can_wait_are_turned_away(gate):
    hold = threading.Event()
    kept = [Errand(lambda _: hold.wait(10), gate) for _ in range(2)]
    with pytest.raises(BusyError):
        Errand(lambda _: None, gate)
    hold.set()
    assert all(map(over, kept))


def test_a_failure_is_told_in_a_sentence(gate, caplog):
    def wrong(_):
        raise SpecError("metric", "no tolerance can be told")

    def broken(_):
        raise ZeroDivisionError

    refused = Errand(wrong, gate)
    assert over(refused)
    assert refused.sentence == "no tolerance can be told"
    failed = Errand(broken, gate)
    assert over(failed)
    assert "mistake" in failed.sentence
    assert failed.result is None
    assert "an errand failed" in caplog.text


def test_others_go_first(gate, monkeypatch):
    answering = Gate("others", 1, 1)
    monkeypatch.setattr(errands, "ANSWERING", answering)
    hold = threading.Event()
    busy = answering.submit(lambda: hold.wait(10))
    began = time.monotonic()
    errand = Errand(lambda progress: [progress(i, 3) for i in range(3)], gate)
    assert over(errand)
    assert time.monotonic() - began >= 3 * errands.COURTESY * 0.9
    hold.set()
    busy.result()


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ({"starts": 256, "seeds": 4, "steps": 1000}, RACED_STEPS),
        ({"starts": 256, "seeds": 1, "steps": 1000, "budget": 1024}, TUNED_STEPS),
    ],
)
def test_too_large_a_race_is_refused_with_the_limit(values, limit):
    with pytest.raises(RefusedError, match=f"{limit:,}"):
        tuning.tuning(Protocol.of("bowl", ["sgd"], **values))


def test_so_many_results_are_kept(monkeypatch):
    monkeypatch.setattr(tuning, "tune", lambda protocol, _: protocol)
    tuning._KEPT.clear()
    for seed in range(TUNED_KEPT + 3):
        tuning._tuned(Protocol.of("bowl", ["sgd"], seed=seed), lambda *_: None)
    assert [each.shared.seed for each in tuning._KEPT] == list(range(3, TUNED_KEPT + 3))
    tuning._KEPT.clear()
