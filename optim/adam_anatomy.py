"""What happens inside an update of Adam and its textbook variants: the lines, their symbols and their limits."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from optim.core import Knobs, Line, Symbols

MOMENT = Line(
    r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\, g_t",
    r"{m} = {b1} \cdot {m_prev} + (1 - {b1}) \cdot {g}",
    "averages the gradients",
)
SCALE = Line(
    r"v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2",
    r"{v} = {b2} \cdot {v_prev} + (1 - {b2}) \cdot {g}^2",
    "averages their squares",
)
MOMENT_HAT = Line(
    r"\hat m_t = m_t / (1-\beta_1^t)", r"{m_hat} = {m} / (1 - {b1}^{{{t}}})", "makes up for the average's start at zero"
)
SCALE_HAT = Line(r"\hat v_t = v_t / (1-\beta_2^t)", r"{v_hat} = {v} / (1 - {b2}^{{{t}}})", "and here too")
NESTEROV_HAT = Line(
    r"\hat m_t = \beta_1 m_t / (1-\beta_1^{t+1}) + (1-\beta_1)\, g_t / (1-\beta_1^t)",
    r"{m_hat} = {b1} \cdot {m} / (1 - {b1}^{{{t} + 1}}) + (1 - {b1}) \cdot {g} / (1 - {b1}^{{{t}}})",
    "looks one step of the average ahead, and makes up for its start at zero",
)
RATIO = Line(
    r"u_t = -\eta\, \hat m_t / (\sqrt{\hat v_t} + \varepsilon)",
    r"{step} = -{learning_rate} \cdot {m_hat} / (\sqrt{{{v_hat}}} + {eps})",
    "steps in units of the typical gradient",
)
DECAYED_RATIO = Line(
    r"u_t = -\eta\, \bigl(\hat m_t / (\sqrt{\hat v_t} + \varepsilon) + \lambda\, x_t\bigr)",
    r"{step} = -{learning_rate} \cdot ({m_hat} / (\sqrt{{{v_hat}}} + {eps}) + {weight_decay} \cdot {x_prev})",
    "steps in units of the typical gradient, and shrinks the point itself",
)


def _symbols(
    before: Any,
    after: Any,
    gradient: jax.Array,
    knobs: Knobs,
    x_prev: jax.Array,
    *,
    ahead: Any,
    behind: Any,
    v_hat: jax.Array,
) -> Symbols:
    """What all of the family name: `ahead` is m-hat, `behind` the part of it that the past alone contributes."""
    denominator = jnp.sqrt(v_hat) + knobs["eps"]
    shrink = knobs.get("weight_decay", 0.0) * x_prev
    return {
        "g": gradient,
        "x_prev": x_prev,
        "t": after[0].count,
        "m_prev": before[0].mu,
        "m": after[0].mu,
        "v_prev": before[0].nu,
        "v": after[0].nu,
        "m_hat": ahead,
        "v_hat": v_hat,
        "preconditioner": denominator,
        "step": -knobs["learning_rate"] * (ahead / denominator + shrink),
        "inertia": -knobs["learning_rate"] * (behind / denominator + shrink),
    }


def explain_adam(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    """Adam, with or without weight decay."""
    b1, t = knobs["b1"], after[0].count
    left = 1 - b1**t
    v_hat = after[0].nu / (1 - knobs["b2"] ** t)
    ahead, behind = after[0].mu / left, b1 * before[0].mu / left
    return _symbols(before, after, gradient, knobs, x_prev, ahead=ahead, behind=behind, v_hat=v_hat)


def explain_nadam(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    """NAdam: m-hat is the average one step ahead."""
    b1, t = knobs["b1"], after[0].count
    left, next_left = 1 - b1**t, 1 - b1 ** (t + 1)
    v_hat = after[0].nu / (1 - knobs["b2"] ** t)
    ahead = b1 * after[0].mu / next_left + (1 - b1) * gradient / left
    behind = b1 * b1 * before[0].mu / next_left
    return _symbols(before, after, gradient, knobs, x_prev, ahead=ahead, behind=behind, v_hat=v_hat)


def explain_amsgrad(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    """AMSGrad: the scale used is the largest so far."""
    b1, t = knobs["b1"], after[0].count
    left = 1 - b1**t
    ahead, behind = after[0].mu / left, b1 * before[0].mu / left
    symbols = _symbols(before, after, gradient, knobs, x_prev, ahead=ahead, behind=behind, v_hat=after[0].nu_max)
    unbiased = after[0].nu / (1 - knobs["b2"] ** t)
    return symbols | {"v_hat": unbiased, "v_max_prev": before[0].nu_max, "v_max": after[0].nu_max}


def explain_uncorrected(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    """Adam as if its averages had not started at zero."""
    ahead, behind = after[0].mu, knobs["b1"] * before[0].mu
    return _symbols(before, after, gradient, knobs, x_prev, ahead=ahead, behind=behind, v_hat=after[0].nu)


def explain_adamax(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    """AdaMax: the scale is the largest recent gradient."""
    del x_prev
    b1, t = knobs["b1"], after[0].count
    m_hat, scale = after[0].mu / (1 - b1**t), after[0].nu
    return {
        "g": gradient,
        "t": t,
        "m_prev": before[0].mu,
        "m": after[0].mu,
        "m_hat": m_hat,
        "v_prev": before[0].nu,
        "v": scale,
        "preconditioner": scale,
        "step": -knobs["learning_rate"] * m_hat / scale,
        "inertia": -knobs["learning_rate"] * b1 * before[0].mu / (1 - b1**t) / scale,
    }


def averaged_limit(learning_rate: float, b1: float, weight_decay: float = 0.0, **_: float) -> float | None:
    """Sharpness at which the averaged gradient starts to swing: the root -1 of the recurrence on a quadratic."""
    reach = 2 / learning_rate - weight_decay
    return reach * (1 + b1) / (1 - b1) if reach > 0 else None


def nesterov_limit(b1: float, **knobs: float) -> float | None:
    """As `averaged_limit`, with the look-ahead's weight on the newest gradient."""
    limit = averaged_limit(b1=b1, **knobs)
    return limit / (1 + 2 * b1) if limit is not None else None
