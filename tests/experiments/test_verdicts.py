"""Verdicts: each kind on a run that plainly ends so, in sentences that a student can read."""

import math

import numpy as np
import pytest

from experiments import RunSpec, run
from experiments.presets import PRESETS
from experiments.verdicts import KINDS
from experiments.words import number, place
from tests.experiments.test_run import every_optimizer

CASES = {
    "global minimum": (RunSpec("himmelblau", "adam", start=(1.0, 1.0), steps=500), "converged", "global minimum"),
    "valley of minima": (RunSpec("deep_linear", "momentum", steps=2000), "converged", ""),
    "local minimum": (
        RunSpec("double_well", "sgd", surface_knobs={"tilt": 0.2}, start=(0.8, 0.3), steps=2000),
        "local_minimum",
        "global minimum is",
    ),
    "undeclared local minimum": (
        RunSpec("eggholder", "sgd", start=(100.0, 100.0), steps=900),
        "local_minimum",
        "upwards",
    ),
    "saddle": (RunSpec("saddle", "sgd", start=(1.0, 0.0), steps=300), "saddle", "eigenvalue"),
    "monkey saddle": (RunSpec("monkey_saddle", "sgd", start=(0.0, 0.0), steps=50), "saddle", "falls in some"),
    "too large a rate": (
        RunSpec("bowl", "sgd", hyperparameters={"learning_rate": 50.0}, steps=500),
        "diverged",
        "stable only up to",
    ),
    "to and fro": (
        RunSpec("bowl", "sign_sgd", hyperparameters={"learning_rate": 0.7}, start=(1.0, 0.9), steps=200),
        "oscillating",
        "to and fro",
    ),
    "flat ground": (RunSpec("easom", "sgd", start=(1.0, 1.0), steps=100), "flat", "the steps are tiny"),
    "outside": (
        RunSpec("mccormick", "sgd", start=(-1.4, -2.9), steps=20),
        "left",
        "known minima no longer apply",
    ),
    "no next step": (
        RunSpec("saddle", "prodigy", start=(0.0, 0.0), steps=10),
        "stopped",
        "Stopped after 0 steps at (0, 0): the rule asks for a next step that is no finite number",
    ),
    "unfinished": (
        RunSpec("rosenbrock", "sgd", hyperparameters={"learning_rate": 1e-5}, steps=100),
        "moving",
        "Still moving after 100 steps",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_kind_and_sentence(case: str) -> None:
    spec, kind, part = CASES[case]
    verdict = run([spec])[0].verdict
    assert verdict.kind == kind, verdict.sentence
    assert part in verdict.sentence
    assert verdict.kind in KINDS


@every_optimizer(["adam", "bfgs", "newton", "prodigy"])
def test_extreme_numbers_give_a_verdict_in_words(optimizer: str) -> None:
    rng = np.random.default_rng(0)
    specs = []
    for spec in (RunSpec("rosenbrock", optimizer), RunSpec("ackley", optimizer)):
        for knob in spec.optimizer_knobs():
            for value in (knob.low, knob.high) if knob.static else knob.limits:
                extreme = {knob.name: int(value) if knob.static else value}
                specs.append(spec.with_(hyperparameters=extreme, noise=float(rng.choice([0, 1e6])), steps=60))
    for t in run(specs):
        assert t.verdict.kind in KINDS
        assert "nan" not in t.verdict.sentence.lower()
        assert "inf" not in t.verdict.sentence.lower()


def test_why_a_run_left_the_ridge() -> None:
    ridge = RunSpec("saddle", "sgd", start=(1.0, 0.0), steps=3000)
    reasons = {
        "started": ridge.with_(start=(1.0, 1e-6)),
        "noise": ridge.with_(noise=0.01),
        "curves down": ridge.with_(optimizer="trust_region", start=(0.0, 0.0), steps=100),
    }
    for word, spec in reasons.items():
        [t] = run([spec])
        assert any(word in event.sentence for event in t.events), (word, t.events, t.verdict.sentence)
    assert run([ridge])[0].events == ()


def test_what_left_a_ridge_by_round_off_alone_is_said_to_have() -> None:
    """The preset's runs, from so near to its saddle that all of them slow down there."""
    specs = [spec.with_(start=(math.pi / 2, 0.3)) for spec in PRESETS["round_off"].race.specs]
    resting, _, *rolling = run(specs)
    assert resting.events == ()
    for t in rolling:
        [event] = t.events
        assert f"at a saddle near {place((math.pi / 2, 0.0))}" in event.sentence
        assert "it started exactly on the ridge, and only round-off in the last digits grew" in event.sentence
    [beside] = run([specs[0].with_(start=(math.pi / 2 + 1e-9, 0.3))])
    assert f"it started {number(1e-9)} off the ridge" in beside.events[0].sentence


def test_rolling_over_a_saddle_and_back_is_not_getting_away() -> None:
    [t] = run([RunSpec("saddle", "adam", start=(1.5, 0.0), hyperparameters={"learning_rate": 0.075}, steps=200)])
    assert (t.x[:, 0] < -0.1).any(), "it should overshoot the saddle along the ridge"
    assert t.verdict.kind == "saddle"
    assert t.events == ()


def test_to_and_fro_is_around_the_middle_of_the_way() -> None:
    [t] = run([CASES["to and fro"][0]])
    middle = t.x[-21:].mean(axis=0)
    assert f"around {place(middle)}" in t.verdict.sentence
    assert f"at {place(t.x[-1])} now" in t.verdict.sentence


def test_a_surface_without_a_floor_is_called_so() -> None:
    [t] = run([RunSpec("mccormick", "adam", hyperparameters={"learning_rate": 3.0}, steps=500)])
    assert t.verdict.kind == "diverged"
    assert t.loss[-1] < t.loss[0]
    assert "no floor" in t.verdict.sentence


def test_numbers_in_words() -> None:
    assert number(-12.345) == "−12.3"
    assert number(1.5e-9) == "1.5\u00a0×\u00a010⁻⁹"
    assert number(float("inf")) == "beyond all numbers"
    assert number(99999.7) == "100,000"


def test_below_the_minimum_of_the_window_is_outside_of_it():
    [outside] = run([RunSpec("eggholder", "adam", start=(505.0, -600.0), steps=200)])
    assert outside.loss[-1] < outside.lowest[-1]
    assert outside.verdict.kind != "converged"
    assert "above the global minimum" not in outside.verdict.sentence
