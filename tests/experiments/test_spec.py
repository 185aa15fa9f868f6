"""Specs: to JSON and back, refused with a sentence, or read leniently as the nearest valid one."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import Race, RunSpec, SpecError
from experiments.check import Lenient, read_spec
from experiments.spec import MAX_STEPS, Settings
from optim import OPTIMIZERS, SCHEDULES
from surfaces import SURFACES


@st.composite
def specs(draw: st.DrawFn, surface: str | None = None) -> RunSpec:
    """Any valid spec."""
    row = SURFACES[surface or draw(st.sampled_from(list(SURFACES)))]
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    schedule = SCHEDULES[draw(st.sampled_from(list(SCHEDULES)))]
    spec = RunSpec(row.name, optimizer)

    def some(knobs):  # type: ignore[no-untyped-def]
        chosen = draw(st.lists(st.sampled_from(knobs), unique_by=lambda knob: knob.name)) if knobs else []
        return {
            knob.name: draw(st.integers(int(knob.low), int(knob.high)))
            if knob.static
            else draw(st.floats(knob.low, knob.high))
            for knob in chosen
        }

    moving = [knob for knob in spec.optimizer_knobs() if not knob.static]
    changes = draw(st.dictionaries(st.integers(1, MAX_STEPS), st.just(None), max_size=3))
    return spec.with_(
        surface_knobs=some(row.knobs),
        hyperparameters=some(spec.optimizer_knobs()),
        schedule=schedule.name,
        schedule_knobs=some(schedule.knobs),
        frame_angle=draw(st.floats(-360, 360)) if row.is_flat else 0.0,
        clip_norm=draw(st.just(math.inf) | st.floats(1e-3, 1e3)),
        noise=draw(st.floats(0, 10)),
        changes=tuple((step, some(moving)) for step in sorted(changes)),
        start=draw(st.none() | st.one_of(*(st.tuples(*[st.floats(-5, 5)] * size) for size in {2, row.dimension}))),
        steps=draw(st.integers(1, MAX_STEPS)),
        seed=draw(st.integers(0, 2**32 - 1)),
        difference=draw(st.just(0.0) | st.floats(0, 1)),
        boxed=draw(st.sampled_from([0, 1])) if row.is_flat else 0,
    )


@given(specs())
def test_a_spec_survives_json(spec: RunSpec) -> None:
    again = RunSpec.from_json(spec.to_json())
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.to_json() == spec.to_json()


@given(st.lists(specs(surface="ravine"), min_size=1, max_size=4))
def test_a_race_survives_plain_values(lanes: list[RunSpec]) -> None:
    picture = {name: getattr(lanes[0], name) for name in ("surface_knobs", "frame_angle")}
    race = Race(tuple(lane.with_(**picture) for lane in lanes))
    assert Race.from_dict(json.loads(json.dumps(race.to_dict()))) == race


def test_defaults_are_left_out() -> None:
    assert RunSpec("bowl", "sgd").to_dict() == {"surface": "bowl", "optimizer": "sgd"}


def test_specs_are_keys() -> None:
    one = RunSpec("bowl", "sgd", hyperparameters={"learning_rate": 0.1}, start=[1, 2])
    assert {one: 1}[RunSpec("bowl", "sgd", hyperparameters=Settings({"learning_rate": 0.1}), start=(1, 2))] == 1


BAD = [
    ({"surface": "rosenbrok", "optimizer": "sgd"}, "no surface 'rosenbrok'"),
    ({"surface": "bowl", "optimizer": "adan_w"}, "no optimizer 'adan_w'"),
    ({"surface": "bowl"}, "optimizer is missing"),
    ({"surface": "bowl", "optimizer": "sgd", "steps": 10**9}, "between 1 and 5000"),
    ({"surface": "bowl", "optimizer": "sgd", "steps": 1.5}, "whole number"),
    ({"surface": "bowl", "optimizer": "sgd", "steps": 10**5000}, "over 300 digits"),
    ({"surface": "bowl", "optimizer": "sgd", "noise": float("inf")}, "finite number"),
    ({"surface": "bowl", "optimizer": "sgd", "steps": True}, "finite number"),
    ({"surface": "bowl", "optimizer": "sgd", "start": [1.0]}, "start must be 2 finite numbers"),
    ({"surface": "bowl", "optimizer": "sgd", "start": [float("nan"), 0.0]}, "start must be"),
    ({"surface": "bowl", "optimizer": "sgd", "start": [1e300, 0.0]}, "start must be"),
    ({"surface": "bowl", "optimizer": "sgd", "stpes": 3}, "did you mean 'steps'"),
    ({"surface": "bowl", "optimizer": "sgd", "hyperparameters": {"lerning_rate": 1}}, "did you mean 'learning_rate'"),
    ({"surface": "bowl", "optimizer": "sgd", "hyperparameters": {"learning_rate": "x"}}, "finite number"),
    ({"surface": "bowl", "optimizer": "sgd", "hyperparameters": {"learning_rate": -1}}, "must lie between"),
    ({"surface": "bowl", "optimizer": "sgd", "hyperparameters": [1]}, "must be an object"),
    ({"surface": "ravine", "optimizer": "sgd", "surface_knobs": {"condition_number": 1e9}}, "between 1 and 1000"),
    ({"surface": "bowl", "optimizer": "sgd", "noise": -1}, "noise must lie between"),
    ({"surface": "bowl", "optimizer": "sgd", "changes": [[5, {"b1": 0.9}]]}, "no number that can change"),
    ({"surface": "bowl", "optimizer": "sgd", "changes": [[5, {}], [5, {}]]}, "in the order of their steps"),
    ({"surface": "bowl", "optimizer": "sgd", "changes": 7}, "must be a list"),
    ([], "must be an object"),
    (None, "must be an object"),
]


@pytest.mark.parametrize(("plain", "part"), BAD)
def test_what_cannot_be_run_is_refused_with_a_sentence(plain: object, part: str) -> None:
    with pytest.raises(SpecError, match=part):
        RunSpec.from_dict(plain)


@pytest.mark.parametrize(("plain", "part"), BAD)
def test_a_lenient_reading_says_what_it_changed_and_is_valid(plain: object, part: str) -> None:
    policy = Lenient()
    spec = read_spec(plain, policy)
    assert any(part in note for note in policy.notes)
    assert spec.check() is spec


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["shared", "lanes", "surface", "optimizer", "steps", "start", "changes", "hyperparameters"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_garbage_leads_to_a_valid_race(plain: object) -> None:
    race, notes = Race.lenient(plain)
    assert all(isinstance(note, str) for note in notes)
    assert Race.from_dict(race.to_dict()) == race


def test_lanes_share_one_picture() -> None:
    with pytest.raises(SpecError, match="share one surface"):
        Race((RunSpec("bowl", "sgd"), RunSpec("ravine", "sgd")))
    with pytest.raises(SpecError, match="1 to 12 lanes"):
        Race.from_dict({"shared": {"surface": "bowl"}, "lanes": [{"optimizer": "sgd"}] * 13})


def test_edits_of_a_race() -> None:
    race = Race((RunSpec("bowl", "sgd", steps=50), RunSpec("bowl", "adam", steps=50, noise=0.1)))
    assert race.with_shared(steps=70).first.steps == 70
    assert race.with_lane(1, noise=0.2).specs[1].noise == 0.2
    longer = race.add_lane("lion")
    assert (longer.specs[2].steps, longer.specs[2].noise) == (50, 0.0)
    assert longer.remove_lane(2) == race


def test_another_surface_brings_its_own_rates_and_start() -> None:
    race = Race((RunSpec("bowl", "adam", hyperparameters={"learning_rate": 9.0, "b1": 0.5}, start=(1, 1)),))
    moved = race.on_surface("rosenbrock").first
    assert (moved.surface, moved.start, dict(moved.hyperparameters)) == ("rosenbrock", None, {"b1": 0.5})
