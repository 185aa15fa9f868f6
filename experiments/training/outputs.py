"""What a network says over its inputs: the boundary between classes, or the curve through the points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from experiments.spec import SpecError
from experiments.training.result import Training
from surfaces.core import Window
from surfaces.neural import Network
from surfaces.neural.forward import eval_outputs

#: The part of the data's extent that is shown around it.
MARGIN = 0.15
#: Snapshots whose outputs are made in one call.
_SHOTS = 16


@dataclass(frozen=True, eq=False)
class Picture:
    """What a network says around its data at one snapshot, at even places of a window, edges included.

    Attributes:
        training: whose.
        step: after how many steps.
        window: of both inputs; of a regression, of the input and of the target.
        curve: the values of a regression along its input, (side,).
        winner: the number of the class that wins, (side, side), the second input upwards; none of a regression.
        sure: how sure that is, from 0 (all alike) to 1, (side, side); none of a regression.
    """

    training: Training
    step: int
    window: Window
    curve: np.ndarray | None
    winner: np.ndarray | None
    sure: np.ndarray | None


def outputs_at(training: Training, points: np.ndarray, snapshots: np.ndarray) -> np.ndarray:
    """The outputs (snapshots, outputs, points) in test mode at points (points, inputs), scaled as the data are.

    Args:
        training: whose.
        points: where.
        snapshots: when, as places among its snapshots.
    """
    program, found = _speaking(training.network), []
    for at in range(0, len(snapshots), _SHOTS):
        some = np.resize(snapshots[at : at + _SHOTS], _SHOTS)
        averages: Any = jax.tree.map(lambda leaf, some=some: leaf[some], training.averages)
        found.append(np.asarray(program(training.arrays["x"][some], averages, np.asarray(points, np.float32))))
    return np.concatenate(found)[: len(snapshots)]


@lru_cache(maxsize=64)
def _speaking(network: Network) -> Any:
    def program(vector: jax.Array, averages: Any, points: jax.Array) -> jax.Array:
        return jnp.asarray(eval_outputs(network, network.unravel(vector), averages, points))

    return jax.jit(jax.vmap(program, in_axes=(0, 0, None)))


def classes_of(said: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which class wins, and how sure that is from 0 (all alike) to 1, of outputs (snapshots, outputs, points)."""
    if said.shape[1] == 1:
        said = np.concatenate([np.zeros_like(said), said], axis=1)
    likely = np.exp(said - said.max(axis=1, keepdims=True))
    shares = likely / likely.sum(axis=1, keepdims=True)
    even = 1 / shares.shape[1]
    return said.argmax(axis=1), (shares.max(axis=1) - even) / (1 - even)


def surroundings(training: Training) -> Window:
    """The window that holds the training points: of both inputs, or of the one and the target."""
    x, y = training.parts.x, training.parts.y
    return _extent(x[:, 0]), _extent(x[:, 1] if training.network.inputs > 1 else y)


def places(training: Training, side: int) -> np.ndarray:
    """Even places of the window of the inputs, (side, 1) or (side * side, 2), row by row upwards."""
    lines = [np.linspace(*ends, side, dtype=np.float32) for ends in surroundings(training)[: training.network.inputs]]
    return np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, len(lines))


def is_pictured(network: Network) -> bool:
    """Whether what it says can be drawn: of one input that leads to a value, or two that lead to a class."""
    return network.inputs == (1 if network.task == "regression" else 2)


def _extent(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = MARGIN * (high - low) or 1.0
    return low - room, high + room


def picture(training: Training, snapshot: int = -1, side: int = 161) -> Picture:
    """What a network says around its data.

    Args:
        training: whose.
        snapshot: when; the last where none is given.
        side: places each way.

    Raises:
        SpecError: what it says cannot be drawn.
    """
    network, step = training.network, int(training.arrays["step"][snapshot])
    if not is_pictured(network):
        raise SpecError("", f"there is no picture of the outputs of a network with {network.inputs} inputs")
    window = surroundings(training)
    at = np.arange(len(training.arrays["step"]))[[snapshot]]
    said = outputs_at(training, places(training, side), at)
    if network.inputs == 1:
        return Picture(training, step, window, said[0, 0], None, None)
    winner, sure = (each[0].reshape(side, side) for each in classes_of(said))
    return Picture(training, step, window, None, winner, sure)
