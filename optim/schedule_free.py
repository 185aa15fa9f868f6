"""Schedule-free methods: averaging does what a falling learning rate would do, without knowing when the run ends.

Three points take part: z makes the steps of the base rule, x is their average, which is shown and judged, and the
gradient is taken at y between the two. The iterate of the transformation is y.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import optax
from optax.contrib import schedule_free_eval_params as average

from optim.adam import B2, EPS
from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference

DEFAZIO = Reference(
    "Defazio, Yang, Mehta, Mishchenko, Khaled and Cutkosky, 2024, The road less scheduled",
    "https://arxiv.org/abs/2405.15682",
)
BETWEEN = Knob("b1", 0.9, 0.1, 0.9999, "Where the gradient is taken: at 1 at the average, towards 0 at the fast point.")
WEIGHT_POWER = Knob(
    "weight_lr_power", 2.0, 0.0, 10.0, "The weight of a point in the average is the largest rate so far to this power."
)
AVERAGED = (
    r" y_t &= (1-\beta_1)\, z_t + \beta_1 x_t, \qquad c_{t+1} = \frac{\eta_{\max,t}^p}{\sum_{i \le t} \eta_{\max,i}^p}"
)
MEAN = r" x_{t+1} &= (1-c_{t+1})\, x_t + c_{t+1}\, z_{t+1}"
SHOWN = "The path shown is that of the average x; the gradients are taken at y, where no mark is drawn. "


def _adjustable(rule: optax.GradientTransformationExtraArgs, b1: Scalar) -> optax.GradientTransformationExtraArgs:
    """The rule with a b1 that may change from step to step and moves y, not the average, when it does.

    Optax keeps y and z, finds the average from them, and would find another one with another b1.
    """

    def update(updates: jax.Array, state: Any, params: jax.Array, **_: Any) -> tuple[jax.Array, Any]:
        y = b1 * average(state, params) + (1 - b1) * state.z
        updates, after = rule.update(updates, state, y)
        return updates + (y - params), after._replace(b1=b1)

    return optax.GradientTransformationExtraArgs(rule.init, update)


def _explain(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    b1, mean_prev = knobs["b1"], average(before, x_prev)
    total = after.weight_sum
    share = jnp.where(total > 0, (total - before.weight_sum) / total, 0.0)
    mean = (1 - share) * mean_prev + share * after.z
    y = b1 * mean + (1 - b1) * after.z
    return {
        "g": gradient,
        "z_prev": before.z,
        "z": after.z,
        "c": share,
        "mean_prev": mean_prev,
        "mean": mean,
        "y_prev": x_prev,
        "y": y,
        "step": y - x_prev,
    }


@optimizer(
    title="Schedule-free gradient descent",
    family="momentum",
    knobs=(learning_rate(0.5), BETWEEN, WEIGHT_POWER),
    formula=r"\begin{aligned}" + AVERAGED + r"\\ z_{t+1} &= z_t - \eta\, \nabla f(y_t) \\" + MEAN + r"\end{aligned}",
    reference=DEFAZIO,
    optax="optax.contrib.schedule_free_sgd(learning_rate, b1=b1, weight_lr_power=weight_lr_power)",
    readout=average,
    divisors=("b1",),
    explain=_explain,
    anatomy=(
        Line(
            r"z_{t+1} = z_t - \eta\, g_t",
            r"{z} = {z_prev} - {learning_rate} \cdot {g}",
            "moves the fast point by the gradient found at y",
        ),
        Line(
            r"x_{t+1} = (1 - c_{t+1})\, x_t + c_{t+1}\, z_{t+1}",
            r"{mean} = (1 - {c}) \cdot {mean_prev} + {c} \cdot {z}",
            "takes it into the average, which is the point shown",
        ),
        Line(
            r"y_{t+1} = \beta_1 x_{t+1} + (1-\beta_1)\, z_{t+1}",
            r"{y} = {b1} \cdot {mean} + (1 - {b1}) \cdot {z}",
            "chooses where the next gradient is taken",
        ),
        Line(r"u_t = y_{t+1} - y_t", r"{step} = {y} - {y_prev}", "which is the step that the program makes"),
    ),
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=400,
    note=SHOWN + "On a quadratic its first steps are stable up to the curvature 2 / rate, as gradient descent is, and "
    "later ones up to nearly 2 / ((1 - b1) rate), so a rate too large for the start can still settle.",
)
def schedule_free_sgd(
    learning_rate: Scalar, b1: Scalar, weight_lr_power: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Averages the points it passes and takes each slope near that average, so that no schedule is needed."""
    return _adjustable(optax.contrib.schedule_free_sgd(learning_rate, b1=b1, weight_lr_power=weight_lr_power), b1)


@optimizer(
    title="Schedule-free AdamW",
    family="adaptive",
    knobs=(
        learning_rate(0.05, relative_to="length"),
        BETWEEN,
        B2,
        EPS,
        Knob("weight_decay", 0.0, 0.0, 1.0, "How strongly the fast point is drawn from y towards the origin."),
        WEIGHT_POWER,
    ),
    formula=r"\begin{aligned}" + AVERAGED + r"\\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, \nabla f(y_t)^2 \\"
    r" z_{t+1} &= z_t - \eta\, \Bigl(\frac{\nabla f(y_t)}{\sqrt{v_t / (1-\beta_2^t)} + \varepsilon}"
    r" + \lambda\, y_t\Bigr) \\" + MEAN + r"\end{aligned}",
    reference=DEFAZIO,
    optax="optax.contrib.schedule_free_adamw(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay, "
    "weight_lr_power=weight_lr_power)",
    readout=average,
    divisors=("b1",),
    traits=("translation_equivariant",),
    accuracy=1e-6,
    budget=400,
    note=SHOWN + "Its base rule is Adam without momentum, whose part the average plays.",
)
def schedule_free_adamw(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, weight_decay: Scalar, weight_lr_power: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Adam with an average in place of momentum and of a schedule: steady at a constant rate."""
    rule = optax.contrib.schedule_free_adamw(
        learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay, weight_lr_power=weight_lr_power
    )
    return _adjustable(rule, b1)
