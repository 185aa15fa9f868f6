"""Rows written here, and some that are not, against the textbook's algorithms in plain NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.linalg import sqrtm
from scipy.optimize import minimize

from optim import OPTIMIZERS
from optim.second_order import newton_step, saddle_free_step
from tests.optim.walk import walk

START = np.array([-0.6, -1.4])


def loss(p: np.ndarray) -> float:
    """Himmelblau's function."""
    x, y = p
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def slope(p: np.ndarray) -> np.ndarray:
    x, y = p
    a, b = x * x + y - 11, x + y * y - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def hessian(p: np.ndarray) -> np.ndarray:
    x, y = p
    return np.array([[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y * y + 4 * x - 26]])


def path(name: str, steps: int, knobs: dict | None = None) -> np.ndarray:
    return walk(name, "himmelblau", START[None], steps, knobs)[0][:, 0]


def rprop(p, steps, first, shrink, grow, shortest, longest):
    sizes, before, points = np.full(2, first), np.zeros(2), [p]
    for _ in range(steps):
        g = slope(p)
        for i in range(2):
            if g[i] * before[i] > 0:
                sizes[i] = min(sizes[i] * grow, longest)
            elif g[i] * before[i] < 0:
                sizes[i] = max(sizes[i] * shrink, shortest)
                g[i] = 0.0
        p, before = p - sizes * np.sign(g), g
        points.append(p)
    return np.stack(points)


def two_rates(p, steps, rates):
    points = [p]
    for _ in range(steps):
        points.append(points[-1] - np.array(rates) * slope(points[-1]))
    return np.stack(points)


def nadam(p, steps, rate, b1, b2, eps):
    m, v, points = np.zeros(2), np.zeros(2), [p]
    for t in range(1, steps + 1):
        g = slope(p)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        ahead = b1 * m / (1 - b1 ** (t + 1)) + (1 - b1) * g / (1 - b1**t)
        p = p - rate * ahead / (np.sqrt(v / (1 - b2**t)) + eps)
        points.append(p)
    return np.stack(points)


def uncorrected(p, steps, rate, b1, b2, eps):
    m, v, points = np.zeros(2), np.zeros(2), [p]
    for _ in range(steps):
        g = slope(p)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        p = p - rate * m / (np.sqrt(v) + eps)
        points.append(p)
    return np.stack(points)


def adan(p, steps, rate, b1, b2, b3, change_weight):
    """Adan with the weight of the gradient's change left open: the paper's is b2, that of Optax 0.2.8 is 1 - b2."""
    m, v, n, before, points = np.zeros(2), np.zeros(2), np.zeros(2), None, [p]
    for t in range(1, steps + 1):
        g = slope(p)
        change = np.zeros(2) if before is None else g - before
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * change
        n = b3 * n + (1 - b3) * (g + change_weight * change) ** 2
        step = m / (1 - b1**t) + change_weight * v / (1 - b2**t)
        p, before = p - rate * step / (np.sqrt(n / (1 - b3**t) + 1e-8) + 1e-8), g
        points.append(p)
    return np.stack(points)


def newton(p, steps, rate, damping, absolute):
    points = [p]
    for _ in range(steps):
        h = hessian(p)
        if absolute:
            values, vectors = np.linalg.eigh(h)
            h = vectors @ np.diag(np.abs(values)) @ vectors.T
        p = p - rate * np.linalg.solve(h + damping * np.eye(2), slope(p))
        points.append(p)
    return np.stack(points)


def shampoo(p, steps, rate, eps):
    statistics, points = eps * np.eye(2), [p]
    for _ in range(steps):
        g = slope(p)
        statistics = statistics + np.outer(g, g)
        p = p - rate * np.linalg.solve(sqrtm(statistics), g)
        points.append(p)
    return np.stack(points)


def sam(p, steps, rate, rho):
    points = [p]
    for _ in range(steps):
        g = slope(p)
        p = p - rate * slope(p + rho * g / np.sqrt(g[0] ** 2 + g[1] ** 2))
        points.append(p)
    return np.stack(points)


def sophia(p, steps, rate, b1, b2, eps, gamma, weight_decay):
    """With the exact curvatures, entering one step late as in Optax 0.2.8."""
    m, h, points = np.zeros(2), np.zeros(2), [p]
    for t in range(1, steps + 1):
        m = b1 * m + (1 - b1) * slope(p)
        ratio = m / (1 - b1**t) / np.maximum(gamma * h, eps)
        h = b2 * h + (1 - b2) * np.diag(hessian(p))
        p = p - rate * (np.minimum(np.maximum(ratio, -1), 1) + weight_decay * p)
        points.append(p)
    return np.stack(points)


def schedule_free(p, rates, b1, power, direction):
    """The averages x of points z that move by `direction(t, gradient at y, y)` times the rate."""
    x, z, total, largest, points = p, p, 0.0, 0.0, [p]
    for t, rate in enumerate(rates, start=1):
        y = (1 - b1) * z + b1 * x
        z = z - rate * direction(t, slope(y), y)
        largest = max(largest, rate)
        total += largest**power
        x = x + largest**power / total * (z - x)
        points.append(x)
    return np.stack(points)


