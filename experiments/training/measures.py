"""What is measured at weights along the way: losses and scores, and what passes through each layer.

All of it is of the whole training or test part. Losses, scores and activations are in test mode, as one would use the
network; the gradient is that of the surface being descended, in training mode without dropout.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from surfaces.neural.forward import eval_outputs, signal, train_outputs
from surfaces.neural.losses import mean_loss, score
from surfaces.neural.network import Network, Params

#: A unit whose activation is nowhere steeper than this on any training point learns nothing any more: it is dead.
DEAD = 1e-3


class Measures(NamedTuple):
    """What is known of one set of weights; arrays get leading axes of runs and snapshots.

    Attributes:
        train_loss, test_loss: (), in test mode.
        train_score, test_score: (), the share that is right, or of variance explained.
        descended: (), the loss of the surface being descended; other than `train_loss` with batch normalization alone.
        gradient: the length of the loss's gradient by all that each layer has (weights, biases, what its normalization
            learns), (layers,); that by everything is the root of the sum of their squares.
        mean: the mean of each hidden layer's activations, (hidden,).
        spread: their standard deviation over units and points, (hidden,).
        dead: how many of its units are dead, (hidden,) int32.
    """

    train_loss: Any
    test_loss: Any
    train_score: Any
    test_score: Any
    descended: Any
    gradient: Any
    mean: Any
    spread: Any
    dead: Any


def measure(network: Network) -> Callable[..., Measures]:
    """The program that measures weights (d,) with their running averages on training and test data."""

    def program(vector: jax.Array, averages: Params, x: Any, y: Any, test_x: Any, test_y: Any) -> Measures:
        params = network.unravel(vector)
        passing, tested = signal(network, params, averages, x), eval_outputs(network, params, averages, test_x)

        def loss(params: Params) -> jax.Array:
            return mean_loss(network, train_outputs(network, params, averages, x)[0], y)

        descended, gradient = jax.value_and_grad(loss)(params)
        slopes = [jnp.abs(network.activation_row.slope(z)) for z in passing.before]
        return Measures(
            train_loss=mean_loss(network, passing.outputs, y),
            test_loss=mean_loss(network, tested, test_y),
            train_score=score(network, passing.outputs, y),
            test_score=score(network, tested, test_y),
            descended=descended,
            gradient=jnp.stack([jnp.linalg.norm(ravel_pytree(layer)[0]) for layer in gradient]),
            mean=jnp.stack([jnp.mean(h) for h in passing.after]),
            spread=jnp.stack([jnp.std(h) for h in passing.after]),
            dead=jnp.stack([jnp.sum(jnp.max(slope, axis=1) < DEAD, dtype=jnp.int32) for slope in slopes]),
        )

    return program
