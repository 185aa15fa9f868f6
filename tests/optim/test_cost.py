"""What a step is said to cost is what it evaluates: the loss and its slopes are counted as they are called."""

from collections import Counter

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optim import OPTIMIZERS
from tests.optim.walk import extras, knobs_on
from tests.sampling import sampled

CALLING = [name for name, row in OPTIMIZERS.items() if {"value_fn", "obj_fn", "grad_fn"} & row.wants]
#: In the normal run: those that call functions in different ways.
SAMPLE = {"sam", "newton", "trust_region", "bfgs", "simulated_annealing"}
#: What was evaluated, and where.
CALLS: set[tuple] = set()
#: So few that no method has come to rest yet, where all its trials are the same point.
STEPS = 8


def height(x: jax.Array) -> jax.Array:
    """Himmelblau's function."""
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def counted(kind: str, x: jax.Array) -> jax.Array:
    """The point itself, whose use is written down: what is computed and not needed is not."""

    def written(point: np.ndarray) -> np.ndarray:
        CALLS.add((kind, *point.tolist()))
        return point

    return jax.pure_callback(written, x, x, vmap_method="sequential")


@jax.custom_jvp
def loss(x: jax.Array) -> jax.Array:
    return height(counted("value", x))


@jax.custom_jvp
def slope(x: jax.Array) -> jax.Array:
    return jax.grad(height)(counted("gradient", x))


def bend(x: jax.Array, along: jax.Array) -> jax.Array:
    """The Hessian times a direction, which costs as much as a gradient."""
    return jax.hessian(height)(x) @ counted("product", along)


loss.defjvp(lambda x, dx: (loss(*x), slope(*x) @ dx[0]))
slope.defjvp(lambda x, dx: (slope(*x), bend(*x, *dx)))


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name not in CALLING])
def test_what_calls_nothing_costs_what_it_is_given(name: str):
    row = OPTIMIZERS[name]
    assert (row.gradients, row.values, row.extra_evaluations) == (1, "value" in row.wants, None)


@pytest.mark.parametrize("name", sampled(CALLING, SAMPLE))
def test_what_calls_functions_costs_what_it_calls(name: str):
    """Evaluations at one point count once, however they are asked for, and a Hessian is one gradient a variable."""
    row = OPTIMIZERS[name]
    rule = row.function(**{knob.name: knob.default for knob in knobs_on(row, "himmelblau")})

    @jax.jit
    def step(x, state, noise):
        gradient = slope(x)
        asked = extras(row, loss, loss(x), gradient, noise)
        updates, state = rule.update(gradient, state, x, **asked)
        return x + updates, state

    x = jnp.array([-0.6, -1.4])
    state = rule.init(x)
    for noise in np.random.default_rng(0).standard_normal((STEPS, 2)):
        CALLS.clear()
        x, state = jax.block_until_ready(step(x, state, noise))
        calls = Counter(kind for kind, *_ in CALLS)
        added = int(row.extra_evaluations(state)) if row.extra_evaluations else 0
        assert calls["gradient"] + calls["product"] == row.gradients + added
        assert calls["value"] == row.values + added