def schedule_free_adamw(p, rates, b1, b2, eps, weight_decay, power):
    v = np.zeros(2)

    def direction(t, g, y):
        nonlocal v
        v = b2 * v + (1 - b2) * g * g
        return g / (np.sqrt(v / (1 - b2**t)) + eps) + weight_decay * y

    return schedule_free(p, rates, b1, power, direction)


ADAM = {"learning_rate": 0.05, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
CASES = {
    "rprop": (
        {"learning_rate": 0.05, "eta_minus": 0.4, "eta_plus": 1.3, "min_step_size": 1e-3, "max_step_size": 0.5},
        lambda: rprop(START, 40, 0.05, 0.4, 1.3, 1e-3, 0.5),
    ),
    "two_rate_sgd": (
        {"learning_rate": 0.01, "learning_rate_y": 0.02},
        lambda: two_rates(START, 40, (0.01, 0.02)),
    ),
    "nadam": (ADAM, lambda: nadam(START, 40, 0.05, 0.9, 0.999, 1e-8)),
    "adam_uncorrected": (ADAM, lambda: uncorrected(START, 40, 0.05, 0.9, 0.999, 1e-8)),
    "adan": (
        {"learning_rate": 0.05, "b1": 0.98, "b2": 0.92, "b3": 0.99},
        lambda: adan(START, 40, 0.05, 0.98, 0.92, 0.99, change_weight=1 - 0.92),
    ),
    "shampoo": ({"learning_rate": 0.2, "eps": 1e-3}, lambda: shampoo(START, 40, 0.2, 1e-3)),
    "sam": ({"learning_rate": 0.01, "rho": 0.3}, lambda: sam(START, 40, 0.01, 0.3)),
    "sophia": (
        {"learning_rate": 0.05, "b1": 0.9, "b2": 0.8, "eps": 1e-8, "gamma": 2.0, "weight_decay": 0.1},
        lambda: sophia(START, 40, 0.05, 0.9, 0.8, 1e-8, 2.0, 0.1),
    ),
    "schedule_free_sgd": (
        {"learning_rate": 0.01, "b1": 0.8, "weight_lr_power": 2.0},
        lambda: schedule_free(START, [0.01] * 40, 0.8, 2.0, lambda _t, g, _y: g),
    ),
    "schedule_free_adamw": (
        ADAM | {"weight_decay": 0.1, "weight_lr_power": 2.0},
        lambda: schedule_free_adamw(START, [0.05] * 40, 0.9, 0.999, 1e-8, 0.1, 2.0),
    ),
    "newton": ({"learning_rate": 0.7, "damping": 3.0}, lambda: newton(START, 40, 0.7, 3.0, absolute=False)),
    "saddle_free_newton": ({"learning_rate": 0.7, "damping": 3.0}, lambda: newton(START, 40, 0.7, 3.0, absolute=True)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_path_is_the_textbook_s(name: str):
    knobs, textbook = CASES[name]
    np.testing.assert_allclose(path(name, 40, knobs), textbook(), rtol=1e-9, atol=1e-9)


def test_the_published_adan_looks_further_ahead():
    published = adan(START, 40, 0.05, 0.98, 0.92, 0.99, change_weight=0.92)
    assert np.abs(published - path("adan", 40, CASES["adan"][0])).max() > 0.02


def test_without_correction_the_first_step_is_too_long():
    first = [np.diff(path(name, 1, ADAM), axis=0)[0] for name in ("adam", "adam_uncorrected")]
    np.testing.assert_allclose(first[1] / first[0], 0.1 / np.sqrt(0.001), rtol=1e-6)


def test_newton_jumps_onto_the_saddle_that_repels_saddle_free_newton():
    saddle, gradient = jnp.diag(jnp.array([2.0, -1.0])), jnp.array([2.0, -1.0])  # of x^2 - y^2 / 2 at (1, 1)
    np.testing.assert_allclose(newton_step(saddle, gradient, 0.0), [1.0, 1.0])
    np.testing.assert_allclose(saddle_free_step(saddle, gradient, 0.0), [1.0, -1.0])


@pytest.mark.parametrize("step", [newton_step, saddle_free_step])
def test_a_direction_without_curvature_is_left_alone(step):
    flat, gradient = jnp.array([[1.0, 1.0], [1.0, 1.0]]), jnp.array([3.0, 1.0])
    np.testing.assert_allclose(step(flat, gradient, 0.0), [1.0, 1.0], atol=1e-12)
    np.testing.assert_array_equal(step(jnp.zeros((2, 2)), gradient, 0.0), [0.0, 0.0])
    np.testing.assert_allclose(step(jnp.zeros((2, 2)), gradient, 0.5), gradient / 0.5)


def test_bfgs_is_the_textbook_s_recursion_along_wolfe_steps():
    """Replayed from its own points: each step lies along -B g of the recursion and meets the Wolfe conditions."""
    points = path("bfgs", 8)
    inverse, taught = np.eye(2), False
    for k in range(8):
        g, moved = slope(points[k]), points[k + 1] - points[k]
        if k:
            s, y = points[k] - points[k - 1], g - slope(points[k - 1])
            assert s @ y > 0
            inverse = inverse if taught else np.eye(2) * (s @ y) / (y @ y)
            left = np.eye(2) - np.outer(s, y) / (s @ y)
            inverse, taught = left @ inverse @ left.T + np.outer(s, s) / (s @ y), True
        direction = -inverse @ g
        along = moved @ direction / (direction @ direction)
        np.testing.assert_allclose(moved, along * direction, rtol=1e-6, atol=1e-9)
        assert loss(points[k + 1]) <= loss(points[k]) + 1e-4 * along * (g @ direction)
        assert slope(points[k + 1]) @ direction >= 0.9 * (g @ direction)


def test_bfgs_ends_where_scipy_s_does():
    end = path("bfgs", 40)[-1]
    np.testing.assert_allclose(
        end, minimize(loss, START, jac=slope, method="BFGS", options={"gtol": 1e-9}).x, atol=1e-6
    )


FORMULAS = [
    lambda g, past, _: (g @ g) / (past @ past),
    lambda g, past, _: max(g @ (g - past) / (past @ past), 0.0),
    lambda g, past, p: g @ (g - past) / (p @ (g - past)),
    lambda g, past, p: (g @ g) / (p @ (g - past)),
]


@pytest.mark.parametrize("variant", range(4))
def test_conjugate_gradients_bend_by_the_variant_s_formula(variant: int):
    """Replayed from its own points: the directions are the textbook's, the steps meet the strong Wolfe conditions."""
    points = path("nonlinear_cg", 6, {"variant": variant})
    direction = past = None
    for k in range(6):
        g, moved = slope(points[k]), points[k + 1] - points[k]
        bent = -g if direction is None else -g + FORMULAS[variant](g, past, direction) * direction
        direction, past = bent if bent @ g < 0 else -g, g
        along = moved @ direction / (direction @ direction)
        np.testing.assert_allclose(moved, along * direction, rtol=1e-6, atol=1e-9)
        assert loss(points[k + 1]) <= loss(points[k]) + 1e-4 * along * (g @ direction)
        assert abs(slope(points[k + 1]) @ direction) <= 0.1 * abs(g @ direction)


def test_conjugate_gradients_solve_a_parabola_at_once():
    """In as many steps as there are variables, but for the line searches that are content with nearly exact."""
    _, losses = walk("nonlinear_cg", "ravine", np.array([(-1.7, 0.3), (1.0, 1.5), (0.2, -1.9)]), 6)
    assert (losses[2] < 0.02 * losses[0]).all()
    assert (losses[6] < 1e-9 * losses[0]).all()


@pytest.mark.parametrize("name", ["bfgs", "nonlinear_cg", "lbfgs", "newton", "saddle_free_newton"])
def test_at_a_flat_point_nothing_moves(name: str):
    row, x = OPTIMIZERS[name], jnp.zeros(2)

    def saddle(p):
        return p[0] ** 2 - p[1] ** 2

    rule = row.build()
    state = rule.init(x)
    for _ in range(3):
        offers = {"value": saddle(x), "grad": jnp.zeros(2), "value_fn": saddle}
        updates, state = rule.update(jax.grad(saddle)(x), state, x, **{want: offers[want] for want in row.wants})
        np.testing.assert_array_equal(updates, np.zeros(2))
        x = x + updates


def test_bfgs_learns_nothing_from_a_step_against_the_curvature():
    """On a hilltop s.y is negative: the inverse Hessian stays as it was, and the search still goes down."""

    def hill(p):
        return -jnp.sum(p**2) + 0.01 * jnp.sum(p**4)

    rule, x = OPTIMIZERS["bfgs"].build(max_linesearch_steps=1, initial_step=0.1), jnp.array([0.1, 0.2])
    state = rule.init(x)
    for _ in range(3):
        updates, state = rule.update(jax.grad(hill)(x), state, x, value_fn=hill)
        assert hill(x + updates) < hill(x)
        np.testing.assert_array_equal(state.inverse_hessian, 0.1 * np.eye(2))
        x = x + updates


@pytest.mark.parametrize(("eps", "swerves"), [(0.1, False), (1e-6, True)])
def test_shampoo_s_epsilon_keeps_it_on_a_straight_path(eps: float, swerves: bool):
    """On a round bowl the path is a straight line, and only round-off can leave it."""
    points, _ = walk("shampoo", "bowl", np.array([[0.9, -0.7]]), 60, {"eps": eps})
    across = points[:, 0] @ np.array([0.7, 0.9])
    assert (np.abs(across).max() > 1e-3) == swerves
