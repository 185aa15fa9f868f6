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
SCALE = Knob("scale", 1.0, 0.1, 10.0, "By what every kind of first weights is multiplied.", scale="log")
CLIP = Knob("clip_norm", 1.0, 1e-3, 1e3, "The longest gradient that is let through.", scale="log")
SEED = Knob("seed", 0, 0, 2**32 - 1, "Which weights are drawn.", static=True)
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
        clipped = signal * np.divide(clip_norm, length, out=np.ones_like(length), where=length > clip_norm)
        return Linear(signal, np.square(signal), signal[::-1], clipped[::-1])


@dataclass(frozen=True, eq=False)
class Deep:
    """What passes through a real network of n layers of one width, all (n,) float32.

    Attributes:
        spread: the standard deviation of each layer's activations, over units and points; infinite from the layer on
            where a float32 no longer holds them.
        gradient: the length of the gradient by each layer's weights, of a random sum of the outputs; infinite where it
            no longer fits, and NaN everywhere where the signal does not: then there is none.
        clipped: the same where the gradient of all weights together is shortened to `clip_norm`; NaN where that cannot
            be done, since it is of no finite length.
    """

    spread: np.ndarray
    gradient: np.ndarray
    clipped: np.ndarray

    @property
    def length(self) -> float:
        """Of the gradient of all weights together; infinite or NaN where that of a layer is."""
        return _whole(self.gradient)


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
    spread, lengths = _passed(weights, inputs, aims, activation)
    whole = _whole(lengths)
    with np.errstate(invalid="ignore"):
        share = np.float64(1.0 if whole <= clip_norm else clip_norm / whole)
        return Deep(spread, lengths, (lengths * (share if np.isfinite(whole) else np.nan)).astype(np.float32))


def _whole(lengths: np.ndarray) -> float:
    return float(np.sqrt(np.square(lengths, dtype=np.float64).sum()))


def _passed(
    weights: np.ndarray, inputs: np.ndarray, aims: np.ndarray, activation: str
) -> tuple[np.ndarray, np.ndarray]:
    """The spread of each layer's activations and the length of the gradient by its weights, (layers,) each.

    One program for a layer, called for each: so the number of layers compiles nothing.
    """
    h, passed, spreads, lengths = inputs, [], [], []
    for weight in weights:
        passed.append(h)
        h, spread = _forth(h, weight, activation=activation)
        spreads.append(spread)
    arriving = aims / aims.size
    for h, weight in zip(reversed(passed), reversed(weights), strict=True):
        arriving, length = _back(h, weight, arriving, activation=activation)
        lengths.append(length)
    spread, length = _from_first_lost(spreads), _from_first_lost(lengths)[::-1]
    return spread, length if np.isfinite(spread).all() else np.full_like(length, np.nan)


def _from_first_lost(values: list[jax.Array]) -> np.ndarray:
    """The values, infinite from the first one on that is not finite: what follows it is made of nothing."""
    with np.errstate(over="ignore"):
        found = np.array(jax.device_get(values)).astype(np.float32)
    found[np.logical_or.accumulate(~np.isfinite(found))] = np.inf
    return found


@partial(jax.jit, static_argnames="activation")
def _forth(h: jax.Array, weight: jax.Array, *, activation: str) -> tuple[jax.Array, jax.Array]:
    """A layer's activations, (width, points), and their spread."""
    h = ACTIVATIONS[activation].function(weight @ h)
    return h, jnp.std(_wide(h))


@partial(jax.jit, static_argnames="activation")
def _back(h: jax.Array, weight: jax.Array, arriving: jax.Array, *, activation: str) -> tuple[jax.Array, jax.Array]:
    """The gradient by a layer's inputs, (width, points), and the length of that by its weights."""
    function = ACTIVATIONS[activation].function
    _, pull = jax.vjp(lambda h, weight: function(weight @ h), h, weight)
    by_inputs, by_weights = pull(arriving)
    return by_inputs, jnp.linalg.norm(_wide(by_weights))


def _wide(values: jax.Array) -> jax.Array:
    """In float64: squares of numbers that a float32 holds may be beyond it."""
    return values.astype(jnp.float64)
