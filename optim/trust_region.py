"""Newton's method held back: the fitted parabola is believed only within a radius that grows and shrinks with success.

Reference for all of it: Nocedal and Wright, 2006, Numerical optimization, second edition, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Scalar, optimizer
from registry import Knob, Reference

#: Newton iterations on the secular equation. They start within the root of the dimension of the solution and converge
#: quadratically: for a few variables the last of them change nothing.
ITERATIONS = 8
#: A predicted decrease below this share of the loss is lost in its rounding and says nothing about the model.
ROUNDING = 10 * float(jnp.finfo(jnp.float64).eps)


class TrustState(NamedTuple):
    """How far the next parabola is believed."""

    radius: jax.Array


def minimum_in_ball(hessian: jax.Array, gradient: jax.Array, radius: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The lowest point of a parabola within a distance.

    It is -(H + lambda I)^-1 g for the least lambda >= 0 that makes the matrix positive semidefinite and the step no
    longer than the radius. Written in the Hessian's own axes, with mu = lambda + (lowest eigenvalue), so that nothing
    cancels where lambda comes close to minus that eigenvalue; 1 / length is concave in mu, and Newton's method for the
    right length approaches it from below without ever passing it.

    Args:
        hessian: H, symmetric, shape (d, d).
        gradient: g, shape (d,).
        radius: the largest length of the step, positive.

    Returns:
        The step, shape (d,), and by how much the parabola falls along it.
    """
    eigenvalues, axes = jnp.linalg.eigh(hessian)
    slopes, lowest = axes.T @ gradient, eigenvalues[0]
    above = eigenvalues - lowest
    least = jnp.maximum(lowest, 0.0)

    def divided(numbers: jax.Array, mu: jax.Array) -> jax.Array:
        return jnp.where(slopes == 0, 0.0, numbers / (above + mu))

    def nearer(_: int, mu: jax.Array) -> jax.Array:
        step = divided(slopes, mu)
        length = jnp.linalg.norm(step)
        correction = (length / radius - 1) * length**2 / (step @ divided(step, mu))
        return mu + jnp.where(length > radius, correction, 0.0)

    mu = jax.lax.fori_loop(0, ITERATIONS, nearer, jnp.maximum(least, jnp.max(jnp.abs(slopes) / radius - above)))
    step = -divided(slopes, mu)
    # The hard case: flat along the direction in which it curves down most, and there is still room to go that way.
    room = jnp.sqrt(jnp.maximum(radius**2 - step @ step, 0.0))
    step = step.at[0].add(jnp.where((lowest < 0) & (mu == 0), room, 0.0))
    return axes @ step, -(slopes @ step + eigenvalues @ step**2 / 2)


@optimizer(
    title="Trust region",
    family="second order",
    knobs=(
        Knob(
            "initial_radius",
            0.1,
            1e-3,
            10.0,
            "How far the first parabola is believed.",
            scale="log",
            relative_to="length",
        ),
        Knob("max_radius", 1.0, 1e-2, 100.0, "No step is longer than this.", scale="log", relative_to="length"),
        Knob(
            "acceptance",
            0.1,
            0.0,
            0.25,
            "A step is made if the loss falls by more than this share of what the parabola promised.",
        ),
    ),
    formula=r"\begin{aligned} p_t &= \text{the lowest point of } g_t^{\top} p + \frac{1}{2}\, p^{\top}"
    r" \nabla^2 f(x_t)\, p \text{ with } \lVert p \rVert \le \Delta_t \\"
    r" \rho_t &= \frac{f(x_t) - f(x_t + p_t)}{-g_t^{\top} p_t - \frac{1}{2}\, p_t^{\top} \nabla^2 f(x_t)\, p_t} \\"
    r" x_{t+1} &= \begin{cases} x_t + p_t & \rho_t > \alpha \\ x_t & \text{otherwise} \end{cases} \qquad"
    r" \Delta_{t+1} = \begin{cases} \Delta_t / 4 & \rho_t < 1/4 \\"
    r" \min(2 \Delta_t, \Delta_{\max}) & \rho_t > 3/4 \text{ and } \lVert p_t \rVert = \Delta_t \\"
    r" \Delta_t & \text{otherwise} \end{cases} \end{aligned}",
    reference=Reference(
        "Moré and Sorensen, 1983, Computing a trust region step, SIAM Journal on Scientific and Statistical Computing "
        "4, 553-572; here after chapter 4 of Nocedal and Wright, 2006",
        "https://doi.org/10.1137/0904038",
    ),
    wants=("value_fn",),
    traits=("rotation_equivariant", "translation_equivariant", "monotone"),
    gradients=3,
    values=2,
    accuracy=1e-12,
    budget=12,
    weights="dense",
    note="The lowest point of the parabola is found exactly, from the Hessian's eigenvalues, so that it leaves even a "
    "point exactly on a saddle. The Hessian counts as one gradient per variable; it and the test of a step see the "
    "surface without noise. A step that fails the test is not made, so the run waits while the radius shrinks; a noisy "
    "gradient makes false promises and lets it shrink for long.",
)
def trust_region(
    initial_radius: Scalar, max_radius: Scalar, acceptance: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Newton's method on a leash: it never steps farther than its parabola has proved right, and never uphill."""

    def init(params: jax.Array) -> TrustState:
        return TrustState(jnp.asarray(initial_radius, params.dtype))

    def update(
        updates: jax.Array,
        state: TrustState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, TrustState]:
        radius, value = jnp.minimum(state.radius, max_radius), value_fn(params)
        step, predicted = minimum_in_ball(jax.hessian(value_fn)(params), updates, radius)
        decrease = value - value_fn(params + step)  # no number where the step leaves the surface's: then it is refused
        ratio = decrease / predicted
        at_the_edge = jnp.linalg.norm(step) >= (1 - 1e-6) * radius
        grown = jnp.where((ratio > 0.75) & at_the_edge, jnp.minimum(2 * radius, max_radius), radius)
        judged = jnp.where(ratio >= 0.25, grown, radius / 4)
        after = TrustState(jnp.where(predicted <= ROUNDING * jnp.abs(value), radius, judged))
        accepted = (ratio > acceptance) & (decrease > 0)
        return jnp.where(accepted, step, 0.0), after

    return optax.GradientTransformationExtraArgs(init, update)
