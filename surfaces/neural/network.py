"""The structure of a small fully connected network: what is static in it, and the tree of its weights.

Weights are a tuple of layers, each a dict of float32 arrays: `weight` (units, inputs), as PyTorch has it, so that a row
is what comes into one unit; `bias` (units,); and for a normalized hidden layer `gamma` and `beta` (units,). Two classes
share one output, the log of their odds; more classes have one output each; a regression has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import jax
import numpy as np
from jax.flatten_util import ravel_pytree

from surfaces.neural.activations import ACTIVATIONS, Activation

Task = Literal["classification", "regression"]
#: Weights, or anything shaped like them (gradients, updates).
Params = tuple[dict[str, Any], ...]

#: What may stand between a layer's sum and its activation.
NORMALIZATIONS = ("none", "batch", "layer")
TASKS = ("classification", "regression")
MAX_LAYERS, MAX_WIDTH = 8, 256


@dataclass(frozen=True)
class Network:
    """What is static in a network; a key for programs.

    >>> Network(2, (16, 16), 1).size
    337

    Attributes:
        inputs: features of a point.
        hidden: units of each hidden layer, 1 to 8 layers of 1 to 256.
        outputs: 1 for two classes or a regression, else the number of classes.
        activation: a row of `ACTIVATIONS`, after every hidden layer.
        normalization: one of `NORMALIZATIONS`, in every hidden layer before its activation.
        task: one of `TASKS`.

    Raises:
        ValueError: a sentence about a structure that is none.
    """

    inputs: int
    hidden: tuple[int, ...]
    outputs: int = 1
    activation: str = "tanh"
    normalization: str = "none"
    task: Task = "classification"

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden", tuple(self.hidden))
        if not 1 <= len(self.hidden) <= MAX_LAYERS:
            raise ValueError(f"a network has 1 to {MAX_LAYERS} hidden layers, not {len(self.hidden)}")
        if not all(isinstance(width, int) and 1 <= width <= MAX_WIDTH for width in self.hidden):
            raise ValueError(f"a hidden layer has 1 to {MAX_WIDTH} units, not {self.hidden}")
        if self.inputs < 1 or self.outputs < 1:
            raise ValueError("a network has at least one input and one output")
        ACTIVATIONS[self.activation]
        for field, known in (("normalization", NORMALIZATIONS), ("task", TASKS)):
            if getattr(self, field) not in known:
                raise ValueError(f"{field} must be one of {', '.join(known)}, not {getattr(self, field)!r}")

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of every layer, inputs and outputs included."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def activation_row(self) -> Activation:
        """The activation's row."""
        return ACTIVATIONS[self.activation]

    @property
    def size(self) -> int:
        """How many weights it has, biases and all."""
        return _flat(self)[0]

    def unravel(self, vector: Any) -> Params:
        """The weights as a tree of layers, from one vector (size,); may be traced."""
        return _flat(self)[1](vector)

    def ravel(self, params: Params) -> jax.Array:
        """The weights as one vector (size,), as `jax.flatten_util.ravel_pytree` orders them."""
        return ravel_pytree(params)[0]

    def blank(self) -> Params:
        """Weights of the right shapes that do nothing: zeros, and gamma one."""
        layers = []
        for i, (fan_in, fan_out) in enumerate(zip(self.widths[:-1], self.widths[1:], strict=True)):
            layer = {"weight": np.zeros((fan_out, fan_in), np.float32), "bias": np.zeros(fan_out, np.float32)}
            if self.normalization != "none" and i < len(self.hidden):
                layer |= {"gamma": np.ones(fan_out, np.float32), "beta": np.zeros(fan_out, np.float32)}
            layers.append(layer)
        return tuple(layers)

    def averages(self) -> Params:
        """Batch normalization's running `mean` (units,) and `variance` (units,) at the start; () without it."""
        if self.normalization != "batch":
            return ()
        return tuple({"mean": np.zeros(n, np.float32), "variance": np.ones(n, np.float32)} for n in self.hidden)


@lru_cache(maxsize=512)
def _flat(network: Network) -> tuple[int, Callable[[Any], Params]]:
    vector, unravel = ravel_pytree(network.blank())
    return len(vector), unravel
