"""Training: the steps are the optimizers', chunks change nothing, and numbers compile nothing."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from experiments.spec import SpecError
from experiments.training import Session, TrainSpec, train, training
from experiments.training.inputs import data_of, fresh_weights
from experiments.training.spec import network_knobs
from optim import OPTIMIZERS
from surfaces.neural import DATASETS, Table
from tests.experiments.compiles import counted
from tests.sampling import sampled

#: Rows whose one step is costly: a few of them show as much.
STEPS = {"dense": 25, "vector": 400, "layers": 400}


def plain_path(spec, rule, made):
    """The same training written down as anybody would, with Optax on the tree of weights."""
    loss = jax.jit(jax.value_and_grad(made.train_surface()))
    params = fresh_weights(spec, made.network)
    state, update = rule.init(params), jax.jit(rule.update)
    for _ in range(spec.steps):
        _, gradient = loss(params)
        updates, state = update(gradient, state, params)
        params = optax.apply_updates(params, updates)
    return np.asarray(made.network.ravel(params))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("sgd", optax.sgd(0.1)),
        ("adam", optax.adam(0.01)),
        ("adafactor", optax.adafactor(0.02)),
        pytest.param("lamb", optax.lamb(0.02), marks=pytest.mark.full),
        pytest.param("muon", optax.contrib.muon(0.01), marks=pytest.mark.full),
    ],
)
def test_a_path_is_that_of_plain_optax_on_the_tree(small, name, rule):
    rate = {"sgd": 0.1, "adam": 0.01, "muon": 0.01, "lamb": 0.02, "adafactor": 0.02}[name]
    spec = small.with_(optimizer=name, hyperparameters={"learning_rate": rate}, steps=20)
    [made] = train([spec])
    np.testing.assert_allclose(made.arrays["x"][-1], plain_path(spec, rule, made), rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, ("sgd", "adam", "schedule_free_sgd")))
def test_every_optimizer_trains_the_default_network(name):
    row = OPTIMIZERS[name]
    steps = STEPS[row.weights]
    [made] = train([TrainSpec(optimizer=name, steps=steps)])
    loss = made.arrays["train_loss"]
    assert made.stopped_at is None
    assert loss[-1] < (0.6 if row.weights == "dense" else 0.3) * loss[0]
    assert made.arrays["x"].dtype == np.float32


def test_knobs_on_networks_are_within_their_ranges():
    for row in OPTIMIZERS.values():
        assert set(row.on_networks) <= {knob.name for knob in row.knobs}
        assert all(knob.low <= knob.default <= knob.high for knob in network_knobs(row))


def test_runs_side_by_side_are_those_that_run_alone(small):
    specs = [small.with_(seed=seed, optimizer=name) for name in ("sgd", "adam") for seed in range(3)]
    together = train(specs)
    for spec, made in zip(specs, together, strict=True):
        [alone] = train([spec])
        assert made.spec == spec
        np.testing.assert_allclose(made.arrays["x"][-1], alone.arrays["x"][-1], rtol=1e-3, atol=1e-4)
    begun = [made.arrays["x"][0] for made in together]
    np.testing.assert_array_equal(begun[:3], begun[3:])  # of one seed from one place, whatever the optimizer
    assert len({tuple(each.tolist()) for each in begun}) == 3


@pytest.mark.full
def test_the_largest_network_is_built_and_makes_a_step(small):
    spec = small.with_(hidden=(256,) * 8, optimizer="sgd", hyperparameters={"learning_rate": 0.1}, steps=1)
    [made] = train([spec])
    assert made.network.size == 2 * 256 + 7 * 256 * 256 + 8 * 256 + 256 + 1
    before, after = made.arrays["x"]
    gradient = jax.jit(jax.grad(made.train_surface()))(made.params(0))
    np.testing.assert_allclose(after, before - 0.1 * made.network.ravel(gradient), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("batch", [pytest.param(0, marks=pytest.mark.full), 16])
def test_where_a_chunk_ends_changes_nothing(small, batch, monkeypatch):
    from experiments.training import lanes

    spec = small.with_(batch_size=batch, dropout=0.2, noise=0.01, optimizer="langevin")
    [whole] = train([spec])
    monkeypatch.setattr(lanes, "SOON", 1e-9)
    monkeypatch.setattr(lanes, "_FIRST", 1)
    [pieces] = train([spec])
    for name, array in whole.arrays.items():
        np.testing.assert_array_equal(array, pieces.arrays[name], err_msg=name)


def test_numbers_compile_nothing(small):
    spec = small.with_(batch_size=16, dropout=0.1)
    train([spec])
    others = {
        "hyperparameters": {"learning_rate": 0.02},
        "noise": 0.1,
        "weight_decay": 0.1,
        "clip_norm": 1.0,
        "last_rate": 3.0,
        "dropout": 0.4,
        "seed": 5,
        "initialization": "orthogonal",
        "init_scale": 3.0,
        "schedule": "cosine",
        "steps": 45,
        "data": "circles",
        "label_noise": 0.2,
        "scaling": "none",
        "changes": ((5, {"learning_rate": 0.001}),),
    }
    with counted() as made:
        for name, value in others.items():
            train([spec.with_(**{name: value})])
    assert made == [0]


def test_a_training_can_be_watched_paused_and_stopped(small):
    session = Session([small.with_(steps=120)])
    session.advance()
    [early] = session.results()
    assert 0 < early.steps < 120
    assert session.done == early.steps
    while not session.is_done:
        session.advance()
    [late] = session.results()
    np.testing.assert_array_equal(late.arrays["seen"][: early.steps], early.arrays["seen"])
    assert late.steps == session.whole == 120
    assert next(training([small])).done > 0


def test_progress_is_told_and_stops_the_work(small):
    def stop(done, whole):
        raise KeyboardInterrupt(done, whole)

    with pytest.raises(KeyboardInterrupt, match="60"):
        train([small], progress=stop)


def test_treatments_come_in_the_engine_s_order(small):
    """Noise apart: clip by norm, clip by value, the rule, decay times the rate."""
    spec = small.with_(
        optimizer="sgd",
        hyperparameters={"learning_rate": 0.5},
        clip_norm=0.05,
        clip_value=0.01,
        weight_decay=0.3,
        init_scale=3.0,
        steps=1,
    )
    [made] = train([spec])
    x = made.arrays["x"][0]
    gradient = np.asarray(jax.grad(lambda v: made.train_surface()(made.network.unravel(v)))(jnp.asarray(x)))
    gradient = gradient * min(1.0, 0.05 / np.linalg.norm(gradient))
    gradient = np.clip(gradient, -0.01, 0.01)
    np.testing.assert_allclose(made.arrays["x"][1], x - 0.5 * gradient - 0.5 * 0.3 * x, rtol=1e-5, atol=1e-7)


def test_noise_has_its_deviation_and_its_seed(small):
    spec = small.with_(optimizer="sgd", hyperparameters={"learning_rate": 1.0}, steps=1, hidden=(64,), noise=10.0)
    first, again, other, none = train([spec, spec, spec.with_(seed=1, data_seed=0), spec.with_(noise=0.0)])
    np.testing.assert_array_equal(first.arrays["x"], again.arrays["x"])
    added = first.arrays["x"][1] - none.arrays["x"][1]
    assert added.std() == pytest.approx(10, rel=0.15)
    assert not np.array_equal(first.arrays["x"][1], other.arrays["x"][1])


def test_a_run_that_leaves_the_finite_numbers_is_frozen_there(small):
    wild = small.with_(data="sine", activation="identity", optimizer="sgd", hyperparameters={"learning_rate": 1e4})
    tame = wild.with_(hyperparameters={"learning_rate": 0.01})
    lost, kept = train([wild, tame])
    assert lost.stopped_at is not None
    assert lost.steps == lost.stopped_at < 60
    assert np.isfinite(lost.arrays["x"]).all()
    assert (kept.stopped_at, kept.steps) == (None, 60)


def test_a_schedule_and_a_change_reach_the_steps(small):
    spec = small.with_(optimizer="sign_sgd", hyperparameters={"learning_rate": 0.01}, steps=20)
    changed, scheduled = train(
        [
            spec.with_(changes=((10, {"learning_rate": 0.001}),)),
            spec.with_(schedule="linear", schedule_knobs={"end_value": 0.0}),
        ]
    )
    moved = np.abs(np.diff(changed.arrays["x"], axis=0)).max(axis=1)
    np.testing.assert_allclose(moved, [0.01] * 10 + [0.001] * 10, rtol=1e-3)
    falling = np.abs(np.diff(scheduled.arrays["x"], axis=0)).max(axis=1)
    assert (np.diff(falling) < 0).all()


def test_batches_show_every_point_once_a_pass(small):
    from experiments.training.inputs import batches_of, setup_of

    spec = small.with_(batch_size=8)
    parts = data_of(spec, {})
    setup = setup_of(spec, parts)
    a_pass = len(parts.y) // 8
    rows = batches_of(spec, setup, 0, 2 * a_pass)
    for half in (rows[:a_pass], rows[a_pass:]):
        assert len(set(half.ravel().tolist())) == 8 * a_pass
    np.testing.assert_array_equal(batches_of(spec, setup, 3, 4), rows[3:7])
    assert not np.array_equal(rows[:a_pass], rows[a_pass:])


def test_weights_are_carried_over_from_another_training(small):
    earlier = small.with_(data="circles", steps=30)
    [made] = train([small.with_(transfer=earlier, steps=1)])
    [before] = train([earlier])
    begun = made.params(0)
    np.testing.assert_array_equal(begun[0]["weight"], before.params()[0]["weight"])
    np.testing.assert_array_equal(begun[-1]["weight"], fresh_weights(small, made.network)[-1]["weight"])


def test_a_visitor_s_own_table_is_handed_over_by_its_digest(small):
    rng = np.random.default_rng(0)
    table = Table(rng.normal(size=(60, 5)), np.arange(60) % 4, ("a", "b", "c", "d"), tuple("uvwxy"))
    [made] = train([small.with_(table=table.digest, steps=5)], {table.digest: table})
    assert (made.network.inputs, made.network.outputs) == (5, 4)
    with pytest.raises(SpecError, match="load the file again"):
        train([small.with_(table=table.digest)])
    with pytest.raises(SpecError, match="up to 400 weights"):
        train([small.with_(table=table.digest, optimizer="newton", hidden=(40,))], {table.digest: table})


def test_nine_are_too_many(small):
    with pytest.raises(SpecError, match="1 to 8 networks are trained side by side, not 9"):
        train([small] * 9)


@pytest.mark.full
@pytest.mark.parametrize("name", ["digits", "breast_cancer", "wine", "iris", "diabetes"])
def test_real_data_are_learned(name):
    spec = TrainSpec(data=name, hidden=(16,), steps=150, batch_size=64, normalization="batch", activation="relu")
    [made] = train([spec])
    known = 0.3 if DATASETS[name].task == "regression" else 0.85
    assert made.arrays["test_score"].max() > known
