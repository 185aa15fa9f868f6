"""Momentum: the step remembers earlier gradients, which averages out zig-zag and builds up speed along valleys."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from optim.core import Knobs, Line, Scalar, Symbols, decay, learning_rate, optimizer
from registry import Knob, Reference

MOMENTUM = decay(
    "momentum", 0.9, "How much of the last step's velocity is kept: 0 is plain descent, near 1 coasts far."
)


def largest_root(total: Any, product: Any) -> np.ndarray:
    """The larger modulus of the two roots of z² - total z + product: what two coupled numbers shrink by in the end."""
    total, product = np.asarray(total, dtype=float), np.asarray(product, dtype=float)
    apart = total * total / 4 - product
    real = np.abs(total) / 2 + np.sqrt(np.maximum(apart, 0.0))
    return np.where(apart < 0, np.sqrt(np.abs(product)), real)


def _tuned_heavy_ball(flattest: float, steepest: float) -> dict[str, float]:
    """Polyak's choice: both ends of the spectrum shrink alike, by the square root of the momentum."""
    low, high = math.sqrt(flattest), math.sqrt(steepest)
    return {"learning_rate": 4 / (low + high) ** 2, "momentum": ((high - low) / (high + low)) ** 2}


def _explain_heavy_ball(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    rate, previous = knobs["learning_rate"], before[0].trace
    return {
        "g": gradient,
        "m_prev": previous,
        "m": after[0].trace,
        "step": -rate * after[0].trace,
        "inertia": -rate * knobs["momentum"] * previous,
    }


@optimizer(
    title="Momentum",
    family="momentum",
    knobs=(learning_rate(0.1), MOMENTUM),
    formula=r"\begin{aligned} m_t &= \beta\, m_{t-1} + g_t \\ x_{t+1} &= x_t - \eta\, m_t \end{aligned}",
    reference=Reference(
        "Polyak, 1964, Some methods of speeding up the convergence of iteration methods, USSR Computational "
        "Mathematics and Mathematical Physics 4 (5), 1-17",
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    ),
    optax="optax.sgd(learning_rate, momentum=momentum)",
    explain=_explain_heavy_ball,
    anatomy=(
        Line(
            r"m_t = \beta\, m_{t-1} + g_t",
            r"{m} = {momentum} \cdot {m_prev} + {g}",
            "adds the gradient to what is left of the earlier ones",
        ),
        Line(r"u_t = -\eta\, m_t", r"{step} = -{learning_rate} \cdot {m}", "rolls along the sum"),
    ),
    stability_limit=lambda learning_rate, momentum: 2 * (1 + momentum) / learning_rate,
    contraction=lambda curvature, learning_rate, momentum: largest_root(
        1 + momentum - learning_rate * curvature, momentum
    ),
    tuned=_tuned_heavy_ball,
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=300,
)
def momentum(learning_rate: Scalar, momentum: Scalar) -> optax.GradientTransformationExtraArgs:
    """Rolls like a heavy ball: it keeps a share of its last step, coasts along valleys and can overshoot.

    The textbook's velocity is v = -eta m, so that v_t = beta v_{t-1} - eta g_t as long as the rate stays the same.
    """
    return optax.sgd(learning_rate, momentum=momentum)


def _explain_nesterov(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    rate, share = knobs["learning_rate"], knobs["momentum"]
    v_prev, v = -rate * before[0].trace, -rate * after[0].trace
    theta_prev = x_prev - share * v_prev
    return {
        "g": gradient,
        "x_prev": x_prev,
        "theta_prev": theta_prev,
        "theta": theta_prev + v,
        "v_prev": v_prev,
        "v": v,
        "step": v + share * v - share * v_prev,
        "inertia": share * share * v_prev,
        "lookahead": share * v_prev,
    }


@optimizer(
    title="Nesterov momentum",
    family="momentum",
    knobs=(learning_rate(0.1), MOMENTUM),
    formula=r"\begin{aligned} v_t &= \beta\, v_{t-1} - \eta\, \nabla f(\theta_{t-1} + \beta\, v_{t-1}) \\"
    r" \theta_t &= \theta_{t-1} + v_t, \qquad x_t = \theta_{t-1} + \beta\, v_{t-1} \end{aligned}",
    reference=Reference(
        "Nesterov, 1983, A method for solving the convex programming problem with convergence rate O(1/k^2), Doklady "
        "Akademii Nauk SSSR 269, 543-547; in this form: Sutskever, Martens, Dahl and Hinton, 2013, On the importance "
        "of initialization and momentum in deep learning",
        "https://proceedings.mlr.press/v28/sutskever13.html",
    ),
    optax="optax.sgd(learning_rate, momentum=momentum, nesterov=True)",
    explain=_explain_nesterov,
    anatomy=(
        Line(
            r"x_t = \theta_{t-1} + \beta\, v_{t-1}",
            r"{x_prev} = {theta_prev} + {momentum} \cdot {v_prev}",
            "looks ahead to where the velocity is about to carry it",
        ),
        Line(
            r"v_t = \beta\, v_{t-1} - \eta\, g_t",
            r"{v} = {momentum} \cdot {v_prev} - {learning_rate} \cdot {g}",
            "corrects the velocity by the gradient found there",
        ),
        Line(r"\theta_t = \theta_{t-1} + v_t", r"{theta} = {theta_prev} + {v}", "moves the textbook's point"),
        Line(
            r"u_t = \theta_t + \beta\, v_t - x_t",
            r"{step} = {theta} + {momentum} \cdot {v} - {x_prev}",
            "and the point shown goes to the next look-ahead",
        ),
    ),
    stability_limit=lambda learning_rate, momentum: 2 * (1 + momentum) / ((1 + 2 * momentum) * learning_rate),
    contraction=lambda curvature, learning_rate, momentum: largest_root(
        (1 + momentum) * (1 - learning_rate * curvature), momentum * (1 - learning_rate * curvature)
    ),
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=200,
    note="The path shown is that of the look-ahead points, where the gradients are taken; the textbook's own points "
    "trail them by the momentum times the velocity, and both end in the same place.",
)
def nesterov(learning_rate: Scalar, momentum: Scalar) -> optax.GradientTransformationExtraArgs:
    """Measures the slope where its momentum is about to carry it, so it brakes before it overshoots.

    Optax keeps m with v = -eta m and iterates x, the textbook's look-ahead point, as -eta (g + beta m).
    """
    return optax.sgd(learning_rate, momentum=momentum, nesterov=True)


def _explain_lion(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    previous, b1 = before[0].mu, knobs["b1"]
    c = b1 * previous + (1 - b1) * gradient
    shrink = knobs["weight_decay"] * x_prev
    return {
        "g": gradient,
        "x_prev": x_prev,
        "m_prev": previous,
        "m": after[0].mu,
        "c": c,
        "step": -knobs["learning_rate"] * (jnp.sign(c) + shrink),
        "inertia": -knobs["learning_rate"] * (jnp.sign(b1 * previous) + shrink),
    }


@optimizer(
    title="Lion",
    family="momentum",
    knobs=(
        learning_rate(0.01, relative_to="length", help="How far each coordinate moves at every step."),
        decay("b1", 0.9, "How much the memory counts against the new gradient when the step's direction is chosen."),
        decay("b2", 0.99, "How much of the memory is kept for the next step."),
        Knob("weight_decay", 1e-3, 0.0, 1.0, "How strongly the point is drawn towards the origin."),
    ),
    formula=r"\begin{aligned} c_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" x_{t+1} &= x_t - \eta\, \bigl(\mathrm{sign}(c_t) + \lambda\, x_t\bigr) \\"
    r" m_t &= \beta_2 m_{t-1} + (1-\beta_2)\, g_t \end{aligned}",
    reference=Reference(
        "Chen et al., 2023, Symbolic discovery of optimization algorithms", "https://arxiv.org/abs/2302.06675"
    ),
    optax="optax.lion(learning_rate, b1=b1, b2=b2, weight_decay=weight_decay)",
    explain=_explain_lion,
    anatomy=(
        Line(
            r"c_t = \beta_1 m_{t-1} + (1-\beta_1)\, g_t",
            r"{c} = {b1} \cdot {m_prev} + (1 - {b1}) \cdot {g}",
            "mixes the memory with the new gradient",
        ),
        Line(
            r"u_t = -\eta\, (\mathrm{sign}(c_t) + \lambda\, x_t)",
            r"{step} = -{learning_rate} \cdot (\mathrm{{sign}}({c}) + {weight_decay} \cdot {x_prev})",
            "keeps only its signs, and shrinks the point a little",
        ),
        Line(
            r"m_t = \beta_2 m_{t-1} + (1-\beta_2)\, g_t",
            r"{m} = {b2} \cdot {m_prev} + (1 - {b2}) \cdot {g}",
            "then updates the memory, more slowly",
        ),
    ),
    accuracy=1e-3,
    budget=300,
    note="Every step has the same length, so with a constant rate it ends by hopping around the minimum.",
)
def lion(learning_rate: Scalar, b1: Scalar, b2: Scalar, weight_decay: Scalar) -> optax.GradientTransformationExtraArgs:
    """Takes only the sign of its momentum: a rule found by computer search that is cheap and forgets steepness."""
    return optax.lion(learning_rate, b1=b1, b2=b2, weight_decay=weight_decay)
