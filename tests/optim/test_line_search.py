"""The line search: its steps meet the Wolfe conditions, never raise the loss, and are few."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim.line_search import wolfe_step

ORIGIN = jnp.zeros(1)
AHEAD = jnp.ones(1)
ANY, STRONG = (-0.9, jnp.inf), (-0.1, 0.1)
LINES = {
    "parabola": lambda a: (a - 3.0) ** 2,
    "far parabola": lambda a: (a - 4e3) ** 2,
    "near parabola": lambda a: (a - 1e-5) ** 2,
    "wavy": lambda a: (a - 5.0) ** 2 - 3 * jnp.sin(4 * a),
    "steep": lambda a: jnp.exp(3 * a) - 50 * a,
    "flat end": lambda a: -1 / (1 + jnp.exp(2 - 5 * a)),
    "wall": lambda a: -a - 0.1 * jnp.log(2.01 - a),
    "kink": lambda a: jnp.abs(a - 0.7),
}


def search(phi, first=1.0, flat=STRONG, most=30):
    """The step, whether it is accepted by both conditions, and how often the loss was evaluated."""
    step, slope, evaluations = wolfe_step(
        lambda x: phi(x[0]), ORIGIN, AHEAD, jnp.asarray(first), flat=flat, max_evaluations=most
    )
    there = jax.grad(phi)(step)
    lower = phi(step) <= phi(0.0) + 1e-4 * step * slope
    return step, lower & (-flat[0] * slope <= there) & (there <= -flat[1] * slope), evaluations


@pytest.mark.parametrize("flat", [ANY, STRONG], ids=["wolfe", "strong"])
@pytest.mark.parametrize("name", [name for name in LINES if name != "kink"])
def test_it_finds_an_accepted_step(name: str, flat: tuple):
    step, accepted, evaluations = search(LINES[name], flat=flat)
    assert accepted
    assert step > 0
    assert evaluations <= 15


@jax.jit
def on_parabola(lowest, first):
    return search(lambda a: (a - lowest) ** 2, first)


@given(lowest=st.floats(0.01, 100), first=st.floats(0.01, 100))
def test_on_a_parabola_it_is_quick(lowest: float, first: float):
    step, accepted, evaluations = on_parabola(lowest, first)
    assert accepted
    assert evaluations <= 8
    assert abs(step - lowest) <= 0.1 * lowest * (1 + 1e-9)


def test_within_tenfold_the_second_look_at_a_parabola_is_exact():
    for first in (0.4, 1.0, 20.0):
        step, _, evaluations = search(LINES["parabola"], first=first)
        assert evaluations == 2
        assert step == pytest.approx(3.0, rel=1e-12)


@jax.jit
def on_waves(waves, first, most):
    def phi(a):
        return jnp.sum(waves * jnp.sin(jnp.arange(1, 6) * a + waves))

    step, _, evaluations = search(phi, first, most=most)
    return step, phi(step) - phi(0.0), evaluations


@given(st.lists(st.floats(-3, 3), min_size=5, max_size=5), st.floats(1e-3, 10), st.integers(1, 8))
def test_it_never_raises_the_loss(waves: list[float], first: float, most: int):
    step, change, evaluations = on_waves(np.array(waves), first, most)
    assert change <= 0
    assert step >= 0
    assert evaluations <= most


@pytest.mark.parametrize("phi", [lambda a: a + a**2, lambda a: 0 * a], ids=["uphill", "level"])
def test_where_it_does_not_go_down_it_does_not_start(phi):
    step, _, evaluations = search(phi)
    assert (step, evaluations) == (0, 0)


def test_what_is_no_number_is_too_far():
    step, accepted, _ = search(lambda a: (a - 1.2) ** 2 + 1e-3 * jnp.log(1.5 - a), first=8.0)
    assert accepted
    assert step == pytest.approx(1.2, abs=0.2)


def test_a_kink_has_wolfe_steps_but_no_strong_ones():
    assert search(LINES["kink"], flat=ANY)[1]
    step, accepted, evaluations = search(LINES["kink"], flat=STRONG)
    assert not accepted
    assert evaluations == 30
    assert step == pytest.approx(0.7, abs=1e-3)


def test_lanes_search_side_by_side():
    lows = jnp.array([0.5, 3.0, 40.0])
    steps, _, _ = jax.vmap(
        lambda low: wolfe_step(
            lambda x: (x[0] - low) ** 2, ORIGIN, AHEAD, jnp.ones([]), flat=STRONG, max_evaluations=20
        )
    )(lows)
    np.testing.assert_allclose(steps, lows, rtol=0.1)
