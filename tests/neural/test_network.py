"""Structure, dropout, scores."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from registry import UnknownNameError
from surfaces.neural import ACTIVATIONS, Network, initialize
from surfaces.neural.forward import Dropout, eval_outputs, signal, train_outputs
from surfaces.neural.losses import score

X = np.random.default_rng(0).normal(size=(400, 3)).astype(np.float32)


@pytest.mark.parametrize("normalization", ["none", "batch", "layer"])
def test_weights_go_to_a_vector_and_back(normalization):
    network = Network(3, (5, 4), 2, normalization=normalization)
    params = initialize(network, "he_normal", 1, bias=0.1)
    vector = network.ravel(params)
    assert vector.shape == (network.size,)
    assert vector.dtype == np.float32
    jax.tree.map(np.testing.assert_array_equal, network.unravel(vector), params)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hidden": ()}, "1 to 8 hidden layers, not 0"),
        ({"hidden": (4,) * 9}, "not 9"),
        ({"hidden": (257,)}, "1 to 256 units"),
        ({"inputs": 0}, "at least one input"),
        ({"normalization": "group"}, "none, batch, layer"),
        ({"task": "sorting"}, "classification, regression"),
    ],
)
def test_what_is_no_network_is_refused_in_a_sentence(changes, says):
    with pytest.raises(ValueError, match=says):
        Network(**({"inputs": 2, "hidden": (4,)} | changes))


def test_a_misspelt_activation_gets_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'sigmoid'"):
        Network(2, (4,), activation="sigmoud")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_says_what_it_is_and_keeps_float32(name):
    row = ACTIVATIONS[name]
    z = jnp.linspace(-4, 4, 33, dtype=jnp.float32)
    assert row.caption.endswith(".")
    assert row.function(z).dtype == row.slope(z).dtype == jnp.float32
    middle = (row.function(z[2:]) - row.function(z[:-2])) / (z[2:] - z[:-2])
    smooth = np.abs(np.asarray(z[1:-1])) > 0.3
    np.testing.assert_allclose(np.asarray(row.slope(z))[1:-1][smooth], np.asarray(middle)[smooth], atol=0.02)


def test_dropout_leaves_out_its_share_and_keeps_the_mean():
    network = Network(3, (200,), activation="sigmoid")
    params, key = initialize(network, "normal", 0), jax.random.key(3)
    plain = train_outputs(network, params, (), X)[0]
    none = train_outputs(network, params, (), X, Dropout(jnp.float32(0), key))[0]
    np.testing.assert_array_equal(none, plain)
    rate = jnp.float32(0.3)
    many = jnp.stack(
        [train_outputs(network, params, (), X, Dropout(rate, jax.random.fold_in(key, i)))[0] for i in range(200)]
    )
    assert float(jnp.std(many, axis=0).mean()) > 0.5
    np.testing.assert_allclose(many.mean(axis=0), plain, atol=1.5)
    np.testing.assert_allclose(float(many.mean()), float(plain.mean()), atol=0.05)


def test_dropout_does_nothing_in_test_mode():
    network = Network(3, (8,))
    params = initialize(network, "xavier_normal", 0)
    np.testing.assert_array_equal(eval_outputs(network, params, (), X), train_outputs(network, params, (), X)[0])


def test_the_signal_is_what_every_layer_makes():
    network = Network(3, (6, 4), activation="relu")
    made = signal(network, initialize(network, "he_normal", 0), (), X)
    assert [each.shape for each in made.after] == [(6, 400), (4, 400)]
    for before, after in zip(made.before, made.after, strict=True):
        np.testing.assert_array_equal(after, np.maximum(before, 0))


def test_scores():
    odds, three = jnp.array([[2.0, -1.0, 3.0]], jnp.float32), jnp.eye(3, dtype=jnp.float32)
    assert score(Network(2, (4,)), odds, jnp.array([1.0, 0.0, 0.0], jnp.float32)) == pytest.approx(2 / 3)
    assert score(Network(2, (4,), 3), three, jnp.array([0.0, 1.0, 1.0], jnp.float32)) == pytest.approx(2 / 3)
    values = jnp.array([1.0, 2.0, 4.0], jnp.float32)
    fitted = Network(2, (4,), task="regression")
    assert score(fitted, values[None], values) == 1
    assert score(fitted, jnp.full((1, 3), values.mean()), values) == pytest.approx(0, abs=1e-6)
