"""Sophia: momentum over an average of the curvature along each coordinate, with no coordinate moving too far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference


def _exact_diagonal() -> optax.GradientTransformationExtraArgs:
    """What Sophia averages, as a transformation: the diagonal of the Hessian of `obj_fn`, exactly."""

    def update(
        updates: jax.Array,
        state: optax.EmptyState,
        params: jax.Array,
        *,
        obj_fn: Callable[[jax.Array], jax.Array],
        **_: Any,
    ) -> tuple[jax.Array, optax.EmptyState]:
        del updates
        return jnp.diagonal(jax.hessian(obj_fn)(params)), state

    return optax.GradientTransformationExtraArgs(optax.init_empty_state, update)


def _explain(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    m, h = after[0].mu, before[0].nu
    m_hat = m / (1 - knobs["b1"] ** after[0].count)
    scale = jnp.maximum(knobs["gamma"] * h, knobs["eps"])
    clipped = jnp.clip(m_hat / scale, -1.0, 1.0)
    return {
        "g": gradient,
        "x_prev": x_prev,
        "m_prev": before[0].mu,
        "m": m,
        "m_hat": m_hat,
        "h": h,
        "t": after[0].count,
        "scale": scale,
        "clipped": clipped,
        "step": -knobs["learning_rate"] * (clipped + knobs["weight_decay"] * x_prev),
    }


@optimizer(
    title="Sophia",
    family="second order",
    knobs=(
        learning_rate(0.01, relative_to="length", help="The farthest that a coordinate moves in one step."),
        decay("b1", 0.965, "How much of the average of gradients (the momentum) is kept."),
        decay("b2", 0.99, "How much of the average of curvatures is kept."),
        epsilon(1e-8),
        Knob("gamma", 0.01, 1e-4, 10.0, "A factor on the curvature: the larger, the shorter the steps.", scale="log"),
        Knob("weight_decay", 0.0, 0.0, 1.0, "How strongly the point is drawn towards the origin."),
    ),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \qquad"
    r" \hat m_t = \frac{m_t}{1-\beta_1^t} \\"
    r" x_{t+1} &= x_t - \eta\, \Bigl(\mathrm{clip}\Bigl(\frac{\hat m_t}{\max(\gamma\, h_{t-1}, \varepsilon)},"
    r" -1, 1\Bigr) + \lambda\, x_t\Bigr) \\"
    r" h_t &= \beta_2 h_{t-1} + (1-\beta_2)\, \mathrm{diag}\, \nabla^2 f(x_t), \qquad h_0 = 0 \end{aligned}",
    reference=Reference(
        "Liu, Li, Hall, Liang and Ma, 2023, Sophia: a scalable stochastic second-order optimizer for language model "
        "pre-training",
        "https://arxiv.org/abs/2305.14342",
    ),
    wants=("obj_fn",),
    explain=_explain,
    anatomy=(
        Line(
            r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\, g_t",
            r"{m} = {b1} \cdot {m_prev} + (1 - {b1}) \cdot {g}",
            "averages the gradients",
        ),
        Line(
            r"\hat m_t = m_t / (1 - \beta_1^t)",
            r"{m_hat} = {m} / (1 - {b1}^{{{t}}})",
            "makes up for the start at zero",
        ),
        Line(
            r"s_t = \max(\gamma\, h_{t-1}, \varepsilon)",
            r"{scale} = \max({gamma} \cdot {h}, {eps})",
            "measures each coordinate by its average curvature, and counts a negative one as almost none",
        ),
        Line(
            r"u_t = -\eta\, \bigl(\mathrm{clip}(\hat m_t / s_t, -1, 1) + \lambda\, x_t\bigr)",
            r"{step} = -{learning_rate} \cdot ({clipped} + {weight_decay} \cdot {x_prev})",
            "divides by it, and cuts off what would be more than the learning rate",
        ),
    ),
    traits=("translation_equivariant",),
    gradients=3,
    accuracy=1e-4,
    budget=400,
    weights="dense",
    note="Sophia estimates the curvatures by one random probe every ten steps; here they are exact and taken at every "
    "step, from the surface without noise, and count as one gradient per variable. As in Optax the step is divided by "
    "the average before this step's curvature has entered, so the first one moves every coordinate by the whole rate, "
    "and the momentum is corrected for its start at zero; the paper does neither.",
)
def sophia(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, gamma: Scalar, weight_decay: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Divides its momentum by the curvature of each coordinate and cuts off steps that trust it too far."""
    return optax.contrib.sophia(
        learning_rate,
        b1=b1,
        b2=b2,
        eps=eps,
        weight_decay=weight_decay,
        gamma=gamma,
        update_interval=1,
        hessian_diagonal_fn=_exact_diagonal(),
    )
