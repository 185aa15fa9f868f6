"""What lanes are called: by what sets them apart, and never two alike."""

import pytest
from hypothesis import given

from experiments import Race
from experiments.presets import PRESETS
from tests.ui.test_link import races
from ui.words import lane_labels


def called(*lanes: dict) -> list[str]:
    return list(lane_labels(Race.from_dict({"shared": {"surface": "bowl"}, "lanes": list(lanes)})))


@given(races())
def test_no_two_lanes_are_called_alike(race):
    twice = Race(race.specs * 2)
    for labels in (lane_labels(race), lane_labels(twice)):
        assert len(set(labels)) == len(labels)
    assert len(lane_labels(twice)) == 2 * len(race.specs)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_runs_of_a_preset_are_told_apart_by_words(preset):
    assert not any("(" in label for label in lane_labels(preset.race))


def test_one_of_a_kind_is_called_by_its_optimizer():
    assert called({"optimizer": "sgd", "hyperparameters": {"learning_rate": 0.5}}, {"optimizer": "adam"}) == [
        "Gradient descent",
        "Adam",
    ]


def test_a_bare_number_is_the_rate_or_what_the_optimizer_is_called_after():
    rates = [{"hyperparameters": {"learning_rate": rate}} for rate in (0.1, 0.25)]
    assert called(*({"optimizer": "adam"} | own for own in rates)) == ["Adam 0.1", "Adam 0.25"]
    assert called(*({"optimizer": "momentum"} | own for own in rates)) == ["Momentum, rate 0.1", "Momentum, rate 0.25"]
    moments = [{"optimizer": "momentum", "hyperparameters": {"momentum": value}} for value in (0, 0.95)]
    assert called(*moments) == ["Momentum 0", "Momentum 0.95"]


def test_what_only_some_have_is_said_by_those():
    assert called(
        {"optimizer": "sgd"},
        {"optimizer": "sgd", "clip_norm": 1.0},
        {"optimizer": "adam", "noise": 100.0, "seed": 2},
        {"optimizer": "sgd", "schedule": "cosine", "schedule_knobs": {"alpha": 0.5}},
        {"optimizer": "sgd", "start": [1.0, -2.0]},
    ) == [
        "Gradient descent",
        "Gradient descent, clipped at 1",
        "Adam, noise 100, seed 2",
        "Gradient descent, cosine, alpha 0.5",
        "Gradient descent, from (1, −2)",
    ]


def test_a_drawn_schedule_has_more_heights_than_a_name_holds():
    drawn = {"optimizer": "sgd", "schedule": "drawn", "schedule_knobs": {f"height_{i}": i / 10 for i in range(1, 9)}}
    assert called(drawn, {"optimizer": "adam"}) == ["Gradient descent, drawn", "Adam"]


def test_changes_in_mid_run_are_said():
    rate = {"learning_rate": 0.1}
    assert called(
        {"optimizer": "sgd", "hyperparameters": rate, "changes": [[60, {"learning_rate": 0.01}]]},
        {"optimizer": "sgd", "hyperparameters": rate, "changes": [[60, {"run.noise": 0.5}]]},
        {"optimizer": "sgd", "hyperparameters": {"learning_rate": 0.01}},
    ) == [
        "Gradient descent 0.1, then 0.01 at 60",
        "Gradient descent 0.1, then noise 0.5 at 60",
        "Gradient descent 0.01",
    ]


def test_rates_that_look_alike_get_more_digits_and_equal_runs_are_counted():
    near = [{"optimizer": "sgd", "hyperparameters": {"learning_rate": rate}} for rate in (0.10001, 0.10002)]
    assert called(*near) == ["Gradient descent 0.10001", "Gradient descent 0.10002"]
    assert called({"optimizer": "adam"}, {"optimizer": "adam"}) == ["Adam", "Adam (2)"]
