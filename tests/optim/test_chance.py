"""Rows that draw random numbers: their paths for given draws, and what they do on average."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optim import OPTIMIZERS
from tests.optim.test_textbook import START, loss, slope

RNG = np.random.default_rng(3)
NOISE, CHANCES = RNG.standard_normal((60, 2)), RNG.random(60)


def himmelblau(x: jax.Array) -> jax.Array:
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def path(name: str, value_fn, start: np.ndarray, noise: np.ndarray, chances: np.ndarray, **knobs) -> np.ndarray:
    """The points of a walk with given draws, shape (steps + 1, d)."""
    row, rule = OPTIMIZERS[name], OPTIMIZERS[name].build(**knobs)

    def step(carry, draws):
        x, state = carry
        offers = {"value_fn": value_fn, "noise": draws[0], "uniform": draws[1]}
        updates, state = rule.update(jax.grad(value_fn)(x), state, x, **{want: offers[want] for want in row.wants})
        return (x + updates, state), x + updates

    x = jnp.asarray(start)
    _, points = jax.lax.scan(step, (x, rule.init(x)), (jnp.asarray(noise), jnp.asarray(chances)))
    return np.concatenate([start[None], points])


def langevin(p: np.ndarray, rate: float, temperature: float) -> np.ndarray:
    points = [p]
    for push in NOISE:
        p = p - rate * slope(p) + np.sqrt(2 * rate * temperature) * push
        points.append(p)
    return np.stack(points)


def annealing(p: np.ndarray, size: float, temperature: float, cooling: float) -> np.ndarray:
    points = [p]
    for push, chance in zip(NOISE, CHANCES, strict=True):
        trial = p + size * push
        rise = loss(trial) - loss(p)
        if rise <= 0 or chance < np.exp(-rise / temperature):
            p = trial
        temperature = temperature * cooling
        points.append(p)
    return np.stack(points)


def search(p: np.ndarray, size: float) -> np.ndarray:
    points = [p]
    for push in NOISE:
        p = min(p, p + size * push, key=loss)
        points.append(p)
    return np.stack(points)


CASES = {
    "langevin": ({"learning_rate": 0.005, "temperature": 20.0}, lambda: langevin(START, 0.005, 20.0)),
    "simulated_annealing": (
        {"step_size": 0.5, "temperature": 50.0, "cooling": 0.97},
        lambda: annealing(START, 0.5, 50.0, 0.97),
    ),
    "random_search": ({"step_size": 0.5}, lambda: search(START, 0.5)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_path_is_the_textbook_s(name: str):
    knobs, textbook = CASES[name]
    expected = textbook()
    assert np.ptp(expected, axis=0).min() > 0.5
    np.testing.assert_allclose(path(name, himmelblau, START, NOISE, CHANCES, **knobs), expected, rtol=1e-9, atol=1e-9)


def test_annealing_accepts_rises_and_refuses_some():
    losses = np.array([loss(p) for p in annealing(START, 0.5, 50.0, 0.97)])
    assert (np.diff(losses) > 0).any()
    assert (np.diff(losses) == 0).any()


def test_annealing_without_heat_is_random_search():
    cold = path("simulated_annealing", himmelblau, START, NOISE, CHANCES, step_size=0.5, temperature=1e-12)
    np.testing.assert_array_equal(cold, path("random_search", himmelblau, START, NOISE, CHANCES, step_size=0.5))


def visited(name: str, value_fn, **knobs) -> np.ndarray:
    """The places of a long walk in one dimension, without its beginning."""
    rng = np.random.default_rng(0)
    return path(name, value_fn, np.zeros(1), rng.standard_normal((200_000, 1)), rng.random(200_000), **knobs)[1000:, 0]


def test_langevin_is_as_hot_as_its_card_says():
    """On a parabola of curvature h the variance is T / h, times 1 / (1 - rate h / 2) for the finite step."""
    places = visited("langevin", lambda x: 3 * x[0] ** 2 / 2, learning_rate=0.4, temperature=0.05)
    assert places.var() == pytest.approx(0.05 / 3 / (1 - 0.4 * 3 / 2), rel=0.02)


def test_annealing_at_one_temperature_visits_as_boltzmann_says():
    """Metropolis leaves exp(-f / T) as it is, for any step: here in two wells, one of them higher by 1."""
    places = visited(
        "simulated_annealing",
        lambda x: 4 * (x[0] ** 2 - 1) ** 2 + x[0] / 2,
        step_size=1.5,
        temperature=1.0,
        cooling=1.0,
    )
    grid = np.linspace(-3, 3, 6001)
    weights = np.exp(-(4 * (grid**2 - 1) ** 2 + grid / 2))
    expected = weights[grid > 0].sum() / weights.sum()
    assert (places > 0).mean() == pytest.approx(expected, abs=0.015)
