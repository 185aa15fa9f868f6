"""Methods that add chance of their own to every step."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Scalar, learning_rate, optimizer
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
