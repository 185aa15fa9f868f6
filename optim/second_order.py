"""Newton's method and its kin for saddles: they see the surface's curvature and rescale the gradient by it.

The curvature is that of the noiseless function (`value_fn`), computed exactly by `jax.hessian`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference

SHARE = "The share of the full Newton step that is taken; 1 is the method itself."


class CurvatureState(NamedTuple):
    """The Hessian at the last point, kept to be shown."""

    hessian: jax.Array  # (d, d)


def _explain_newton(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del before, x_prev
    hessian = after[0].hessian
    step = newton_step(hessian, gradient, knobs["damping"])
    return {
        "g": gradient,
        "H": hessian,
        "I": jnp.eye(gradient.shape[0]),
        "u": step,
        "step": -knobs["learning_rate"] * step,
    }


def newton_step(hessian: jax.Array, gradient: jax.Array, damping: Scalar) -> jax.Array:
    """The solution u of (H + damping I) u = g, of least length where there are many, by the pseudo-inverse."""
    return (
        jnp.linalg.pinv(hessian + damping * jnp.eye(gradient.shape[0], dtype=hessian.dtype), hermitian=True) @ gradient
    )


def saddle_free_step(hessian: jax.Array, gradient: jax.Array, damping: Scalar) -> jax.Array:
    """The solution u of (|H| + damping I) u = g, of least length; |H| has the eigenvalues' absolute values."""
    eigenvalues, eigenvectors = jnp.linalg.eigh(hessian)
    sizes = jnp.abs(eigenvalues) + damping
    negligible = sizes <= 10 * sizes.shape[0] * jnp.finfo(sizes.dtype).eps * jnp.max(sizes)
    return eigenvectors @ (jnp.where(negligible, 0.0, 1 / sizes) * (eigenvectors.T @ gradient))


def _scale_by_curvature(step: Callable[..., jax.Array], damping: Scalar) -> optax.GradientTransformationExtraArgs:
    """Replaces the gradient by `step(hessian, gradient, damping)`."""

    def init(params: jax.Array) -> CurvatureState:
        return CurvatureState(jnp.zeros((params.size, params.size), params.dtype))

    def update(
        updates: jax.Array,
        state: CurvatureState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, CurvatureState]:
        del state
        hessian = jax.hessian(value_fn)(params)
        return step(hessian, updates, damping), CurvatureState(hessian)

    return optax.GradientTransformationExtraArgs(init, update)


@optimizer(
    title="Newton's method",
    family="second order",
    knobs=(
        learning_rate(1.0, low=1e-3, relative_to="", help=SHARE),
        Knob(
            "damping", 0.0, 0.0, 1e3, "A number added to every curvature: the larger, the more it turns into descent."
        ),
    ),
    formula=r"x_{t+1} = x_t - \eta\, \bigl(\nabla^2 f(x_t) + \lambda I\bigr)^{+} g_t",
    reference=Reference(
        "Nocedal and Wright, 2006, Numerical optimization, second edition, chapter 3",
        "https://doi.org/10.1007/978-0-387-40065-5",
    ),
    wants=("value_fn",),
    explain=_explain_newton,
    anatomy=(
        Line(
            r"(H_t + \lambda I)\, d_t = g_t",
            r"({H} + {damping} \cdot {I}) \, {u} = {g}",
            "solves for the point where the fitted parabola is flat (in the least-squares sense if its curvature "
            "vanishes)",
        ),
        Line(r"u_t = -\eta\, d_t", r"{step} = -{learning_rate} \cdot {u}", "and jumps there"),
    ),
    traits=("rotation_equivariant", "translation_equivariant"),
    gradients=3,
    accuracy=1e-12,
    budget=2,
    weights="dense",
    on_networks={"damping": 0.3},  # hardly curved in most directions, and down in some
    note="It goes to the nearest flat point of its parabola, be that a minimum, a saddle or a summit, and nothing "
    "holds it back. Along a direction without any curvature it does not move. The Hessian counts as one gradient per "
    "variable.",
)
def newton(learning_rate: Scalar, damping: Scalar) -> optax.GradientTransformationExtraArgs:
    """Jumps to where the parabola fitted to slope and curvature is flat: unmatched near a minimum, drawn to saddles."""
    return optax.chain(_scale_by_curvature(newton_step, damping), optax.scale_by_learning_rate(learning_rate))


@optimizer(
    title="Saddle-free Newton",
    family="second order",
    knobs=(
        learning_rate(1.0, low=1e-3, relative_to="", help=SHARE),
        Knob("damping", 0.0, 0.0, 1e3, "A number added to every curvature's size: the larger, the shorter the steps."),
    ),
    formula=r"x_{t+1} = x_t - \eta\, \bigl(|H_t| + \lambda I\bigr)^{+} g_t, \qquad"
    r" |H| = Q\, |\Lambda|\, Q^{\top} \text{ for } H = \nabla^2 f(x_t) = Q \Lambda Q^{\top}",
    reference=Reference(
        "Dauphin et al., 2014, Identifying and attacking the saddle point problem in high-dimensional non-convex "
        "optimization",
        "https://arxiv.org/abs/1406.2572",
    ),
    wants=("value_fn",),
    traits=("rotation_equivariant", "translation_equivariant"),
    gradients=3,
    accuracy=1e-12,
    budget=2,
    weights="dense",
    on_networks={"damping": 0.1},
    note="Exactly on a saddle the gradient is zero and it stays as well. Along a direction without any curvature it "
    "does not move. The Hessian counts as one gradient per variable.",
)
def saddle_free_newton(learning_rate: Scalar, damping: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is Newton's method with the sign of every curvature made positive, so that saddles repel it."""
    return optax.chain(_scale_by_curvature(saddle_free_step, damping), optax.scale_by_learning_rate(learning_rate))
