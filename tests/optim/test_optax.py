"""A row that names an Optax call is that call: evaluated as it is written, it makes the same path."""

import ast

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from optim import OPTIMIZERS
from optim.core import Optimizer
from tests.optim.walk import extras, knobs_on
from tests.sampling import sampled, spread

STEPS = 30
NAMED = [name for name, row in OPTIMIZERS.items() if row.optax]
WRITTEN_HERE = {
    "rprop", "adam_uncorrected", "newton", "saddle_free_newton", "bfgs", "nonlinear_cg", "sam", "shampoo",
    "trust_region", "sophia", "langevin", "simulated_annealing", "random_search", "two_rate_sgd",
}  # fmt: skip


def loss(x: jax.Array) -> jax.Array:
    """Himmelblau's function, raised by 3."""
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2 + 3


def off_default(knob):
    """A value beside the default, so that a knob that leads nowhere is noticed."""
    if knob.static:
        return int(knob.default) - 1
    beside = 0.9 * knob.default if knob.default else 0.5 * min(knob.high, 1.0)
    return jnp.float64(np.clip(beside, knob.low, knob.high))


def path(row: Optimizer, rule: optax.GradientTransformation, wants: frozenset[str], noises: np.ndarray) -> np.ndarray:
    """The points of a walk whose updates are `rule`'s, shape (steps + 1, 2)."""

    @jax.jit
    def step(x, state, noise):
        value, gradient = jax.value_and_grad(loss)(x)
        asked = {name: offer for name, offer in extras(row, loss, value, gradient, noise).items() if name in wants}
        updates, state = rule.update(gradient, state, x, **asked)
        return x + updates, state

    x = jnp.array([-0.6, -1.4])
    state, points = rule.init(x), [x]
    for noise in noises:
        x, state = step(x, state, noise)
        points.append(x)
    return np.stack(points)


def optax_draws(key: int) -> np.ndarray:
    """The standard normal numbers that Optax adds to the gradients, shape (steps, 2)."""
    noise = optax.add_noise(eta=1.0, gamma=0.0, key=key)
    zero = jnp.zeros(2)
    state, drawn = noise.init(zero), []
    for _ in range(STEPS):
        updates, state = noise.update(zero, state)
        drawn.append(updates)
    return np.stack(drawn)


def test_every_row_names_its_call_or_is_written_here():
    assert set(OPTIMIZERS) - set(NAMED) == WRITTEN_HERE


@pytest.mark.parametrize("name", sampled(NAMED, spread(NAMED, 14)))
def test_the_row_is_the_call_it_names(name: str):
    row = OPTIMIZERS[name]
    knobs = {knob.name: off_default(knob) for knob in knobs_on(row, "himmelblau")}
    draws = optax_draws(key=7)
    named = eval(row.optax, {"optax": optax, "key": 7}, knobs)  # noqa: S307
    theirs = path(row, named, row.wants - {"noise"}, draws)
    ours = path(row, row.function(**knobs), row.wants, draws)
    assert np.ptp(theirs, axis=0).max() > 1e-4
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMED)
def test_every_knob_is_in_the_call(name: str):
    row = OPTIMIZERS[name]
    used = {node.id for node in ast.walk(ast.parse(row.optax)) if isinstance(node, ast.Name)}
    assert used - {"optax", "key"} == {knob.name for knob in row.knobs}


def test_optax_s_rprop_is_one_step_late():
    """Why Rprop is written here: Optax 0.2.8's first step does nothing, and its second is the one due first."""
    row, knobs = OPTIMIZERS["rprop"], {"learning_rate": 0.01}
    quiet = np.zeros((3, 2))
    theirs = path(row, optax.rprop(**knobs), row.wants, quiet)
    ours = path(row, row.build(**knobs), row.wants, quiet)
    np.testing.assert_array_equal(theirs[1], theirs[0])
    np.testing.assert_array_equal(theirs[2] - theirs[1], ours[1] - ours[0])


def test_optax_s_polyak_step_depends_on_a_scaling_that_should_cancel():
    """Why Polyak's row has no `scaling`: in Optax 0.2.8 half of it doubles the step."""
    gradient, x = jnp.array([1.0, 2.0]), jnp.zeros(2)

    def first(scaling):
        rule = optax.polyak_sgd(max_learning_rate=100.0, scaling=scaling)
        return rule.update(gradient, rule.init(x), x, value=1.0)[0]

    np.testing.assert_allclose(first(0.5), 2 * first(1.0))


def test_sam_is_optax_s_with_both_gradients_in_one_step():
    """Optax's `grad_fn` is told which climb it serves, a second argument, so its call is not this row's."""
    row, knobs, quiet = OPTIMIZERS["sam"], {"learning_rate": 0.01, "rho": 0.3}, np.zeros((STEPS, 2))
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(knobs["rho"]))
    whole = optax.contrib.sam(optax.sgd(knobs["learning_rate"]), climb, opaque_mode=True)
    halves = optax.contrib.sam(optax.sgd(knobs["learning_rate"]), climb, sync_period=2)

    def update(updates, state, params, *, grad_fn):
        return whole.update(updates, state, params, grad_fn=lambda x, _: grad_fn(x))

    ours = path(row, row.build(**knobs), row.wants, quiet)
    theirs = path(row, optax.GradientTransformationExtraArgs(whole.init, update), row.wants, quiet)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    in_halves = path(row, halves, frozenset(), np.zeros((2 * STEPS, 2)))
    np.testing.assert_allclose(ours, in_halves[::2], rtol=1e-12)


def test_optax_s_sam_is_lost_where_the_gradient_is_zero():
    """Why SAM is written here: on a saddle or at the minimum 0.2.8 divides zero by zero; the row stays."""
    zero = jnp.zeros(2)
    assert np.isnan(optax.contrib.normalize().update(zero, optax.EmptyState())[0]).all()
    rule = OPTIMIZERS["sam"].build()
    np.testing.assert_array_equal(rule.update(zero, rule.init(zero), zero, grad_fn=lambda x: 3 * x)[0], zero)


def test_sophia_is_optax_s_where_its_estimate_is_exact():
    """Random signs find the curvatures exactly where the variables do not act together."""
    row, knobs = OPTIMIZERS["sophia"], {"learning_rate": 0.01, "gamma": 0.05, "weight_decay": 0.1}

    def apart(x):
        return jnp.sum(jnp.cosh(x) + x**4)

    def walked(rule):
        step = jax.jit(lambda x, state: rule.update(jax.grad(apart)(x), state, x, obj_fn=apart))
        x = jnp.array([1.0, -0.5])
        state = rule.init(x)
        for _ in range(20):
            updates, state = step(x, state)
            x = x + updates
        return x

    theirs = walked(optax.contrib.sophia(**knobs, update_interval=1))
    np.testing.assert_allclose(walked(row.build(**knobs)), theirs, rtol=1e-12)
