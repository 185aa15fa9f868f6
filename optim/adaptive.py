"""A rate for every coordinate: the step is divided by what the gradients along that coordinate have been like."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference


def _explain_adagrad(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    total = after[0].sum_of_squares
    denominator = jnp.sqrt(total + knobs["eps"])
    return {
        "g": gradient,
        "G_prev": before[0].sum_of_squares,
        "G": total,
        "preconditioner": denominator,
        "step": -knobs["learning_rate"] * gradient / denominator,
    }


@optimizer(
    title="AdaGrad",
    family="adaptive",
    knobs=(
        learning_rate(0.3, relative_to="length"),
        Knob(
            "initial_accumulator_value", 0.0, 0.0, 10.0, "The sum of squared gradients that it pretends to start with."
        ),
        epsilon(1e-7),
    ),
    formula=r"\begin{aligned} G_t &= G_{t-1} + g_t^2 \\"
    r" x_{t+1} &= x_t - \frac{\eta}{\sqrt{G_t + \varepsilon}}\, g_t \end{aligned}",
    reference=Reference(
        "Duchi, Hazan and Singer, 2011, Adaptive subgradient methods for online learning and stochastic optimization, "
        "Journal of Machine Learning Research 12, 2121-2159",
        "https://jmlr.org/papers/v12/duchi11a.html",
    ),
    optax="optax.adagrad(learning_rate, initial_accumulator_value=initial_accumulator_value, eps=eps)",
    explain=_explain_adagrad,
    anatomy=(
        Line(r"G_t = G_{t-1} + g_t^2", r"{G} = {G_prev} + {g}^2", "adds up the squared gradients of each coordinate"),
        Line(
            r"u_t = -\eta\, g_t / \sqrt{G_t + \varepsilon}",
            r"{step} = -{learning_rate} \cdot {g} / \sqrt{{{G} + {eps}}}",
            "so a coordinate that has been steep takes shorter steps, and all of them grow shorter",
        ),
    ),
    stability_limit=lambda learning_rate, **_: 2 / learning_rate,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=80,
    note="The sum starts at 0, as published, and not at Optax's 0.1, which would outweigh the small gradients of toy "
    "surfaces.",
)
def adagrad(
    learning_rate: Scalar, initial_accumulator_value: Scalar, eps: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Divides each coordinate's step by the size of all its gradients so far; its rate can only die out."""
    return optax.adagrad(learning_rate, initial_accumulator_value=initial_accumulator_value, eps=eps)


