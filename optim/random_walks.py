"""Methods that never ask for a slope: they try a place near by at random and look at the loss there.

What they compare is the surface without noise. The loss at the point itself is evaluated anew at every step, since the
surface may have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax

from optim.core import Scalar, optimizer
from registry import Knob, Reference

STEP_SIZE = Knob(
    "step_size",
    0.1,
    1e-4,
    10.0,
    "The standard deviation of each coordinate of a trial, about the point.",
    scale="log",
    relative_to="length",
)
UNSEEN = "It uses no gradient, so noise, clipping and mini-batches do not reach it. "


class AnnealingState(NamedTuple):
    """How hot it still is."""

    temperature: jax.Array


@optimizer(
    title="Simulated annealing",
    family="stochastic",
    knobs=(
        STEP_SIZE,
        Knob(
            "temperature",
            1e-2,
            1e-6,
            10.0,
            "How hot it starts: a rise of the loss by this much is accepted in 37 of 100 cases.",
            scale="log",
            relative_to="height",
        ),
        Knob("cooling", 0.98, 0.5, 1.0, "The factor on the temperature at each step."),
    ),
    formula=r"\begin{aligned} y_t &= x_t + \sigma\, \xi_t, \qquad \xi_t \sim \mathcal{N}(0, I) \\"
    r" x_{t+1} &= \begin{cases} y_t & \text{with probability } \min\bigl(1, e^{-(f(y_t) - f(x_t)) / T_t}\bigr) \\"
    r" x_t & \text{otherwise} \end{cases} \\ T_{t+1} &= \gamma\, T_t \end{aligned}",
    reference=Reference(
        "Kirkpatrick, Gelatt and Vecchi, 1983, Optimization by simulated annealing, Science 220, 671-680; with the "
        "acceptance of Metropolis et al., 1953",
        "https://doi.org/10.1126/science.220.4598.671",
    ),
    wants=("value_fn", "noise", "uniform"),
    traits=("translation_equivariant", "stochastic"),
    gradients=0,
    values=2,
    accuracy=1e-2,
    budget=400,
    note=UNSEEN + "The path shown is that of the walk, not the best place it has passed.",
)
def simulated_annealing(
    step_size: Scalar, temperature: Scalar, cooling: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Walks at random and now and then uphill, ever more rarely as it cools, so that dips do not hold it early on."""

    def init(params: jax.Array) -> AnnealingState:
        return AnnealingState(jnp.asarray(temperature, params.dtype))

    def update(
        updates: jax.Array,
        state: AnnealingState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        noise: jax.Array,
        uniform: jax.Array,
        **_: Any,
    ) -> tuple[jax.Array, AnnealingState]:
        del updates
        trial = step_size * noise
        rise = value_fn(params + trial) - value_fn(params)
        accepted = uniform < jnp.exp(-rise / state.temperature)  # false for a loss that is no number
        return jnp.where(accepted, trial, 0.0), AnnealingState(cooling * state.temperature)

    return optax.GradientTransformationExtraArgs(init, update)


@optimizer(
    title="Random search",
    family="stochastic",
    knobs=(STEP_SIZE,),
    formula=r"\begin{aligned} y_t &= x_t + \sigma\, \xi_t, \qquad \xi_t \sim \mathcal{N}(0, I) \\"
    r" x_{t+1} &= \begin{cases} y_t & f(y_t) < f(x_t) \\ x_t & \text{otherwise} \end{cases} \end{aligned}",
    reference=Reference("Matyas, 1965, Random optimization, Automation and Remote Control 26, 246-253"),
    wants=("value_fn", "noise"),
    traits=("translation_equivariant", "monotone", "stochastic"),
    gradients=0,
    values=2,
    accuracy=1e-2,
    budget=100,
    note=UNSEEN + "Near a minimum hardly any trial is lower, and it waits ever longer for one. For the same draws it "
    "is simulated annealing at zero temperature.",
)
def random_search(step_size: Scalar) -> optax.GradientTransformationExtraArgs:
    """Tries a place at random near the best one so far and goes there if it is lower: the least one can do."""

    def update(
        updates: jax.Array,
        state: optax.EmptyState,
        params: jax.Array,
        *,
        value_fn: Callable[[jax.Array], jax.Array],
        noise: jax.Array,
        **_: Any,
    ) -> tuple[jax.Array, optax.EmptyState]:
        del updates
        trial = step_size * noise
        return jnp.where(value_fn(params + trial) < value_fn(params), trial, 0.0), state

    return optax.GradientTransformationExtraArgs(optax.init_empty_state, update)
