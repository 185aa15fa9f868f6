"""Methods that add chance of their own to every step."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Knobs, Line, Scalar, Symbols, learning_rate, optimizer
from registry import Knob, Reference


class NoiseState(NamedTuple):
    """How many steps have been made."""

    steps: jax.Array


@optimizer(
    title="Noisy gradient descent",
    family="stochastic",
    knobs=(
        learning_rate(0.5),
        Knob(
            "eta", 0.01, 0.0, 100.0, "The variance of the noise added to each part of the gradient at the first step."
        ),
        Knob("gamma", 0.55, 0.0, 2.0, "How fast the noise dies out: its variance falls as 1 / t^gamma."),
    ),
    formula=r"x_{t+1} = x_t - \eta\, (g_t + \sigma_t\, \xi_t), \qquad"
    r" \sigma_t^2 = \frac{\eta_0}{t^{\gamma}}, \qquad \xi_t \sim \mathcal{N}(0, I)",
    reference=Reference(
        "Neelakantan et al., 2015, Adding gradient noise improves learning for very deep networks",
        "https://arxiv.org/abs/1511.06807",
    ),
    optax="optax.noisy_sgd(learning_rate, eta=eta, gamma=gamma, key=key)",
    wants=("noise",),
    stability_limit=lambda learning_rate, **_: 2 / learning_rate,
    traits=("translation_equivariant", "stochastic"),
    accuracy=1e-2,
    budget=100,
    note="The noise comes from the run's seed and not from a key of its own; for the same draws the steps are Optax's.",
)
def noisy_sgd(learning_rate: Scalar, eta: Scalar, gamma: Scalar) -> optax.GradientTransformationExtraArgs:
    """Shakes gradient descent by noise that dies out, which gets it off saddles and out of shallow dips."""

    def init(params: jax.Array) -> NoiseState:
        del params
        return NoiseState(jnp.zeros([], jnp.int32))

    def update(
        updates: jax.Array, state: NoiseState, params: jax.Array | None = None, *, noise: jax.Array, **_: Any
    ) -> tuple[jax.Array, NoiseState]:
        del params
        steps = state.steps + 1
        return updates + jnp.sqrt(eta / steps**gamma) * noise, NoiseState(steps)

    return optax.chain(optax.GradientTransformationExtraArgs(init, update), optax.scale_by_learning_rate(learning_rate))


class LangevinState(NamedTuple):
    """The last push, kept to be shown."""

    push: jax.Array


def _explain_langevin(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del before, x_prev
    return {"g": gradient, "push": after.push, "step": -knobs["learning_rate"] * gradient + after.push}


@optimizer(
    title="Langevin dynamics",
    family="stochastic",
    knobs=(
        learning_rate(0.5),
        Knob(
            "temperature",
            1e-4,
            1e-8,
            1.0,
            "How hot it is: the loss above a minimum that it gains and loses again by chance.",
            scale="log",
            relative_to="height",
        ),
    ),
    formula=r"x_{t+1} = x_t - \eta\, g_t + \sqrt{2 \eta\, T}\; \xi_t, \qquad \xi_t \sim \mathcal{N}(0, I)",
    reference=Reference(
        "Roberts and Tweedie, 1996, Exponential convergence of Langevin distributions and their discrete "
        "approximations, Bernoulli 2, 341-363; for learning: Welling and Teh, 2011, Bayesian learning via stochastic "
        "gradient Langevin dynamics",
        "https://doi.org/10.2307/3318418",
    ),
    wants=("noise",),
    explain=_explain_langevin,
    anatomy=(
        Line(
            r"u_t = -\eta\, g_t + \sqrt{2 \eta\, T}\; \xi_t",
            r"{step} = -{learning_rate} \cdot {g} + {push}",
            "goes downhill, and adds a push in a random direction",
        ),
    ),
    stability_limit=lambda learning_rate, **_: 2 / learning_rate,
    traits=("translation_equivariant", "stochastic"),
    accuracy=1e-2,
    budget=100,
    note="It never comes to rest and is not meant to: for small steps the places it visits are spread as exp(-f / T). "
    "A finite step makes it hotter, on a parabola of curvature h by the factor 1 / (1 - rate h / 2).",
)
def langevin(learning_rate: Scalar, temperature: Scalar) -> optax.GradientTransformationExtraArgs:
    """Descends and is jostled as by heat, so that it visits every place, the low ones most."""

    def init(params: jax.Array) -> LangevinState:
        return LangevinState(jnp.zeros_like(params))

    def update(
        updates: jax.Array, state: LangevinState, params: jax.Array | None = None, *, noise: jax.Array, **_: Any
    ) -> tuple[jax.Array, LangevinState]:
        del state, params
        push = jnp.sqrt(2 * learning_rate * temperature) * noise
        return -learning_rate * updates + push, LangevinState(push)

    return optax.GradientTransformationExtraArgs(init, update)
