"""What of a state all runs of a field share is found, and what differs is not taken for it."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from experiments import RunSpec, sweep
from experiments.clocks import clocks
from tests.experiments.test_sweeps import assert_same


def found(rule):
    x = jnp.array([1.0, -2.0])
    return clocks(rule.init, lambda x, state: rule.update(jnp.sin(x), state, x)[1], x, rule.init(x))


def test_steps_are_counted_for_all_and_moments_for_each():
    count, first, second = jax.tree.leaves(found(optax.scale_by_adam()))
    assert (count, first, second) == (True, False, False)


def test_what_follows_from_what_differs_differs():
    """Its first state is the same for all, its second comes from the first of another leaf, its third from that."""
    passed_on = optax.GradientTransformation(
        lambda _: (jnp.zeros(2), jnp.zeros(2), jnp.zeros(2)),
        lambda g, state, _=None: (g, (g, state[0], state[1])),
    )
    assert jax.tree.leaves(found(passed_on)) == [False, False, False]


def test_a_first_state_that_differs_differs():
    still = optax.GradientTransformation(lambda x: (x, jnp.ones(())), lambda g, state, _=None: (g, state))
    assert jax.tree.leaves(found(still)) == [False, True]


@pytest.mark.parametrize("own", ["b1", "b2", "x"])
def test_a_point_is_its_run_whatever_the_others_share(own):
    spec = RunSpec("himmelblau", "adam", steps=60)
    grid = sweep(spec, {own: np.linspace(0.5, 0.9, 4)})
    for i in range(4):
        assert_same(grid, i)
