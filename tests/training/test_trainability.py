"""Which networks train: every point of a grid is a training that can be made alone, and can be stopped and saved."""

import csv

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from experiments.axes import Axis
from experiments.spec import SpecError
from experiments.sweeps import DIVERGED, TRAINED
from experiments.training import TrainSpec, sharpness, train, trainability
from experiments.training.inputs import fresh_weights
from experiments.training.trainability import course
from experiments.training.varied import numbers, value_of, varied
from tests.experiments.compiles import counted

SPEC = TrainSpec(data_knobs={"samples": 60}, hidden=(4,), optimizer="sgd", steps=40)
AXES = {"init_scale": np.geomspace(0.1, 10, 3), "learning_rate": np.geomspace(0.01, 1000, 5)}


def test_each_point_is_the_training_that_it_says():
    told = []
    made = trainability(SPEC, AXES, progress=lambda *done: told.append(done))
    assert told[-1] == (15, 15)
    assert made.arrays["loss"].shape == (3, 5)
    for at in ((0, 0), (1, 2), (2, 1)):
        [alone] = train([made.spec_at(*at)])
        losses = alone.arrays["train_loss"]
        assert made.arrays["start"][at] == pytest.approx(losses[0], rel=1e-5)
        assert made.arrays["loss"][at] == pytest.approx(losses[-1], rel=1e-3)
        lot = course(made.spec_at(*at))
        while not lot.is_done:
            lot.advance()
        assert lot.results()[0].arrays["train_loss"][-1] == made.arrays["loss"][at]
    outcome = np.where(made.arrays["loss"] <= made.arrays["start"], TRAINED, DIVERGED)
    np.testing.assert_array_equal(made.arrays["outcome"], outcome)
    assert {TRAINED, DIVERGED} == set(outcome.ravel())


def test_what_leaves_the_finite_numbers_has_diverged():
    wild = SPEC.with_(data="sine", activation="identity")
    made = trainability(wild, {"learning_rate": [0.01, 1e4]})
    assert made.arrays["finite"].tolist() == [True, False]
    assert made.arrays["outcome"].tolist() == [TRAINED, DIVERGED]


@pytest.mark.full
def test_no_dropout_beside_some_is_a_share_of_none():
    made = trainability(SPEC, {"dropout": [0.0, 0.5]})
    without, some = (train([made.spec_at(i)])[0].arrays["train_loss"][-1] for i in (0, 1))
    np.testing.assert_allclose(made.arrays["loss"], [without, some], rtol=1e-3)
    assert abs(some / without - 1) > 0.01


def test_no_number_of_an_axis_compiles_anything():
    spec = SPEC.with_(steps=3)
    trainability(spec, {"dropout": [0.1, 0.2]})
    trainability(spec, AXES)
    with counted() as made:
        for name in numbers(spec):
            low = 0.1 if name == "dropout" else value_of(spec, name)
            trainability(spec, {name: [low, min(2 * low + 0.1, 0.5)]} if np.isfinite(low) else {name: [0.1, 1.0]})
    assert made == [0]


def test_it_can_be_stopped():
    def stop(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        trainability(SPEC, AXES, progress=stop)


def test_a_grid_goes_to_a_file(tmp_path):
    made = trainability(SPEC.with_(steps=2), AXES)
    made.save(tmp_path / "grid.npz")
    with np.load(tmp_path / "grid.npz") as kept:
        np.testing.assert_array_equal(kept["loss"], made.arrays["loss"])
        np.testing.assert_array_equal(kept["axis.init_scale"], AXES["init_scale"])
        assert TrainSpec.from_json(str(kept["spec"])) == made.shared
    made.save(tmp_path / "grid.csv")
    note, *lines = (tmp_path / "grid.csv").read_text().splitlines()
    rows = list(csv.DictReader(lines))
    assert note.startswith("# {")
    assert float(rows[7]["loss"]) == made.arrays["loss"][1, 2]


@pytest.mark.parametrize(
    ("axes", "says"),
    [
        ({"learning_rat": [0.1]}, "did you mean 'learning_rate'"),
        ({"steps": [1, 2]}, "no number of this training"),
        ({"dropout": [0.1, 1.0]}, "between 0 and 0.9"),
        ({"init_bias": np.zeros(1 << 21)}, "points"),
        ({}, "points"),
    ],
)
def test_what_is_no_grid_gets_a_sentence(axes, says):
    with pytest.raises(SpecError, match=says):
        trainability(SPEC, axes)


def test_hyper_parameters_give_way_to_fields_of_their_name():
    spec = SPEC.with_(optimizer="adamw")
    assert {"weight_decay", "optimizer.weight_decay", "learning_rate", "last_rate"} <= set(numbers(spec))
    assert varied(spec, "optimizer.weight_decay", 0.5).hyperparameters == {"weight_decay": 0.5}
    assert varied(spec, "weight_decay", 0.5).weight_decay == 0.5
    for name in numbers(spec):
        assert value_of(varied(spec, name, 0.25), name) == 0.25


def test_digits_of_networks_end_earlier():
    Axis("learning_rate", 1.0, 1.00001).values(64)
    with pytest.raises(SpecError, match=r"the digits end here: 64 values .* of a 32-bit number"):
        Axis("learning_rate", 1.0, 1.00001, bits=32).values(64)


def test_the_last_layer_s_rate_is_optax_s_rate_of_that_layer_alone():
    """The rule's own decay and the decoupled one beside it are both shares of that layer's rate."""
    own = {"learning_rate": 0.01, "weight_decay": 0.1}
    spec = SPEC.with_(optimizer="adamw", hyperparameters=own, weight_decay=0.2, last_rate=20.0, steps=15)
    rules = {place: optax.adamw(rate, weight_decay=0.3) for place, rate in (("first", 0.01), ("last", 0.2))}
    rule = optax.multi_transform(rules, ({"weight": "first", "bias": "first"}, {"weight": "last", "bias": "last"}))
    [made] = train([spec])
    params = fresh_weights(spec, made.network)
    state, gradient = rule.init(params), jax.jit(jax.grad(made.train_surface()))
    for _ in range(spec.steps):
        updates, state = rule.update(gradient(params), state, params)
        params = optax.apply_updates(params, updates)
    np.testing.assert_allclose(made.arrays["x"][-1], jnp.asarray(made.network.ravel(params)), rtol=2e-3, atol=2e-4)
    assert sharpness(made, 2).limit is None


def test_a_rule_with_a_point_of_its_own_has_one_rate():
    assert "last_rate" not in numbers(SPEC.with_(optimizer="schedule_free_sgd"))
