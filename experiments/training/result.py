"""Training: what one training was, in arrays; and trained weights on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import numpy as np
from jax.tree_util import Partial
from safetensors import safe_open
from safetensors.numpy import save

from experiments.spec import SpecError
from experiments.training.spec import TrainSpec
from surfaces.neural import Network, Parts, batch_loss, eval_loss
from surfaces.neural.network import Params

#: What is measured of a whole network at every snapshot, and how it is called.
SERIES = {
    "train_loss": "training loss",
    "test_loss": "test loss",
    "train_score": "training score",
    "test_score": "test score",
}


@dataclass(frozen=True, eq=False)
class Training:
    """One training, as far as it has come: T steps, S snapshots of them, d weights, l layers, h hidden ones.

    Attributes:
        spec: what was trained.
        network: its structure.
        parts: its data.
        arrays: by name. At every snapshot: `step` (S,), `x` (S, d), and what `Measures` has: `train_loss`, `test_loss`,
            `train_score`, `test_score` (S,), `gradient` (S, l), `mean`, `spread`, `dead` (S, h). Of every step: `seen`
            (T,), the loss that the step saw before its update, and `ratio` (T, l), each layer's update as a share of
            its weights. For optimizers whose limit of stability is in a scale of their own, `scale` (S, d).
        averages: batch normalization's running averages at every snapshot, a tree with a leading axis (S,).
        stopped_at: the last step with finite weights, where a run has left them; the arrays stay at its values.
    """

    spec: TrainSpec
    network: Network
    parts: Parts
    arrays: Mapping[str, np.ndarray]
    averages: Params
    stopped_at: int | None

    @property
    def steps(self) -> int:
        """How many steps have been made."""
        return len(self.arrays["seen"])

    def params(self, snapshot: int = -1) -> Params:
        """The weights at a snapshot, as a tree of layers."""
        return self.network.unravel(self.arrays["x"][snapshot])

    def averages_at(self, snapshot: int = -1) -> Params:
        """Batch normalization's running averages at a snapshot; () without it."""
        return tuple({name: values[snapshot] for name, values in layer.items()} for layer in self.averages)

    def train_surface(self) -> Partial:
        """The loss that is descended, `loss(params)`: of all training points, by their own statistics."""
        return batch_loss(self.network, self.parts.x, self.parts.y)

    def test_surface(self, snapshot: int = -1) -> Partial:
        """The loss on the test points, with the running averages of a snapshot."""
        return eval_loss(self.network, self.averages_at(snapshot), self.parts.test_x, self.parts.test_y)

    def save(self, path: str | File, snapshot: int = -1) -> None:
        """Writes the weights at a snapshot to a file that `load` reads."""
        File(path).write_bytes(self.packed(snapshot))

    def packed(self, snapshot: int = -1) -> bytes:
        """The weights at a snapshot as safetensors.

        They are `0.weight`, `0.bias`, ..., and batch normalization's running averages `0.mean`, `0.variance`; in the
        metadata stand `spec` and `network` as JSON, and `step`.
        """
        trees = (self.params(snapshot), self.averages_at(snapshot))
        named = {f"{i}.{name}": leaf for tree in trees for i, layer in enumerate(tree) for name, leaf in layer.items()}
        step = str(self.arrays["step"][snapshot])
        notes = {"spec": self.spec.to_json(), "network": json.dumps(_plain(self.network)), "step": step}
        return save({name: np.ascontiguousarray(array) for name, array in named.items()}, notes)


@dataclass(frozen=True, eq=False)
class Trained:
    """Weights read from a file.

    Attributes:
        spec: how they were trained.
        network: the structure they belong to.
        params: the weights.
        averages: batch normalization's running averages.
        step: how many steps have led to them.
    """

    spec: TrainSpec
    network: Network
    params: Params
    averages: Params
    step: int


def load(path: str | File) -> Trained:
    """The weights that `Training.save` has written, or the page has given to download.

    Raises:
        SpecError: the file is none of ours, or does not hold what it says.
    """
    try:
        with safe_open(path, "np") as file:
            notes, arrays = file.metadata() or {}, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        network = Network(**json.loads(notes["network"]))
        spec = TrainSpec.from_json(notes["spec"])
        params, averages = (_filled(tree, arrays) for tree in (network.blank(), network.averages()))
        step = int(notes["step"])
    except SpecError:
        raise
    except Exception as error:
        raise SpecError("", f"these are no weights of a network trained here: {error}") from None
    return Trained(spec, network, params, averages, step)


def _filled(tree: Params, arrays: Mapping[str, np.ndarray]) -> Params:
    """A tree with its leaves from arrays by place and name, of the same shapes."""
    return tuple(
        {name: _fitting(arrays[f"{i}.{name}"], leaf.shape) for name, leaf in layer.items()}
        for i, layer in enumerate(tree)
    )


def _fitting(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if array.shape != shape:
        raise ValueError(f"an array of shape {array.shape} stands where {shape} belongs")
    return array.astype(np.float32)


def _plain(network: Network) -> dict[str, Any]:
    return {name: getattr(network, name) for name in Network.__dataclass_fields__}