def _explain_adadelta(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    eps = knobs["eps"]
    delta = jnp.sqrt(before[1].e_x + eps) / jnp.sqrt(after[1].e_g + eps) * gradient
    return {
        "g": gradient,
        "v_prev": before[1].e_g,
        "v": after[1].e_g,
        "D_prev": before[1].e_x,
        "D": after[1].e_x,
        "delta": delta,
        "step": -knobs["learning_rate"] * delta,
    }


@optimizer(
    title="AdaDelta",
    family="adaptive",
    knobs=(
        learning_rate(
            1.0, relative_to="", help="A factor on the step; the method itself needs none and leaves it at 1."
        ),
        decay("rho", 0.9, "How much of the averages of squared gradients and squared steps is kept."),
        epsilon(1e-5, high=1e-1),
    ),
    formula=r"\begin{aligned} v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\"
    r" \Delta_t &= \frac{\sqrt{D_{t-1} + \varepsilon}}{\sqrt{v_t + \varepsilon}}\, g_t \\"
    r" D_t &= \rho\, D_{t-1} + (1-\rho)\, \Delta_t^2 \\ x_{t+1} &= x_t - \eta\, \Delta_t \end{aligned}",
    reference=Reference("Zeiler, 2012, ADADELTA: an adaptive learning rate method", "https://arxiv.org/abs/1212.5701"),
    optax="optax.adadelta(learning_rate, rho=rho, eps=eps)",
    explain=_explain_adadelta,
    anatomy=(
        Line(
            r"v_t = \rho\, v_{t-1} + (1-\rho)\, g_t^2",
            r"{v} = {rho} \cdot {v_prev} + (1 - {rho}) \cdot {g}^2",
            "averages the squared gradients",
        ),
        Line(
            r"\Delta_t = \sqrt{D_{t-1} + \varepsilon} / \sqrt{v_t + \varepsilon} \cdot g_t",
            r"{delta} = \sqrt{{{D_prev} + {eps}}} / \sqrt{{{v} + {eps}}} \cdot {g}",
            "makes the step as long as the recent steps were",
        ),
        Line(
            r"D_t = \rho\, D_{t-1} + (1-\rho)\, \Delta_t^2",
            r"{D} = {rho} \cdot {D_prev} + (1 - {rho}) \cdot {delta}^2",
            "averages the squared steps",
        ),
        Line(r"u_t = -\eta\, \Delta_t", r"{step} = -{learning_rate} \cdot {delta}", "and takes it"),
    ),
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=350,
    note="The first steps are about three times the root of epsilon long, whatever the surface's size, and grow from "
    "there. Epsilon is ten times Optax's, so that a few hundred steps suffice.",
)
def adadelta(learning_rate: Scalar, rho: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Compares recent steps with recent gradients, which gives the step its unit without any learning rate."""
    return optax.adadelta(learning_rate, rho=rho, eps=eps)


def _explain_rmsprop(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    denominator = jnp.sqrt(after[0].nu + knobs["eps"])
    return {
        "g": gradient,
        "v_prev": before[0].nu,
        "v": after[0].nu,
        "u_prev": before[2].trace,
        "preconditioner": denominator,
        "step": after[2].trace,
        "inertia": knobs["momentum"] * before[2].trace,
    }


@optimizer(
    title="RMSProp",
    family="adaptive",
    knobs=(
        learning_rate(0.02, relative_to="length"),
        decay("decay", 0.9, "How much of the average of squared gradients is kept."),
        epsilon(1e-8),
        decay("momentum", 0.0, "How much of the last step is kept."),
    ),
    formula=r"\begin{aligned} v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\"
    r" u_t &= \mu\, u_{t-1} - \frac{\eta}{\sqrt{v_t + \varepsilon}}\, g_t \\ x_{t+1} &= x_t + u_t \end{aligned}",
    reference=Reference(
        "Tieleman and Hinton, 2012, Lecture 6.5: RMSProp, Neural networks for machine learning",
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    ),
    optax="optax.rmsprop(learning_rate, decay=decay, eps=eps, momentum=momentum)",
    explain=_explain_rmsprop,
    anatomy=(
        Line(
            r"v_t = \rho\, v_{t-1} + (1-\rho)\, g_t^2",
            r"{v} = {decay} \cdot {v_prev} + (1 - {decay}) \cdot {g}^2",
            "averages the squared gradients and forgets old ones",
        ),
        Line(
            r"u_t = \mu\, u_{t-1} - \eta\, g_t / \sqrt{v_t + \varepsilon}",
            r"{step} = {momentum} \cdot {u_prev} - {learning_rate} \cdot {g} / \sqrt{{{v} + {eps}}}",
            "steps in units of the typical gradient",
        ),
    ),
    stability_limit=lambda learning_rate, momentum, **_: 2 * (1 + momentum) / learning_rate,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-2,
    budget=100,
    note="Its first step is longer than the others (by 1 / sqrt(1 - decay)), since the average starts at zero.",
)
def rmsprop(
    learning_rate: Scalar, decay: Scalar, eps: Scalar, momentum: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Divides each coordinate's step by its recent gradients' size, so flat and steep directions move alike."""
    return optax.rmsprop(learning_rate, decay=decay, eps=eps, momentum=momentum)


class RpropState(NamedTuple):
    """What Rprop remembers: a step size per coordinate, and the last gradient (zero after a change of sign)."""

    step_sizes: jax.Array
    gradient: jax.Array


@optimizer(
    title="Rprop",
    family="adaptive",
    knobs=(
        learning_rate(0.02, relative_to="length", help="The size of the first step of each coordinate."),
        Knob("eta_minus", 0.5, 0.01, 0.99, "The factor on a coordinate's step when its slope changed sign."),
        Knob("eta_plus", 1.2, 1.0, 3.0, "The factor on a coordinate's step while its slope keeps its sign."),
        Knob("min_step_size", 1e-6, 1e-12, 1e-1, "No step is shorter than this.", scale="log"),
        Knob("max_step_size", 50.0, 1e-1, 1e3, "No step is longer than this.", scale="log"),
    ),
    formula=r"\begin{aligned} \Delta_t &= \begin{cases} \min(\eta^+ \Delta_{t-1}, \Delta_{\max}) & g_t\, g_{t-1} > 0 \\"
    r" \max(\eta^- \Delta_{t-1}, \Delta_{\min}) & g_t\, g_{t-1} < 0, \text{ and then } g_t := 0 \\"
    r" \Delta_{t-1} & \text{otherwise} \end{cases} \\ x_{t+1} &= x_t - \Delta_t\, \mathrm{sign}(g_t) \end{aligned}",
    reference=Reference(
        "Riedmiller and Braun, 1993, A direct adaptive method for faster backpropagation learning: the RPROP "
        "algorithm; in this form (iRprop-): Igel and Hüsken, 2003",
        "https://doi.org/10.1109/ICNN.1993.298623",
    ),
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=100,
    note="Written here, since the rprop of Optax 0.2.8 makes each step one step late.",
)
def rprop(
    learning_rate: Scalar, eta_minus: Scalar, eta_plus: Scalar, min_step_size: Scalar, max_step_size: Scalar
) -> optax.GradientTransformation:
    """Looks only at the gradient's signs: steps grow while a sign stays and shrink when it flips."""

    def init(params: jax.Array) -> RpropState:
        return RpropState(jnp.full_like(params, learning_rate), jnp.zeros_like(params))

    def update(updates: jax.Array, state: RpropState, params: jax.Array | None = None) -> tuple[jax.Array, RpropState]:
        del params
        agreement = updates * state.gradient
        factor = jnp.where(agreement > 0, eta_plus, eta_minus)
        bounded = jnp.clip(factor * state.step_sizes, min_step_size, max_step_size)
        step_sizes = jnp.where(agreement == 0, state.step_sizes, bounded)
        kept = jnp.where(agreement < 0, 0.0, updates)
        return -step_sizes * jnp.sign(kept), RpropState(step_sizes, kept)

    return optax.GradientTransformation(init, update)


@optimizer(
    title="SM3",
    family="adaptive",
    knobs=(
        learning_rate(0.3, relative_to="length"),
        decay("momentum", 0.9, "How much of the average of scaled gradients is kept."),
    ),
    formula=r"\begin{aligned} G_t &= G_{t-1} + g_t^2 \\"
    r" m_t &= \beta\, m_{t-1} + (1-\beta)\, \frac{g_t}{\sqrt{G_t + 10^{-8}}} \\"
    r" x_{t+1} &= x_t - \eta\, m_t \end{aligned}",
    reference=Reference(
        "Anil, Gupta, Koren and Singer, 2019, Memory-efficient adaptive optimization",
        "https://arxiv.org/abs/1901.11150",
    ),
    optax="optax.sm3(learning_rate, momentum=momentum)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    weights="layers",
    note="It saves memory by keeping one sum for each row and each column of a weight matrix. Two numbers have "
    "neither, so what is left is AdaGrad with momentum.",
)
def sm3(learning_rate: Scalar, momentum: Scalar) -> optax.GradientTransformationExtraArgs:
    """Keeps AdaGrad's sums for whole rows and columns of a network's weights instead of for every weight."""
    return optax.sm3(learning_rate, momentum=momentum)


@optimizer(
    title="MADGRAD",
    family="adaptive",
    knobs=(
        learning_rate(0.03, relative_to="length"),
        decay("momentum", 0.9, "How much of the present point is kept when it moves towards the target point."),
        epsilon(1e-6),
    ),
    formula=r"\begin{aligned} \lambda_t &= (\eta + \varepsilon)\sqrt{t} \\"
    r" s_t &= s_{t-1} + \lambda_t\, g_t, \qquad \nu_t = \nu_{t-1} + \lambda_t\, g_t^2 \\"
    r" z_t &= x_1 - \frac{s_t}{\sqrt[3]{\nu_t} + \varepsilon} \\"
    r" x_{t+1} &= \beta\, x_t + (1-\beta)\, z_t \end{aligned}",
    reference=Reference(
        "Defazio and Jelassi, 2021, Adaptivity without compromise: a momentumized, adaptive, dual averaged gradient "
        "method for stochastic optimization",
        "https://arxiv.org/abs/2101.11075",
    ),
    optax="optax.contrib.madgrad(learning_rate, momentum=momentum, eps=eps)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    note="Every step is measured from the start and not from the last point, so it never forgets the early gradients.",
)
def madgrad(learning_rate: Scalar, momentum: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Adds up all gradients since the start with growing weight and divides by the cube root of their squares."""
    return optax.contrib.madgrad(learning_rate, momentum=momentum, eps=eps)
