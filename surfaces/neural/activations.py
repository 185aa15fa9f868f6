"""Activation functions: what a hidden unit makes of the weighted sum of its inputs, z.

A row is declared by decorating the function, which takes an array of any shape. All are PyTorch's defaults: GELU is the
exact one with the error function (not its approximation by tanh), and leaky ReLU keeps a hundredth of what is negative.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

import numerics  # noqa: F401  (sets how JAX computes, whichever module is imported first)
from registry import Reference, Registry

#: What PyTorch's leaky ReLU keeps of negative numbers.
LEAK = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Activation:
    """One activation function.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts.
        function: takes and returns an array of any shape.
        formula: LaTeX of it.
        reference: where it was published.
    """

    name: str
    title: str
    function: Callable[[jax.Array], jax.Array]
    formula: str
    reference: Reference

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    def slope(self, z: jax.Array) -> jax.Array:
        """The derivative at each entry of z; 0 at ReLU's kink, as in PyTorch."""
        return jax.jvp(self.function, (z,), (jnp.ones_like(z),))[1]


ACTIVATIONS: Registry[Activation] = Registry("activation")


def activation(title: str, formula: str, reference: str, url: str = "") -> Callable[..., Callable[..., jax.Array]]:
    """Declares the decorated function as an activation."""

    def declare(function: Callable[[jax.Array], jax.Array]) -> Callable[[jax.Array], jax.Array]:
        ACTIVATIONS.add(Activation(function.__name__, title, function, formula, Reference(reference, url)))
        return function

    return declare


@activation(
    "tanh",
    r"\tanh z",
    "LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp",
    "https://doi.org/10.1007/3-540-49430-8_2",
)
def tanh(z: jax.Array) -> jax.Array:
    """Runs from −1 to 1 through 0 and flattens out on both sides, where its gradient vanishes."""
    return jnp.tanh(z)


@activation(
    "ReLU", r"\max(0, z)", "Nair and Hinton, 2010, Rectified linear units improve restricted Boltzmann machines"
)
def relu(z: jax.Array) -> jax.Array:
    """Lets what is positive through and nothing else; a unit that is never positive has died."""
    return jax.nn.relu(z)


@activation(
    "Leaky ReLU",
    r"\max(0.01\, z, z)",
    "Maas, Hannun and Ng, 2013, Rectifier nonlinearities improve neural network acoustic models",
)
def leaky_relu(z: jax.Array) -> jax.Array:
    """Keeps a hundredth of what is negative, so that no unit can die."""
    return jax.nn.leaky_relu(z, LEAK)


@activation(
    "Sigmoid",
    r"\frac{1}{1 + e^{-z}}",
    "Rumelhart, Hinton and Williams, 1986, Learning representations by back-propagating errors, Nature 323",
    "https://doi.org/10.1038/323533a0",
)
def sigmoid(z: jax.Array) -> jax.Array:
    """Runs from 0 to 1 and is never steeper than a quarter, so that gradients shrink with every layer."""
    return jax.nn.sigmoid(z)


@activation(
    "GELU",
    r"z\, \Phi(z)",
    "Hendrycks and Gimpel, 2016, Gaussian error linear units",
    "https://arxiv.org/abs/1606.08415",
)
def gelu(z: jax.Array) -> jax.Array:
    """A ReLU with a soft bend that dips a little below zero, weighed by the normal distribution."""
    return jax.nn.gelu(z, approximate=False)


@activation(
    "SiLU",
    r"\frac{z}{1 + e^{-z}}",
    "Elfwing, Uchibe and Doya, 2018, Sigmoid-weighted linear units for neural network function approximation",
    "https://arxiv.org/abs/1702.03118",
)
def silu(z: jax.Array) -> jax.Array:
    """A ReLU with a soft bend, made of the sum times its sigmoid."""
    return jax.nn.silu(z)


@activation(
    "Identity",
    "z",
    "Saxe, McClelland and Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural "
    "networks",
    "https://arxiv.org/abs/1312.6120",
)
def identity(z: jax.Array) -> jax.Array:
    """Does nothing: however many layers, the network is one linear map, but its loss surface is not a bowl."""
    return z
