"""Methods that keep how the coordinates of past gradients go together, not only how large each has been."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference


class ShampooState(NamedTuple):
    """What has been learnt from the gradients."""

    statistics: jax.Array  # L, (d, d)


def inverse_root(matrix: jax.Array, least: Scalar) -> jax.Array:
    """The power -1/2 of a symmetric matrix (d, d) whose eigenvalues are known to be at least `least` > 0."""
    eigenvalues, eigenvectors = jnp.linalg.eigh(matrix)
    return eigenvectors @ (jax.lax.rsqrt(jnp.maximum(eigenvalues, least))[:, None] * eigenvectors.T)


def _explain(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    root = inverse_root(after[0].statistics, knobs["eps"])
    return {
        "g": gradient,
        "G": jnp.outer(gradient, gradient),
        "L_prev": before[0].statistics,
        "L": after[0].statistics,
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
    formula=r"\begin{aligned} L_t &= L_{t-1} + g_t\, g_t^{\top}, \qquad L_0 = \varepsilon I \\"
    r" x_{t+1} &= x_t - \eta\, L_t^{-1/2} g_t \end{aligned}",
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
    weights="dense",
    note="Its point is to keep, for a weight matrix, one such matrix for the rows and one for the columns, each to the "
    "power -1/4, instead of one that is far larger. Two numbers are a vector, for which the rule leaves a single "
    "matrix to the power -1/2: AdaGrad with the full matrix. Across a straight path it knows nothing but epsilon; if "
    "that is small, steps there are so long that round-off grows into a swerve.",
)
def shampoo(learning_rate: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is AdaGrad that also learns how coordinates act together, so that turning the surface changes nothing."""

    def init(params: jax.Array) -> ShampooState:
        return ShampooState(eps * jnp.eye(params.shape[0], dtype=params.dtype))

    def update(
        updates: jax.Array, state: ShampooState, params: jax.Array | None = None
    ) -> tuple[jax.Array, ShampooState]:
        del params
        statistics = state.statistics + jnp.outer(updates, updates)
        return inverse_root(statistics, eps) @ updates, ShampooState(statistics)

    return optax.chain(optax.GradientTransformation(init, update), optax.scale_by_learning_rate(learning_rate))
