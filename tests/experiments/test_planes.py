"""Runs in more than two variables: where they start, what a plane shows of them, and who sees matrices."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from experiments import RunSpec, basins, run, sweep
from experiments.race import Race
from experiments.spec import SpecError
from optim import OPTIMIZERS
from surfaces import SURFACES

VALLEY = RunSpec("rosenbrock_3d", "momentum", steps=120)
MATRICES = RunSpec("matrix_factorization", "muon", {"learning_rate": 0.02}, steps=60)


def loop(spec: RunSpec, rule, arrange):
    """The same run by hand: plain gradients of the whole vector, and the rule on what `arrange` makes of it."""
    x = jnp.asarray(spec.starting_point)
    slope = jax.jit(jax.grad(spec.surface_row.build(**spec.surface_knobs)))
    parts, state, step = arrange(x), rule.init(arrange(x)), jax.jit(rule.update)
    path = [x]
    for _ in range(spec.steps):
        updates, state = step(arrange(slope(path[-1])), state, parts)
        parts = optax.apply_updates(parts, updates)
        path.append(jnp.concatenate([part.ravel() for part in jax.tree.leaves(parts)]))
    return np.array(path)


def two_matrices(x):
    return x[:4].reshape(2, 2), x[4:].reshape(2, 2)


def test_a_rule_that_looks_at_matrices_gets_them():
    [made] = run([MATRICES])
    settings = dict(MATRICES.hyperparameter_values())
    rate, static = settings.pop("learning_rate"), {"ns_steps": int(settings.pop("ns_steps"))}
    np.testing.assert_allclose(
        made.x, loop(MATRICES, optax.contrib.muon(rate, **settings, **static), two_matrices), atol=1e-12
    )
    with_vector = loop(MATRICES, optax.contrib.muon(rate, **settings, **static), lambda x: (x,))
    assert np.abs(made.x - with_vector).max() > 0.1


def test_shampoo_keeps_one_matrix_for_the_rows_and_one_for_the_columns():
    spec = MATRICES.with_(optimizer="shampoo", hyperparameters={"learning_rate": 0.05, "eps": 1e-3}, steps=40)
    [made] = run([spec])
    slope = jax.jit(jax.grad(spec.surface_row.build()))

    def root(matrix):
        values, vectors = np.linalg.eigh(matrix)
        return vectors @ np.diag(values**-0.25) @ vectors.T

    parts = [np.array(part) for part in two_matrices(np.array(spec.starting_point))]
    sums = [[1e-3 * np.eye(2), 1e-3 * np.eye(2)] for _ in parts]
    for k in range(spec.steps):
        np.testing.assert_allclose(made.x[k], np.concatenate([part.ravel() for part in parts]), atol=1e-9)
        gradients = two_matrices(np.asarray(slope(jnp.asarray(made.x[k]))))
        for i, g in enumerate(gradients):
            sums[i] = [sums[i][0] + g @ g.T, sums[i][1] + g.T @ g]
            parts[i] = parts[i] - 0.05 * root(sums[i][0]) @ g @ root(sums[i][1])


#: Those that look at more than a gradient's parts; the others take eight of them like two.
SPECIAL = [
    pytest.param(name, marks=() if row.weights == "layers" else pytest.mark.full)
    for name, row in OPTIMIZERS.items()
    if row.weights == "layers" or row.wants or row.readout
]


@pytest.mark.parametrize("optimizer", SPECIAL)
def test_every_optimizer_steps_through_matrices(optimizer):
    spec = RunSpec("matrix_factorization", optimizer, steps=150)
    alone, [together, _] = run([spec])[0], run([spec, spec.with_(seed=1, start=(0.4, 0.1))])
    assert np.isfinite(alone.x).all()
    np.testing.assert_array_equal(alone.x, together.x)
    assert np.abs(alone.step).max() > 0


def test_a_start_of_two_numbers_lies_on_the_plane():
    [made] = run([VALLEY.with_(start=(-1.0, 0.5))])
    np.testing.assert_array_equal(made.x[0], [-1.0, 0.5, 1.0])
    assert VALLEY.with_(start=(-1.0, 0.5)).place == (-1.0, 0.5)
    assert RunSpec.from_json(VALLEY.with_(start=(0.1, 0.2, 0.3)).to_json()).place == (0.1, 0.2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"frame_angle": 30}, "frame_angle is for surfaces of two variables"),
        ({"boxed": 1}, "boxed is for surfaces of two variables"),
        ({"start": [1, 2, 3, 4]}, "start must be 2 or 3 finite numbers"),
    ],
)
def test_what_only_a_plane_has_is_refused(wrong, says):
    with pytest.raises(SpecError, match=says):
        RunSpec.from_dict({"surface": "rosenbrock_3d", "optimizer": "sgd"} | wrong)


def test_a_turned_race_goes_on_unturned():
    turned = Race.from_dict({"shared": {"surface": "ravine", "frame_angle": 30}, "lanes": [{"optimizer": "sgd"}]})
    assert turned.on_surface("rosenbrock_3d").first.frame_angle == 0.0
    assert turned.on_surface("booth").first.frame_angle == 30.0


def test_the_shadow_says_what_is_off_the_plane():
    [made] = run([VALLEY])
    seen, loss = made.shadow, SURFACES["rosenbrock_3d"].build()
    np.testing.assert_array_equal(seen.place, made.x[:, :2])
    np.testing.assert_allclose(seen.away, np.abs(made.x[:, 2] - 1.0), atol=1e-12)
    assert seen.away.max() > 0.1
    for k in (0, 40, 120):
        assert seen.loss[k] == pytest.approx(float(loss(jnp.array([*made.x[k, :2], 1.0]))), rel=1e-12)
    np.testing.assert_allclose(seen.slope, made.grad[:, :2])
    np.testing.assert_allclose(seen.rate, made.rate[:, :2])
    assert seen.loss[0] == made.loss[0]


def test_of_two_variables_the_shadow_is_the_run():
    [made] = run([RunSpec("himmelblau", "adam", steps=30)])
    assert made.shadow.place is made.x
    assert made.shadow.loss is made.loss
    assert not made.shadow.away.any()


def test_the_hollow_of_the_slice_is_no_minimum():
    """What the row's caption says: the run that falls into it comes out again, off the plane."""
    [made] = run([VALLEY.with_(optimizer="bfgs", hyperparameters={}, steps=300)])
    assert made.verdict.kind == "converged"
    assert made.shadow.away.max() > 0.9


def test_maps_of_starts_are_maps_of_the_plane():
    spec = VALLEY.with_(optimizer="newton", hyperparameters={}, steps=60)
    grid = basins(spec, 6, 5)
    for i, j in ((0, 0), (4, 5), (2, 3)):
        [made] = run([grid.run_at(i, j)])
        np.testing.assert_array_equal(made.x[-1], grid.arrays["x"][i, j])
        assert made.x[0, 2] == 1.0
    scaled = sweep(MATRICES.with_(optimizer="sgd", hyperparameters={}), {"scale": [0.5, 2.0], "x": [0.3]})
    [made] = run([scaled.run_at(1, 0)])
    np.testing.assert_array_equal(made.x[-1], scaled.arrays["x"][1, 0])


def test_a_run_is_gone_when_it_is_far_off_the_plane():
    [made] = run([VALLEY.with_(optimizer="sgd", hyperparameters={"learning_rate": 0.01}, start=(1.0, 1.0, 60.0))])
    assert made.verdict.kind == "diverged"
