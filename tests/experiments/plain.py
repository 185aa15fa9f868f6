"""A run written down as plainly as it goes: a Python loop over the Optax transformation, no jit, no vmap."""

import jax
import jax.numpy as jnp
import numpy as np

from experiments import RunSpec
from experiments.inputs import learning_rates


def plain_run(spec: RunSpec) -> np.ndarray:
    """The points of a run without frame, noise or changes, shape (steps + 1, d)."""
    row = spec.optimizer_row
    loss = spec.surface_row.build(**spec.surface_knobs)
    knobs = spec.hyperparameter_values()
    rates = learning_rates(spec)
    x = jnp.asarray(spec.starting_point)
    state, points = None, [np.asarray(x)]
    for k in range(spec.steps):
        if rates is not None:
            knobs = knobs | {"learning_rate": rates[k]}
        transformation = row.function(**knobs)
        state = transformation.init(x) if state is None else state
        gradient = _clipped(jax.grad(loss)(x), spec)
        offers = {
            "value": lambda x=x: loss(x),
            "grad": lambda x=x: jax.grad(loss)(x),
            "value_fn": lambda: loss,
            "obj_fn": lambda: loss,
            "grad_fn": lambda: lambda point: _clipped(jax.grad(loss)(point), spec),
            "noise": lambda x=x: jnp.zeros_like(x),
        }
        updates, state = transformation.update(gradient, state, x, **{name: offers[name]() for name in row.wants})
        x = x + updates - knobs.get("learning_rate", 1.0) * spec.weight_decay * x
        points.append(np.asarray(row.readout(state, x) if row.readout else x))
    return np.stack(points)


def _clipped(gradient: jax.Array, spec: RunSpec) -> jax.Array:
    norm = jnp.linalg.norm(gradient)
    gradient = gradient * spec.clip_norm / norm if norm > spec.clip_norm else gradient
    return jnp.clip(gradient, -spec.clip_value, spec.clip_value)
