"""Signals and gradients against depth: why deep networks vanish or explode, by numbers and in real ones.

The model of the textbook is h_i = W h_(i-1) with W = diag(a, b): after n layers the signal is (a^n, b^n), its variance
has their squares, and the gradient makes the same way back. A real deep network of one width does the like in its own
measure, under each initialization and activation; nothing is normalized in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from registry import Knob
from surfaces.neural import ACTIVATIONS, INITIALIZATIONS

_LAYERS, _WIDTH = 10, 64
A = Knob("a", 1.0, -3.0, 3.0, "By what the first part of the signal is multiplied in every layer.")
B = Knob("b", 2.0, -3.0, 3.0, "By what the second part of the signal is multiplied in every layer.")
LAYERS = Knob("layers", _LAYERS, 1, 50, "How many layers there are.", static=True)
WIDTH = Knob("width", _WIDTH, 1, 256, "Units of every layer of the real network.", static=True)
#: Points that pass through the real network.
POINTS = 256


@dataclass(frozen=True, eq=False)
class Linear:
    """The textbook's network of n layers; all float64, and what is too large for that is infinite.

    Attributes:
        signal: h_i of h_0 = (1, 1), (n + 1, 2).
        variance: of h_i for independent inputs of variance 1, (n + 1, 2).
        gradient: of the sum of h_n by h_i, (n + 1, 2).
        clipped: the same gradient, shortened to `clip_norm` wherever it is longer, as if it were clipped on its way.
    """

    signal: np.ndarray
    variance: np.ndarray
    gradient: np.ndarray
    clipped: np.ndarray


def linear_depth(a: float, b: float, layers: int, clip_norm: float = np.inf) -> Linear:
    """What becomes of a signal and of a gradient in h_i = diag(a, b) h_(i-1).

    Args:
        a: the first factor.
        b: the second.
        layers: n.
        clip_norm: the longest gradient that is let through.
    """
    factor = np.array([a, b], np.float64)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        signal = np.concatenate([np.ones((1, 2)), np.cumprod(np.tile(factor, (layers, 1)), axis=0)])
        length = np.linalg.norm(signal, axis=1, keepdims=True)
        clipped = signal * np.minimum(1.0, clip_norm / length)
        return Linear(signal, np.square(signal), signal[::-1], clipped[::-1])


@dataclass(frozen=True, eq=False)
class Deep:
    """What passes through a real network of n layers of one width, all (n,) float32.

    Attributes:
        spread: the standard deviation of each layer's activations, over units and points.
        gradient: the length of the gradient by each layer's weights, of a random sum of the outputs.
        clipped: the same where the gradient of all weights together is shortened to `clip_norm`.
    """

    spread: np.ndarray
    gradient: np.ndarray
    clipped: np.ndarray


def network_depth(
    initialization: str,
    activation: str,
    layers: int = _LAYERS,
    width: int = _WIDTH,
    scale: float | None = None,
    clip_norm: float = np.inf,
    seed: int = 0,
) -> Deep:
    """What becomes of a signal of spread 1, and of a gradient, in a real network at its start.

    Args:
        initialization: a row of `INITIALIZATIONS`.
        activation: a row of `ACTIVATIONS`.
        layers: n.
        width: units of every layer.
        scale: the initialization's scale; None is its own.
        clip_norm: the longest gradient of all weights that is let through.
        seed: what is drawn.
    """
    row, rng = INITIALIZATIONS[initialization], np.random.default_rng(seed)
    size = row.scale.default if scale is None else scale
    weights = np.stack([row.draw(rng, width, width, size) for _ in range(layers)]).astype(np.float32)
    inputs, aims = rng.standard_normal((2, width, POINTS)).astype(np.float32)
    spread, lengths = (np.asarray(each) for each in _passed(weights, inputs, aims, activation=activation))
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.sqrt(np.square(lengths, dtype=np.float64).sum())
        share = clip_norm / whole if whole > clip_norm else 1.0
        return Deep(spread, lengths, (lengths * share).astype(np.float32))


@partial(jax.jit, static_argnames="activation")
def _passed(weights: jax.Array, inputs: jax.Array, aims: jax.Array, *, activation: str) -> tuple[jax.Array, jax.Array]:
    """The spread of each layer's activations and the length of the gradient by its weights, (layers,) each."""
    function = ACTIVATIONS[activation].function

    def aimed(weights: jax.Array) -> tuple[jax.Array, jax.Array]:
        def layer(h: jax.Array, weight: jax.Array) -> tuple[jax.Array, jax.Array]:
            h = function(weight @ h)
            return h, jnp.std(h)

        end, spreads = jax.lax.scan(layer, inputs, weights)
        return jnp.mean(end * aims), spreads

    (_, spreads), gradient = jax.value_and_grad(aimed, has_aux=True)(weights)
    return spreads, jnp.sqrt(jnp.sum(gradient * gradient, axis=(1, 2)))
