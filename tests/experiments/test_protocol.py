"""The card says everything that must be known to do a comparison again, and nothing that is not so."""

import math

import pytest

from experiments import Protocol, RunSpec, SpecError
from experiments.grid import card
from experiments.protocol import facts, line
from version import VERSION


def test_the_card_of_a_race_is_a_line():
    spec = RunSpec(
        "ravine", "adam", {"learning_rate": 0.1}, {"condition_number": 50.0}, frame_angle=45.0, start=(1.0, -2.0)
    )
    assert line([spec, spec.with_(optimizer="sgd")]) == (
        "Ravine, condition number 50, rotation 30 · turned by 45° · start (1, −2) · 200 steps · seed 0 · no clipping · "
        f"no noise · constant rate · not tuned here · compared by the true loss · version {VERSION}"
    ).replace("rotation 30", f"rotation {spec.surface_values()['rotation']:g}")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"clip_norm": 1.0}, "norm clipped at 1"),
        ({"clip_norm": 1.0, "clip_value": 0.5}, "norm clipped at 1 and values clipped at 0.5"),
        ({"noise": 0.25}, "noise 0.25"),
        ({"weight_decay": 0.1}, "weight decay 0.1"),
        ({"schedule": "cosine", "schedule_knobs": {"alpha": 0.1}}, "cosine rate, alpha 0.1"),
        ({"frame_dx": 1.0}, "shifted by (1, 0)"),
        (
            {"changes": ((20, {"learning_rate": 0.01, "surface.rotation": 3.0}),)},
            "from step 20 on learning rate 0.01, rotation 3",
        ),
    ],
)
def test_whatever_was_done_is_said_and_nothing_else(values, said):
    plain, changed = RunSpec("ravine", "sgd"), RunSpec("ravine", "sgd", **values)
    assert said in line([changed]).split(" · ")
    assert said not in line([plain])
    other = line([plain, changed])
    assert "different" in other
    assert said in other


def test_of_many_answers_it_is_only_said_that_they_differ():
    seeds = [RunSpec("bowl", "sgd", seed=seed) for seed in range(4)]
    assert facts(seeds)["Seed"] == "different seed"
    assert facts(seeds[:2])["Seed"] == "different seed: seed 0 or seed 1"
    with pytest.raises(SpecError, match="at least one"):
        line([])


def test_the_card_of_a_tuned_race_says_how_it_was_tuned():
    protocol = Protocol.of(
        "rosenbrock", ["adam", "newton"], budget=64, starts=8, seeds=3, seed=5, metric="steps", tolerance=0.01
    )
    told = protocol.facts
    assert told["Tuning"].startswith("64 settings of each")
    assert "defaults are not among them" in told["Tuning"]
    assert "8 starts drawn evenly from the window, and 8 others for tuning" in told["Start"]
    assert told["Seed"] == "seeds 5 to 7, and 3 others for tuning"
    assert told["Metric"].startswith("judged by the steps to the tolerance, median over starts and seeds")
    assert told["Tolerance"] == "tolerance 0.01 of the gap at the start"
    rate = next(knob for knob in RunSpec("rosenbrock", "adam").optimizer_knobs() if knob.name == "learning_rate")
    assert f"learning rate {rate.default / 30:.3g}" in told["Adam"].replace("−", "-")
    assert "b2 " in told["Adam"]
    assert VERSION in protocol.line
    assert told["Adam"] not in protocol.line
    assert list(told)[-3:] == ["Version", "Adam", "Newton's method"]


def test_the_card_of_a_grid_says_along_what_its_runs_differ():
    spec = RunSpec("ravine", "momentum", start=(1.0, -2.0), noise=0.5)
    said = card([spec], {"surface.condition_number": [2.0, 7.0, 50.0], "momentum": [0.0, 0.9]}).split(" · ")
    assert "3 of condition number from 2 to 50 by 2 of momentum from 0 to 0.9" in said
    assert said[0].startswith("different surface: Ravine, condition number 2, ")
    assert {"start (1, −2)", "noise 0.5", "not tuned here", f"version {VERSION}"} <= set(said)
    everywhere = card([spec, spec.with_(optimizer="sgd")], {"y": [-1.0, 1.0], "x": [0.0, 0.5, 1.0]}).split(" · ")
    assert "2 of start y from −1 to 1 by 3 of start x from 0 to 1" in everywhere
    assert "different start" in everywhere
    assert "start (1, −2)" not in everywhere


def test_a_protocol_is_its_json():
    protocol = Protocol.of("bowl", ["sgd"], noise=0.5, steps=77, clip_norm=2.0, frame_angle=30.0)
    assert Protocol.from_dict(protocol.to_dict()) == protocol
    assert protocol.to_dict() == {
        "surface": "bowl", "optimizers": ["sgd"], "noise": 0.5, "steps": 77, "clip_norm": 2.0, "frame_angle": 30.0
    }  # fmt: skip
    assert protocol.spec("adam").clip_norm == 2.0
    assert protocol.spec("adam").clip_value == math.inf
