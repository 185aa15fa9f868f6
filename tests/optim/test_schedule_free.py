"""Schedule-free methods: what is averaged, with which weights, and how much curvature they stand."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from optim import OPTIMIZERS

START = np.array([1.5, -0.5])
CURVATURES = np.array([1.0, 4.0])


def shown(rules: list, readout=optax.contrib.schedule_free_eval_params) -> np.ndarray:
    """The averages along a walk on a parabola, one rule for each step, shape (steps + 1, 2)."""
    y = jnp.asarray(START)
    state = rules[0].init(y)
    points = [readout(state, y)]
    for rule in rules:
        updates, state = rule.update(CURVATURES * y, state, y)
        y = y + updates
        points.append(readout(state, y))
    return np.stack(points)


def textbook(rates: list[float], betas: list[float], power: float) -> np.ndarray:
    x, z, total, largest, points = START, START, 0.0, 0.0, [START]
    for rate, beta in zip(rates, betas, strict=True):
        z = z - rate * CURVATURES * ((1 - beta) * z + beta * x)
        largest = max(largest, rate)
        total += largest**power
        x = x + (largest**power / total * (z - x) if total else 0.0)
        points.append(x)
    return np.stack(points)


@pytest.mark.parametrize("power", [0.0, 2.0])
def test_a_point_weighs_as_the_largest_rate_so_far(power: float):
    rates = [0.0, 0.02, 0.05, 0.1, 0.03, 0.03, 0.2, 0.01]
    rules = [OPTIMIZERS["schedule_free_sgd"].build(learning_rate=rate, weight_lr_power=power) for rate in rates]
    np.testing.assert_allclose(shown(rules), textbook(rates, [0.9] * 8, power), rtol=1e-12)


def test_changing_where_the_gradient_is_taken_leaves_the_average_alone():
    """Optax 0.2.8 would find another average with another b1. The next gradient is the first to be taken elsewhere."""
    betas = [0.9] * 5 + [0.5] * 5
    ours = shown([OPTIMIZERS["schedule_free_sgd"].build(learning_rate=0.1, b1=beta) for beta in betas])
    np.testing.assert_allclose(ours, textbook([0.1] * 10, [0.9, *betas[:-1]], 2.0), rtol=1e-12)
    theirs = shown([optax.contrib.schedule_free_sgd(0.1, b1=beta) for beta in betas])
    np.testing.assert_allclose(theirs[:6], ours[:6], rtol=1e-12)
    assert np.abs(theirs[6:] - ours[6:]).max() > 0.01


@pytest.mark.parametrize(("sharpness", "grows_at_first", "settles"), [(1.9, False, True), (8.0, True, True)])
def test_it_stands_more_curvature_the_longer_it_runs(sharpness: float, grows_at_first: bool, settles: bool):
    """At rate 1 and b1 = 0.9: 2 at the first step, and towards 20 later."""
    rate = sharpness / CURVATURES[1]
    path = np.abs(shown([OPTIMIZERS["schedule_free_sgd"].build(learning_rate=rate)] * 300)[:, 1])
    assert (path[1] > path[0]) == grows_at_first
    assert (path[-1] < 1e-3 * path[0]) == settles


def test_beyond_its_last_limit_it_blows_up():
    path = np.abs(textbook([21.0 / CURVATURES[1]] * 400, [0.9] * 400, 2.0)[:, 1])
    assert path[-1] > 1e6 * path[0]
