"""The first visitor waits for nothing, and what is made ready for the next never stands in anybody's way."""

import threading
import time

from experiments.presets import DEFAULT, PRESETS
from experiments.programs import is_ready
from experiments.training.restarts import WIDTHS
from experiments.training.study import DEFAULT as STUDY
from experiments.training.trainability import DEFAULT as TRAININGS
from optim import OPTIMIZERS
from surfaces import SURFACES
from wire.warming import PAIRS, Ahead, likely, warm_up


def test_the_first_race_is_ready():
    warm_up(DEFAULT)
    assert all(is_ready(spec) for spec in DEFAULT.specs)


def test_what_is_likely_is_bounded_and_begins_with_the_presets():
    calls = list(likely(DEFAULT))
    preset_runs = [spec for preset in PRESETS.values() for spec in preset.race.specs]
    assert [call.args[0] for call in calls[: len(preset_runs)]] == preset_runs
    assert calls[len(preset_runs)].args == (STUDY,)
    before = len(preset_runs) + 1 + len(WIDTHS) + 2 * len(SURFACES)
    assert calls[len(preset_runs) + 1 + len(WIDTHS)].args == (TRAININGS, {})
    before += 1
    assert len(calls) == before + PAIRS + 2 * len(OPTIMIZERS)
    here = [call.args[0] for call in calls[before:]][: len(OPTIMIZERS)]
    assert [spec.optimizer for spec in here] == list(OPTIMIZERS)
    assert {spec.surface for spec in here} == {DEFAULT.first.surface}


def test_a_machine_may_have_better_things_to_do(monkeypatch):
    monkeypatch.setenv("DESCENT_LAB_AHEAD", "0")
    assert list(likely(DEFAULT)) == []


def test_it_waits_while_somebody_is_served_and_stops_when_told(monkeypatch):
    monkeypatch.setattr("wire.warming.LOOK", 0.01)
    quiet, made, done = threading.Event(), [], threading.Event()

    def make(what):
        made.append(what)
        if what == "second":
            quiet.clear()
            done.set()

    def fail():
        raise RuntimeError("no such thing")

    ahead = Ahead([lambda: make("first"), fail, lambda: make("second"), lambda: make("third")], quiet.is_set)
    ahead.start()
    time.sleep(0.1)
    assert made == []
    quiet.set()
    assert done.wait(10)
    time.sleep(0.1)
    ahead.stop()
    quiet.set()
    ahead._thread.join(10)
    assert made == ["first", "second"]
