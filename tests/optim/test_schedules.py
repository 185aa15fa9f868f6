"""Schedules against Optax's, evaluated as their rows name them."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim import SCHEDULES
from optim.schedules import COMPARED, HEIGHTS

KINDS = [
    "constant", "step", "exponential", "inverse_time", "linear", "polynomial", "cosine", "warmup_cosine", "one_cycle",
    "warm_restarts", "drawn",
]  # fmt: skip
#: Those that rise somewhere, or nowhere fall.
NOT_FALLING = {"constant", "warmup_cosine", "one_cycle", "warm_restarts", "drawn"}


def turned(name: str, share: float) -> dict[str, float]:
    """Every knob at a share of its range."""
    return {knob.name: knob.low + share * (knob.high - knob.low) for knob in SCHEDULES[name].knobs}


def test_there_are_eleven():
    assert list(SCHEDULES) == KINDS


def test_what_is_compared_is_there():
    assert set(COMPARED) < set(SCHEDULES)


@pytest.mark.parametrize("name", KINDS)
def test_the_row_is_whole(name: str):
    row = SCHEDULES[name]
    assert tuple(inspect.signature(row.function).parameters)[2:] == tuple(knob.name for knob in row.knobs)
    assert row.caption.endswith(".")
    assert row.formula
    assert row.reference.text
    assert all(knob.help.endswith(".") for knob in row.knobs)


@pytest.mark.parametrize("steps", [1, 133])
@pytest.mark.parametrize("name", [name for name in KINDS if SCHEDULES[name].optax])
def test_it_is_the_optax_schedule_it_names(name: str, steps: int):
    row = SCHEDULES[name]
    for share in (None, 0.1, 0.37, 0.9):
        knobs = row.knob_numbers({}) if share is None else turned(name, share)
        theirs = eval(row.optax, {"optax": optax, "steps": steps}, knobs)  # noqa: S307
        expected = jax.vmap(theirs)(jnp.arange(steps))
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


@pytest.mark.parametrize("name", [name for name in KINDS if name not in NOT_FALLING])
def test_the_others_only_fall(name: str):
    multipliers = SCHEDULES[name].multipliers(200)
    assert multipliers[0] == 1
    assert (np.diff(multipliers) <= 0).all()
    assert multipliers[-1] < 0.2


def test_the_warm_up_rises_and_then_falls():
    multipliers = SCHEDULES["warmup_cosine"].multipliers(200, warmup=0.25)
    assert np.argmax(multipliers) == 50
    assert multipliers[[0, 25, 50]] == pytest.approx([0, 0.5, 1])


def test_one_cycle_goes_up_and_back_and_then_dies_out():
    multipliers = SCHEDULES["one_cycle"].multipliers(200, pct_start=0.25, pct_final=0.75, div_factor=10.0)
    assert multipliers[[0, 25, 50, 100, 150]] == pytest.approx([0.1, 0.55, 1.0, 0.55, 0.1])
    assert 0 < multipliers[-1] < 0.003
    assert (np.diff(multipliers[:51]) > 0).all()
    assert (np.diff(multipliers[50:]) < 0).all()


def test_warm_restarts_are_optax_s_joined_cosines():
    periods = [30, 60, 120, 240]
    theirs = optax.sgdr_schedule(
        [
            {"init_value": 1.0, "peak_value": 1.0, "warmup_steps": 0, "decay_steps": period, "end_value": 0.1}
            for period in periods
        ]
    )
    ours = SCHEDULES["warm_restarts"].multipliers(300, first=0.1, multiplier=2.0, end_value=0.1)
    np.testing.assert_allclose(ours, theirs(jnp.arange(300)), rtol=1e-12)
    assert [k for k in range(300) if ours[k] == 1.0] == [0, 30, 90, 210]


@given(st.integers(1, 600), st.floats(0.01, 1), st.floats(1, 4))
def test_every_period_is_longer_than_the_last_and_starts_at_the_full_rate(steps: int, first: float, multiplier: float):
    multipliers = SCHEDULES["warm_restarts"].multipliers(steps, first=first, multiplier=multiplier)
    starts = np.flatnonzero(multipliers == 1.0)
    assert starts[0] == 0
    assert (np.diff(starts, n=2) >= -1).all()  # each length is rounded to whole steps
    rises = np.flatnonzero(np.diff(multipliers) > 0) + 1
    assert set(rises) <= set(starts)


def test_a_drawn_curve_goes_through_its_heights():
    heights = [1e-4, 0.3, 1.0, 0.5, 0.5, 0.07, 0.002, 1e-3]
    knobs = {knob.name: height for knob, height in zip(HEIGHTS, heights, strict=True)}
    multipliers = SCHEDULES["drawn"].multipliers(71, **knobs)
    np.testing.assert_allclose(multipliers[::10], heights, rtol=1e-12)
    np.testing.assert_allclose(multipliers[5::10], np.sqrt(np.multiply(heights[1:], heights[:-1])), rtol=1e-12)
    assert SCHEDULES["drawn"].multipliers(1, **knobs) == pytest.approx([1e-4])
    assert (SCHEDULES["drawn"].multipliers(50) == 1).all()


def test_an_unknown_knob_is_named():
    with pytest.raises(KeyError, match="did you mean 'decay_rate'"):
        SCHEDULES["step"].multipliers(10, decay_rat=0.5)
