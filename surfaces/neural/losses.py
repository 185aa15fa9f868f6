"""What a network's outputs cost, and how often they are right.

The loss is the mean over points: cross-entropy for classes (of one output as the log of the odds of two classes, of
several through softmax), the squared error for a regression. Weight decay is the optimizer's business, not the loss's.
"""

from __future__ import annotations

from functools import lru_cache

import jax
import jax.numpy as jnp
from jax.tree_util import Partial
from jax.typing import ArrayLike

from surfaces.neural.forward import eval_outputs, train_outputs
from surfaces.neural.network import Network, Params


def mean_loss(network: Network, outputs: jax.Array, targets: jax.Array) -> jax.Array:
    """The loss of outputs (outputs, points) against targets (points,): numbers of classes as floats, or values."""
    return jnp.mean(point_losses(network, outputs, targets))


def point_losses(network: Network, outputs: jax.Array, targets: jax.Array) -> jax.Array:
    """The loss of each point, (points,)."""
    if network.task == "regression":
        return jnp.square(outputs[0] - targets)
    if network.outputs == 1:
        return jax.nn.softplus(outputs[0]) - targets * outputs[0]
    # Picking by a comparison and not by an index: its gradient is no scatter, which is slow.
    picked = jnp.where(_is_class(network, targets), outputs, jnp.zeros_like(outputs))
    return jax.nn.logsumexp(outputs, axis=0) - jnp.sum(picked, axis=0)


def _is_class(network: Network, targets: jax.Array) -> jax.Array:
    return jnp.arange(network.outputs, dtype=jnp.float32)[:, None] == targets[None]


def score(network: Network, outputs: jax.Array, targets: jax.Array) -> jax.Array:
    """The share of points whose class is right; of a regression the share of the targets' variance explained (R²)."""
    if network.task == "regression":
        spread = jnp.var(targets)
        return 1 - jnp.mean(jnp.square(outputs[0] - targets)) / jnp.where(spread > 0, spread, jnp.ones_like(spread))
    if network.outputs == 1:
        return jnp.mean((outputs[0] > 0) == (targets > 0.5), dtype=jnp.float32)
    return jnp.mean(jnp.argmax(outputs, axis=0).astype(jnp.float32) == targets, dtype=jnp.float32)


def eval_loss(network: Network, averages: Params, x: ArrayLike, y: ArrayLike) -> Partial:
    """The loss of the weights alone, in test mode, `loss(params)`, with its data as arrays inside.

    Two such losses of one structure are the same program with other numbers, so a function compiled for one (and given
    the loss as an argument) serves the other.
    """
    return Partial(_eval_loss(network), averages, x, y)


def batch_loss(network: Network, x: ArrayLike, y: ArrayLike) -> Partial:
    """The same in training mode: batch normalization by the statistics of these very points."""
    return Partial(_batch_loss(network), network.averages(), x, y)


@lru_cache(maxsize=512)
def _eval_loss(network: Network) -> Partial:
    def loss(averages: Params, x: jax.Array, y: jax.Array, params: Params) -> jax.Array:
        return mean_loss(network, eval_outputs(network, params, averages, x), y)

    return Partial(loss)


@lru_cache(maxsize=512)
def _batch_loss(network: Network) -> Partial:
    def loss(averages: Params, x: jax.Array, y: jax.Array, params: Params) -> jax.Array:
        return mean_loss(network, train_outputs(network, params, averages, x)[0], y)

    return Partial(loss)
