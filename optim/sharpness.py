"""Methods that ask for more than a low point: the loss should be low all around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference


class ClimbState(NamedTuple):
    """The gradient at the last place climbed to, kept to be shown."""

    gradient: jax.Array


def _climb(gradient: jax.Array, rho: Scalar) -> jax.Array:
    """The displacement of length rho along a gradient; none where the gradient is zero."""
    size = jnp.linalg.norm(gradient)
    return rho * gradient / jnp.where(size > 0, size, 1.0)


def _explain(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del before
    climb, above = _climb(gradient, knobs["rho"]), after[0].gradient
    return {
        "g": gradient,
        "size": jnp.linalg.norm(gradient),
        "climb": climb,
        "x_prev": x_prev,
        "x_above": x_prev + climb,
        "g_above": above,
        "step": -knobs["learning_rate"] * above,
    }


@optimizer(
    title="SAM",
    family="gradient descent",
    knobs=(
        learning_rate(0.5),
        Knob(
            "rho",
            0.02,
            2e-4,
            1.0,
            "How far it climbs before it takes the slope.",
            scale="log",
            relative_to="length",
        ),
    ),
    formula=r"x_{t+1} = x_t - \eta\, \nabla f\Bigl(x_t + \rho\, \frac{g_t}{\lVert g_t \rVert}\Bigr)",
    reference=Reference(
        "Foret, Kleiner, Mobahi and Neyshabur, 2021, Sharpness-aware minimization for efficiently improving "
        "generalization",
        "https://arxiv.org/abs/2010.01412",
    ),
    wants=("grad_fn",),
    explain=_explain,
    anatomy=(
        Line(
            r"e_t = \rho\, g_t / \lVert g_t \rVert",
            r"{climb} = {rho} \cdot {g} / {size}",
            "looks for the worst place nearby: straight uphill",
        ),
        Line(
            r"a_t = x_t + e_t",
            r"{x_above} = {x_prev} + {climb}",
            "goes there for a moment, only to take the gradient",
        ),
        Line(
            r"u_t = -\eta\, \nabla f(a_t)",
            r"{step} = -{learning_rate} \cdot {g_above}",
            "and makes from the old point the step that this gradient asks for",
        ),
    ),
    stability_limit=lambda learning_rate, **_: 2 / learning_rate,
    traits=("rotation_equivariant", "translation_equivariant"),
    gradients=2,
    accuracy=1e-3,
    budget=30,
    note="One step shown is one whole update and costs two gradients; the place climbed to is not shown. Both "
    "gradients see the same noise or batch. It does not come to rest: it ends by bouncing across the minimum, the "
    "wider the sharper that is. Optax makes the same steps, but has no next step where the gradient is exactly zero; "
    "here it then stays.",
)
def sam(learning_rate: Scalar, rho: Scalar) -> optax.GradientTransformationExtraArgs:
    """Steps by the slope found a little uphill, so that narrow minima shake it off and wide ones keep it."""

    def init(params: jax.Array) -> ClimbState:
        return ClimbState(jnp.zeros_like(params))

    def update(
        updates: jax.Array,
        state: ClimbState,
        params: jax.Array,
        *,
        grad_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, ClimbState]:
        del state
        above = grad_fn(params + _climb(updates, rho))
        return above, ClimbState(above)

    return optax.chain(optax.GradientTransformationExtraArgs(init, update), optax.scale_by_learning_rate(learning_rate))
