"""How the numbers of each layer are distributed at every snapshot: its weights, their gradients, its activations.

Activations are those of the training points in test mode, as one would use the network: a unit of tanh or sigmoid that
is saturated stands at an end, one of ReLU that is dead at 0. Gradients are those of the surface being descended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import numpy as np

from experiments.training.result import Training
from surfaces.neural import Network
from surfaces.neural.forward import signal, train_outputs
from surfaces.neural.losses import mean_loss

#: Bars of a histogram.
BARS = 40


@dataclass(frozen=True, eq=False)
class Histograms:
    """Distributions at S snapshots of l layers.

    Attributes:
        counts: how many numbers each bar has, (S, l, BARS).
        ranges: the ends of each layer's bars, (S, l, 2): the same at all snapshots, but of gradients, which shrink by
            powers of ten, those of the snapshot.
        missing: how many numbers are not finite and so in no bar, (S, l).
    """

    counts: np.ndarray
    ranges: np.ndarray
    missing: np.ndarray


#: The numbers of each layer at a snapshot.
_Numbers = Callable[[int], Sequence[np.ndarray]]


def histograms(training: Training, kind: str) -> Histograms:
    """The distributions of one of `KINDS`: weights and their gradients of every layer, activations of hidden ones."""
    numbers, snapshots = KINDS[kind](training), range(len(training.arrays["step"]))
    low, high = np.moveaxis(np.array([[_ends(layer) for layer in numbers(k)] for k in snapshots]), 2, 0)
    if kind != "gradients":
        low, high = (np.broadcast_to(end, low.shape) for end in (low.min(axis=0), high.max(axis=0)))
    ranges = np.where((low < high)[..., None], np.stack([low, high], axis=2), _around(low)[..., None] + [-0.5, 0.5])
    counts = np.array([[_counted(*each) for each in zip(numbers(k), ranges[k], strict=True)] for k in snapshots])
    missing = np.array([[layer.size for layer in numbers(0)]]) - counts.sum(axis=2)
    return Histograms(counts, ranges, missing)


def _ends(values: np.ndarray) -> tuple[float, float]:
    """The lowest and the highest finite one; an empty interval where there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (np.inf, -np.inf)


def _around(only: np.ndarray) -> np.ndarray:
    """Where the bars of what is all one number are; 0 where there is none."""
    return np.where(np.isfinite(only), only, 0.0)


def _counted(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    finite = values[np.isfinite(values)].astype(float)
    return np.histogram(finite, BARS, (ends[0], ends[1]))[0]


def _weights(training: Training) -> _Numbers:
    return lambda snapshot: [np.asarray(layer["weight"]) for layer in training.params(snapshot)]


def _gradients(training: Training) -> _Numbers:
    program, parts = _slopes(training.network), training.parts
    return lambda k: jax.tree.map(
        np.asarray, program(training.arrays["x"][k], training.averages_at(k), parts.x, parts.y)
    )


def _activations(training: Training) -> _Numbers:
    program, x = _passing(training.network), training.parts.x
    return lambda k: jax.tree.map(np.asarray, program(training.arrays["x"][k], training.averages_at(k), x))


#: What can be asked for.
KINDS: dict[str, Callable[[Training], _Numbers]] = {
    "weights": _weights,
    "activations": _activations,
    "gradients": _gradients,
}


@lru_cache(maxsize=64)
def _slopes(network: Network) -> Any:
    """The program that gives the gradient by each layer's weights (units, inputs)."""

    def program(vector: jax.Array, averages: Any, x: jax.Array, y: jax.Array) -> list[jax.Array]:
        gradient = jax.grad(lambda params: mean_loss(network, train_outputs(network, params, averages, x)[0], y))
        return [layer["weight"] for layer in gradient(network.unravel(vector))]

    return jax.jit(program)


@lru_cache(maxsize=64)
def _passing(network: Network) -> Any:
    """The program that gives the activations of each hidden layer (units, points)."""
    return jax.jit(lambda vector, averages, x: list(signal(network, network.unravel(vector), averages, x).after))
