"""Schedules against Optax's, evaluated as their rows name them."""

import inspect

import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim import SCHEDULES

KINDS = ["constant", "step", "exponential", "inverse_time", "linear", "polynomial", "cosine", "warmup_cosine"]


def turned(name: str, share: float) -> dict[str, float]:
    """Every knob at a share of its range."""
    return {knob.name: knob.low + share * (knob.high - knob.low) for knob in SCHEDULES[name].knobs}


def test_there_are_eight():
    assert list(SCHEDULES) == KINDS


@pytest.mark.parametrize("name", KINDS)
def test_the_row_is_whole(name: str):
    row = SCHEDULES[name]
    assert tuple(inspect.signature(row.function).parameters)[2:] == tuple(knob.name for knob in row.knobs)
    assert row.caption.endswith(".")
    assert row.formula
    assert row.reference.text
    assert all(knob.help.endswith(".") for knob in row.knobs)


@pytest.mark.parametrize("steps", [1, 7, 100, 333])
@pytest.mark.parametrize("name", [name for name in KINDS if SCHEDULES[name].optax])
def test_it_is_the_optax_schedule_it_names(name: str, steps: int):
    row = SCHEDULES[name]
    for share in (None, 0.1, 0.37, 0.9):
        knobs = row.knob_numbers({}) if share is None else turned(name, share)
        theirs = eval(row.optax, {"optax": optax, "steps": steps}, knobs)  # noqa: S307
        expected = np.broadcast_to(theirs(jnp.arange(steps)), (steps,))
        np.testing.assert_allclose(row.multipliers(steps, **knobs), expected, rtol=1e-12, atol=1e-12)


def test_inverse_time_has_no_optax_name_and_keeps_its_formula():
    assert not SCHEDULES["inverse_time"].optax
    expected = [1 / (1 + 4.0 * k / 50) for k in range(50)]
    np.testing.assert_allclose(SCHEDULES["inverse_time"].multipliers(50, decay_rate=4.0), expected, rtol=1e-12)


@given(st.sampled_from(KINDS), st.integers(1, 600), st.floats(0, 1))
def test_multipliers_are_shares_of_the_base_rate(name: str, steps: int, share: float):
    multipliers = SCHEDULES[name].multipliers(steps, **turned(name, share))
    assert (multipliers.shape, multipliers.dtype) == ((steps,), np.float64)
    assert (multipliers >= 0).all()
    assert (multipliers <= 1 + 1e-12).all()


@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("constant", "warmup_cosine")])
def test_all_but_the_warm_up_only_fall(name: str):
    multipliers = SCHEDULES[name].multipliers(200)
    assert multipliers[0] == 1
    assert (np.diff(multipliers) <= 0).all()
    assert multipliers[-1] < 0.2


def test_the_warm_up_rises_and_then_falls():
    multipliers = SCHEDULES["warmup_cosine"].multipliers(200, warmup=0.25)
    assert np.argmax(multipliers) == 50
    assert multipliers[[0, 25, 50]] == pytest.approx([0, 0.5, 1])


def test_an_unknown_knob_is_named():
    with pytest.raises(KeyError, match="did you mean 'decay_rate'"):
        SCHEDULES["step"].multipliers(10, decay_rat=0.5)
