"""Methods that keep how the coordinates of past gradients go together, not only how large each has been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference


class ShampooState(NamedTuple):
    """What has been learnt from the gradients."""

    statistics: Any  # for each array (L,) of a vector, L (d, d), or (L, R) of a matrix, L (m, m) and R (n, n)


def inverse_root(matrix: jax.Array, least: Scalar, root: Callable[[jax.Array], jax.Array] = jax.lax.rsqrt) -> jax.Array:
    """The power -1/2 (or another `root`) of a symmetric matrix (d, d) with eigenvalues of at least `least` > 0."""
    eigenvalues, eigenvectors = jnp.linalg.eigh(matrix)
    return eigenvectors @ (root(jnp.maximum(eigenvalues, least))[:, None] * eigenvectors.T)


def _products(gradient: jax.Array) -> tuple[jax.Array, ...]:
    """How the rows of a gradient go together and how its columns do; of a vector, its numbers."""
    if gradient.ndim == 1:
        return (jnp.outer(gradient, gradient),)
    return gradient @ gradient.T, gradient.T @ gradient


def _preconditioned(gradient: jax.Array, statistics: tuple[jax.Array, ...], least: Scalar) -> jax.Array:
    """L^(-1/2) g of a vector, L^(-1/4) G R^(-1/4) of a matrix."""
    if gradient.ndim == 1:
        return inverse_root(statistics[0], least) @ gradient
    left, right = (inverse_root(each, least, lambda values: jnp.sqrt(jax.lax.rsqrt(values))) for each in statistics)
    return left @ gradient @ right


def _explain(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    (last,), (latest,) = before[0].statistics, after[0].statistics
    root = inverse_root(latest, knobs["eps"])
    return {
        "g": gradient,
        "G": jnp.outer(gradient, gradient),
        "L_prev": last,
        "L": latest,
        "R": root,
        "step": -knobs["learning_rate"] * (root @ gradient),
    }


@optimizer(
    title="Shampoo",
    family="adaptive",
    knobs=(
        learning_rate(0.3, relative_to="length"),
        Knob(
            "eps", 0.1, 1e-8, 100.0, "What the matrix starts with: the squared slope it pretends to know.", scale="log"
        ),
    ),
    formula=r"\begin{aligned} L_t &= L_{t-1} + G_t\, G_t^{\top}, \qquad R_t = R_{t-1} + G_t^{\top} G_t, \qquad"
    r" L_0 = \varepsilon I, \; R_0 = \varepsilon I \\"
    r" X_{t+1} &= X_t - \eta\, L_t^{-1/4}\, G_t\, R_t^{-1/4} && \text{for a matrix} \\"
    r" x_{t+1} &= x_t - \eta\, L_t^{-1/2} g_t && \text{for a vector} \end{aligned}",
    reference=Reference(
        "Gupta, Koren and Singer, 2018, Shampoo: preconditioned stochastic tensor optimization",
        "https://arxiv.org/abs/1802.09568",
    ),
    explain=_explain,
    anatomy=(
        Line(
            r"L_t = L_{t-1} + g_t\, g_t^{\top}",
            r"{L} = {L_prev} + {G}",
            "adds up the products of the gradient's coordinates with each other",
        ),
        Line(
            r"u_t = -\eta\, L_t^{-1/2} g_t",
            r"{step} = -{learning_rate} \cdot {R} \, {g}",
            "and divides by the root of that matrix, which also turns the step",
        ),
    ),
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=100,
    weights="layers",
    note="Its point is to keep, for a weight matrix, one such matrix for the rows and one for the columns, each to the "
    "power -1/4, instead of one that is far larger: see it on the surface Matrix factorization. Two numbers are a "
    "vector, for which the rule leaves a single matrix to the power -1/2: AdaGrad with the full matrix. Across a "
    "straight path it knows nothing but epsilon; if that is small, steps there are so long that round-off grows into a "
    "swerve.",
)
def shampoo(learning_rate: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is AdaGrad that also learns how coordinates act together, so that turning the surface changes nothing."""

    def init(params: Any) -> ShampooState:
        return ShampooState(
            jax.tree.map(lambda each: tuple(eps * jnp.eye(side, dtype=each.dtype) for side in each.shape), params)
        )

    def update(updates: Any, state: ShampooState, params: Any = None) -> tuple[Any, ShampooState]:
        del params
        products = jax.tree.map(_products, updates)
        statistics = jax.tree.map(jnp.add, state.statistics, products)
        return jax.tree.map(lambda each, known: _preconditioned(each, known, eps), updates, statistics), ShampooState(
            statistics
        )

    return optax.chain(optax.GradientTransformation(init, update), optax.scale_by_learning_rate(learning_rate))
