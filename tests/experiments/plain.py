"""A run written down as plainly as it goes: a Python loop over the Optax transformation, one step after the other."""

import jax
import jax.numpy as jnp
import numpy as np

from experiments import RunSpec
from experiments.inputs import draws, learning_rates
from experiments.programs import pair_of
from registry import Knob


def plain_run(spec: RunSpec) -> np.ndarray:
    """The points of a run without frame, noisy gradients or changes, shape (steps + 1, d)."""
    row = spec.optimizer_row
    loss = spec.surface_row.build(**spec.surface_knobs)
    values = spec.hyperparameter_values()
    knobs = {knob.name: _exact(knob, values[knob.name]) for knob in row.knobs}
    rates = learning_rates(spec)
    if rates is not None and len(set(rates.tolist())) == 1:
        knobs, rates = knobs | {"learning_rate": rates[0]}, None
    drawn = draws(spec, pair_of(spec), spec.steps)
    x = jnp.asarray(spec.starting_point)
    state, points = row.function(**knobs).init(x), [np.asarray(x)]
    step = jax.jit(_step(spec, loss, knobs)) if rates is None else None
    for k in range(spec.steps):
        now = {name: jnp.asarray(each[k]) for name, each in drawn.items()}
        x, state = (step or _step(spec, loss, knobs | {"learning_rate": rates[k]}))(x, state, now)
        points.append(np.asarray(row.readout(state, x) if row.readout else x))
    return np.stack(points)


def _exact(knob: Knob, value: float) -> object:
    """A knob in 64 bits: from a plain number Optax's Adafactor takes the share that it keeps in 32."""
    return value if knob.static else jnp.float64(value)


def _step(spec: RunSpec, loss, knobs):
    """What makes one step with these numbers."""
    row = spec.optimizer_row
    transformation = row.function(**knobs)

    def step(x, state, drawn):
        gradient = _clipped(jax.grad(loss)(x), spec)
        offers = {
            "value": lambda: loss(x),
            "grad": lambda: jax.grad(loss)(x),
            "value_fn": lambda: loss,
            "obj_fn": lambda: loss,
            "grad_fn": lambda: lambda point: _clipped(jax.grad(loss)(point), spec),
            "noise": lambda: drawn["optimizer"],
            "uniform": lambda: drawn["uniform"],
        }
        updates, state = transformation.update(gradient, state, x, **{name: offers[name]() for name in row.wants})
        return x + updates - knobs.get("learning_rate", 1.0) * spec.weight_decay * x, state

    return step


def _clipped(gradient: jax.Array, spec: RunSpec) -> jax.Array:
    norm = jnp.linalg.norm(gradient)
    gradient = jnp.where(norm > spec.clip_norm, gradient * spec.clip_norm / norm, gradient)
    return jnp.clip(gradient, -spec.clip_value, spec.clip_value)
