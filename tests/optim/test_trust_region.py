"""The trust region: its subproblem against the conditions of the textbook, its radius against a plain loop."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import brentq

from optim import OPTIMIZERS
from optim.trust_region import minimum_in_ball
from tests.optim.test_textbook import START, hessian, loss, slope
from tests.optim.walk import walk

solve = jax.jit(minimum_in_ball)
NUMBERS = st.floats(-10, 10).map(lambda number: round(number, 6))


@given(arrays(float, (3, 3), elements=NUMBERS), arrays(float, 3, elements=NUMBERS), st.floats(1e-3, 1e3))
def test_the_step_is_the_lowest_point_in_the_ball(entries: np.ndarray, gradient: np.ndarray, radius: float):
    """It is so if and only if (H + lambda I) p = -g with that matrix positive semidefinite, lambda = 0 inside."""
    matrix = (entries + entries.T) / 2
    step, promised = (np.asarray(part) for part in solve(matrix, gradient, radius))
    scale = np.abs(matrix).max() * radius + np.abs(gradient).max() + 1e-300
    length, values = np.linalg.norm(step), np.linalg.eigvalsh(matrix)
    rest = -(matrix @ step + gradient)
    multiplier = rest @ step / max(length**2, 1e-300)
    assert length <= radius * (1 + 1e-9)
    np.testing.assert_allclose(rest, multiplier * step, atol=1e-6 * scale)
    assert multiplier * radius >= -1e-6 * scale
    assert (multiplier + values[0]) * radius >= -1e-6 * scale or length == 0
    assert length >= (1 - 1e-6) * radius or multiplier * radius <= 1e-6 * scale
    np.testing.assert_allclose(promised, -(gradient @ step + step @ matrix @ step / 2), atol=1e-9 * scale * radius)
    assert promised >= 0


@pytest.mark.parametrize("tilt", [0.0, 1e-300, 1e-200, 1e-15])
def test_the_hard_case_is_no_harder(tilt: float):
    """Flat, or nearly, along the axis that curves down: the step is as long as the ball allows."""
    step, promised = solve(np.diag([-1.0, 2.0]), np.array([tilt, 0.3]), 1.0)
    np.testing.assert_allclose(step[1], -0.1, rtol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(step), 1.0, rtol=1e-9)
    np.testing.assert_allclose(promised, 0.5 * 0.99 + 0.03 - 0.01, rtol=1e-9)
    assert step[0] < 0 or tilt == 0


def inside(h: np.ndarray, g: np.ndarray, radius: float) -> np.ndarray:
    """The subproblem's solution, its multiplier found by bisection."""
    lowest = np.linalg.eigvalsh(h)[0]

    def excess(multiplier: float) -> float:
        return float(np.linalg.norm(np.linalg.solve(h + multiplier * np.eye(2), g)) - radius)

    least = max(0.0, -lowest + 1e-13)
    root = least if lowest > 0 and excess(0.0) <= 0 else brentq(excess, least, 1e6, xtol=1e-15, rtol=1e-15)
    return -np.linalg.solve(h + root * np.eye(2), g)


def textbook(p: np.ndarray, steps: int, radius: float, most: float, acceptance: float) -> np.ndarray:
    """Algorithm 4.1 of Nocedal and Wright."""
    points = [p]
    for _ in range(steps):
        g, h = slope(p), hessian(p)
        step = inside(h, g, radius)
        ratio = (loss(p) - loss(p + step)) / -(g @ step + step @ h @ step / 2)
        long = np.linalg.norm(step) > 0.999999 * radius
        p = p + step if ratio > acceptance else p
        if ratio < 0.25:
            radius = radius / 4
        elif ratio > 0.75 and long:
            radius = min(2 * radius, most)
        points.append(p)
    return np.stack(points)


@pytest.mark.parametrize(("radius", "most"), [(0.1, 10.0), (0.1, 0.3), (8.0, 10.0)])
def test_the_path_is_the_textbook_s(radius: float, most: float):
    knobs = {"initial_radius": radius, "max_radius": most, "acceptance": 0.2}
    expected = textbook(START, 12, radius, most, 0.2)
    points, _ = walk("trust_region", "himmelblau", START[None], 12, knobs)
    np.testing.assert_allclose(points[:, 0], expected, atol=1e-7)
    waited = (np.diff(expected, axis=0) == 0).all(axis=1)
    assert waited[:3].any() == (radius == 8.0)


def walked(loss, x, steps: int, **knobs):
    rule = OPTIMIZERS["trust_region"].build(**knobs)
    step = jax.jit(lambda x, state: rule.update(jax.grad(loss)(x), state, x, value_fn=loss))
    state = rule.init(x)
    for _ in range(steps):
        updates, state = step(x, state)
        x = x + updates
    return x, state


def test_it_leaves_a_point_exactly_on_a_saddle():
    x, _ = walked(lambda p: p[0] ** 2 - p[1] ** 2 + p[1] ** 4, jnp.zeros(2), 12)
    np.testing.assert_allclose(np.abs(x), [0.0, np.sqrt(0.5)], atol=1e-9)


def test_at_a_minimum_it_stays_and_keeps_its_radius():
    """So that it can follow a minimum that begins to move."""
    x, state = walked(lambda p: 3 + jnp.sum((p - 1) ** 2), jnp.array([0.9, 1.2]), 100)
    np.testing.assert_allclose(x, [1.0, 1.0], atol=1e-12)
    assert state.radius >= 0.1


def test_a_step_off_the_loss_is_refused():
    x, state = walked(lambda p: -jnp.log(p[0]) + p[0] + p[1] ** 2, jnp.array([0.1, 0.3]), 1, initial_radius=1.0)
    assert np.isfinite(x).all()
    x, state = walked(lambda p: jnp.sqrt(p[0]) + p[1] ** 2, jnp.array([0.1, 0.3]), 1, initial_radius=1.0)
    np.testing.assert_array_equal(x, [0.1, 0.3])
    assert state.radius == 0.25
