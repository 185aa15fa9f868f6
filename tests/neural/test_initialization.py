"""How weights begin: their variances, their symmetry, and what is carried over from another network."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from surfaces.neural import ACTIVATIONS, INITIALIZATIONS, Network, batch_loss, initialize, prepare, transferred
from surfaces.neural.datasets import DATASETS

SHAPES = [(30, 200), (200, 30), (100, 100)]
PARTS = prepare(DATASETS["moons"].build(samples=60))


@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
@pytest.mark.parametrize("name", INITIALIZATIONS)
def test_the_variance_is_that_of_theory(name, fan_in, fan_out):
    row = INITIALIZATIONS[name]
    for scale in (row.scale.default, 2 * row.scale.default):
        drawn = np.stack([row.draw(np.random.default_rng(seed), fan_in, fan_out, scale) for seed in range(8)])
        assert drawn.shape == (8, fan_out, fan_in)
        expected = row.variance(fan_in, fan_out, scale)
        # Eight times 6,000 draws and more: the deviation of a variance is below 0.7% of it.
        np.testing.assert_allclose(drawn.var(), expected, rtol=0.03, atol=1e-12)


def test_a_box_ends_where_it_should():
    drawn = INITIALIZATIONS["xavier_uniform"].draw(np.random.default_rng(0), 40, 60, 1.0)
    assert 0.98 * (6 / 100) ** 0.5 < np.abs(drawn).max() <= (6 / 100) ** 0.5


@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_orthogonal_rows_or_columns_are_at_right_angles(fan_in, fan_out):
    q = INITIALIZATIONS["orthogonal"].draw(np.random.default_rng(0), fan_in, fan_out, 1.0)
    products = q @ q.T if fan_out <= fan_in else q.T @ q
    np.testing.assert_allclose(products, np.eye(min(fan_in, fan_out)), atol=1e-12)


@pytest.mark.parametrize("name", INITIALIZATIONS)
def test_a_network_begins_in_float32_with_the_bias_asked_for(name):
    network = Network(2, (5, 4), normalization="batch")
    params = initialize(network, name, 3, bias=0.1)
    assert {leaf.dtype for leaf in jax.tree.leaves(params)} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(params[0]["bias"], np.full(5, 0.1, np.float32))
    np.testing.assert_array_equal(params[-1]["bias"], 0)
    again = initialize(network, name, 3, bias=0.1)
    jax.tree.map(np.testing.assert_array_equal, params, again)
    assert INITIALIZATIONS[name].caption.endswith(".")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scheme", ["zeros", "constant"])
def test_equal_units_stay_equal_however_long_they_learn(scheme, activation):
    """The gradient is the same function of equal numbers for each of them: equal to the last bit, or to round-off."""
    network = Network(2, (6, 5), activation=activation)
    params = initialize(network, scheme, 0, bias=0.1)
    slope = jax.jit(jax.grad(batch_loss(network, PARTS.x, PARTS.y)))
    for _ in range(50):
        params = jax.tree.map(lambda w, g: w - jnp.float32(0.2) * g, params, slope(params))
    for layer in params[:-1]:
        for leaf in layer.values():
            spread = np.ptp(np.asarray(leaf), axis=0)
            assert spread.max() <= 1e-5 * max(1.0, float(np.abs(leaf).max()))
    np.testing.assert_allclose(np.ptp(np.asarray(params[-1]["weight"]), axis=1), 0, atol=1e-5)


def test_zeros_and_an_odd_activation_learn_nothing_but_the_last_bias():
    network = Network(2, (6, 5))
    gradient = jax.grad(batch_loss(network, PARTS.x, np.ones_like(PARTS.y)))(initialize(network, "zeros", 0))
    assert float(jnp.abs(gradient[-1]["bias"]).max()) > 0.1
    others = [*gradient[:-1], {"weight": gradient[-1]["weight"]}]
    assert max(float(jnp.abs(leaf).max()) for leaf in jax.tree.leaves(others)) == 0


def test_layers_that_fit_are_carried_over():
    old = initialize(Network(2, (6, 5), 3), "he_normal", 1)
    fresh = initialize(Network(2, (6, 4), 1), "xavier_normal", 2)
    begun = transferred(fresh, old)
    np.testing.assert_array_equal(begun[0]["weight"], old[0]["weight"])
    np.testing.assert_array_equal(begun[1]["weight"], fresh[1]["weight"])
    np.testing.assert_array_equal(begun[2]["weight"], fresh[2]["weight"])


def test_a_deeper_network_takes_what_a_shallower_one_has():
    old = initialize(Network(2, (6,)), "he_normal", 1)
    fresh = initialize(Network(2, (6, 6, 6)), "he_normal", 2)
    begun = transferred(fresh, old)
    assert len(begun) == 4
    np.testing.assert_array_equal(begun[0]["weight"], old[0]["weight"])
    np.testing.assert_array_equal(begun[1]["weight"], fresh[1]["weight"])
