"""Gradient descent and its nearest kin: the step is made from the present gradient (and at most the one before).

Notation of every formula in this package: x is the point, g its gradient, eta the learning rate, t the step from 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference


def _explain_sgd(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del before, after, x_prev
    return {"g": gradient, "step": -knobs["learning_rate"] * gradient}


@optimizer(
    title="Gradient descent",
    family="gradient descent",
    knobs=(learning_rate(0.5),),
    formula=r"x_{t+1} = x_t - \eta\, g_t",
    reference=Reference(
        "Cauchy, 1847, Méthode générale pour la résolution des systèmes d'équations simultanées, Comptes rendus de "
        "l'Académie des Sciences 25, 536-538"
    ),
    optax="optax.sgd(learning_rate)",
    explain=_explain_sgd,
    anatomy=(
        Line(
            r"u_t = -\eta\, g_t",
            r"{step} = -{learning_rate} \cdot {g}",
            "goes straight downhill, further where it is steep",
        ),
    ),
    stability_limit=lambda learning_rate: 2 / learning_rate,
    contraction=lambda curvature, learning_rate: np.abs(1 - learning_rate * curvature),
    tuned=lambda flattest, steepest: {"learning_rate": 2 / (flattest + steepest)},
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=30,
)
def sgd(learning_rate: Scalar) -> optax.GradientTransformationExtraArgs:
    """Steps straight downhill, in proportion to the slope: the plain method that all others are measured against."""
    return optax.sgd(learning_rate)


@optimizer(
    title="Gradient descent with two rates",
    family="gradient descent",
    knobs=(
        learning_rate(0.5, help="How far one step goes along the first coordinate."),
        replace(
            learning_rate(0.3, help="How far one step goes along the second coordinate (every one but the first)."),
            name="learning_rate_y",
        ),
    ),
    formula=r"x_{t+1} = x_t - \eta_x\, g_{t,x}, \qquad y_{t+1} = y_t - \eta_y\, g_{t,y}",
    reference=Reference(
        "Nocedal and Wright, 2006, Numerical Optimization, 2nd edition, Springer, section 2.2 (scaling)",
        "https://doi.org/10.1007/978-0-387-40065-5",
    ),
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=60,
    weights="layers",
    note="On a ravine along the axes the right pair of rates makes every direction equally quick; turned by 45° no "
    "pair does better than one rate. On a network the first rate is the first layer's, the second that of the others.",
)
def two_rate_sgd(learning_rate: Scalar, learning_rate_y: Scalar) -> optax.GradientTransformationExtraArgs:
    """Steps downhill with a rate for each coordinate, set by hand: what adaptive methods try to find out."""

    def scaled(updates: optax.Updates, params: optax.Params | None = None) -> optax.Updates:
        del params
        if isinstance(updates, tuple):
            first, *others = updates
            slow = jax.tree.map(lambda g: -learning_rate_y * g, tuple(others))
            return (jax.tree.map(lambda g: -learning_rate * g, first), *slow)
        return jax.tree.map(lambda g: -jnp.full_like(g, learning_rate_y).at[0].set(learning_rate) * g, updates)

    return optax.stateless(scaled)


def _explain_sign(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del before, after, x_prev
    return {"g": gradient, "step": -knobs["learning_rate"] * jnp.sign(gradient)}


@optimizer(
    title="signSGD",
    family="gradient descent",
    knobs=(learning_rate(0.02, relative_to="length", help="How far each coordinate moves at every step."),),
    formula=r"x_{t+1} = x_t - \eta\, \mathrm{sign}(g_t)",
    reference=Reference(
        "Bernstein, Wang, Azizzadenesheli and Anandkumar, 2018, signSGD: compressed optimisation for non-convex "
        "problems",
        "https://arxiv.org/abs/1802.04434",
    ),
    optax="optax.sign_sgd(learning_rate)",
    explain=_explain_sign,
    anatomy=(
        Line(
            r"u_t = -\eta\, \mathrm{sign}(g_t)",
            r"{step} = -{learning_rate} \cdot \mathrm{{sign}}({g})",
            "keeps the direction of each coordinate and forgets how steep it is",
        ),
    ),
    traits=("translation_equivariant",),
    accuracy=1e-2,
    budget=80,
    note="Every step has the same length, so with a constant rate it ends by hopping around the minimum.",
)
def sign_sgd(learning_rate: Scalar) -> optax.GradientTransformationExtraArgs:
    """Moves every coordinate by the same amount and only asks which way is down, so steepness cannot mislead it."""
    return optax.sign_sgd(learning_rate)


@optimizer(
    title="Optimistic gradient descent",
    family="gradient descent",
    knobs=(
        learning_rate(0.1),
        Knob("alpha", 1.0, 0.0, 2.0, "How much the present gradient counts."),
        Knob("beta", 1.0, 0.0, 2.0, "How much the change since the last gradient counts."),
    ),
    formula=r"x_{t+1} = x_t - \eta\, \bigl(\alpha\, g_t + \beta\, (g_t - g_{t-1})\bigr), \qquad g_0 = g_1",
    reference=Reference(
        "Mokhtari, Ozdaglar and Pattathil, 2019, A unified analysis of extra-gradient and optimistic gradient methods "
        "for saddle point problems: proximal point approach",
        "https://arxiv.org/abs/1901.08511",
    ),
    optax="optax.optimistic_gradient_descent(learning_rate, alpha=alpha, beta=beta)",
    stability_limit=lambda learning_rate, alpha, beta: 2 / ((alpha + 2 * beta) * learning_rate) if alpha > 0 else None,
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=150,
    note="It was made for games, where two players descend on opposite goals; on one loss its forecast acts as a "
    "brake.",
)
def optimistic_gradient_descent(
    learning_rate: Scalar, alpha: Scalar, beta: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Expects the gradient to go on changing as it just did and acts on that forecast, which damps circling."""
    return optax.optimistic_gradient_descent(learning_rate, alpha=alpha, beta=beta)
