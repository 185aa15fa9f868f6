"""Shades: what any landscape may count on, and what the known ones get."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from plots.shade import Shade

LOSSES = arrays(np.float64, (6, 7), elements=st.floats(-1e9, 1e9, width=32))


def window(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    line = np.linspace(low, high, 101)
    return tuple(np.meshgrid(line, line))


X, Y = window(-2, 2)
ROSENBROCK = (1 - X) ** 2 + 100 * (Y - X**2) ** 2


@given(LOSSES)
def test_any_landscape_is_shaded_from_nought_to_one_in_its_own_order(z):
    shades = Shade.of(z).shade(z)
    assert shades.shape == z.shape
    assert shades.min() == 0
    assert shades.max() <= 1 + 1e-12
    order = np.argsort(z, axis=None)
    assert (np.diff(shades.reshape(-1)[order]) >= 0).all()


@given(LOSSES, st.floats(-0.5, 1.5))
def test_a_shade_and_its_loss_belong_together(z, s):
    shade = Shade.of(z)
    assert shade.shade(shade.loss(s)) == pytest.approx(s, abs=1e-5)


@given(LOSSES)
def test_levels_rise_at_even_steps_and_ticks_stay_inside(z):
    shade = Shade.of(z)
    np.testing.assert_allclose(shade.shade(shade.levels(8)), np.arange(1, 8) / 8, atol=1e-6)
    ticks = shade.ticks()
    assert all(shade.base <= tick <= shade.top for tick in ticks)
    assert ticks == sorted(set(ticks))


@pytest.mark.parametrize(
    ("landscape", "logarithmic"),
    [
        (X**2 + Y**2, False),
        (X**2 + 1000 * Y**2, False),
        (X**2 - Y**2, False),
        (np.abs(X) + np.abs(Y), False),
        (ROSENBROCK, True),
        (np.exp(4 * X), True),
        ((X * X + Y * Y) ** 4, True),
    ],
)
def test_the_scale_is_logarithmic_where_losses_span_decades(landscape, logarithmic):
    assert Shade.of(landscape).logarithmic is logarithmic


def test_a_straight_shade_is_straight():
    z = X**2 + Y**2
    np.testing.assert_allclose(Shade.of(z, 0.0).shade(z), z / 8, atol=1e-6)


def test_a_known_minimum_is_the_base_only_near_the_landscape():
    assert Shade.of(ROSENBROCK + 3.0, 3.0).base == 3.0
    assert Shade.of(ROSENBROCK + 1e6, 0.0).base == (ROSENBROCK + 1e6).min()
    assert Shade.of([[1.0, 2.0]], 1.0 + 1e-9).base == 1.0


def test_what_is_not_finite_is_left_out_of_account():
    shade = Shade.of([[0.0, 1.0], [np.nan, np.inf]])
    assert (shade.base, shade.top) == (0.0, 1.0)
    with pytest.raises(ValueError, match="finite"):
        Shade.of([np.nan])


def test_a_flat_landscape_has_a_shade():
    assert (Shade.of(np.full((3, 3), 7.0)).shade(np.full((3, 3), 7.0)) == 0).all()


def test_ticks_are_round():
    assert Shade.of(X**2 + Y**2, 0.0).ticks() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert all(
        f"{tick:g}".rstrip("0.").replace(".", "").lstrip("0") in {"", *"123456789"}
        for tick in Shade.of(ROSENBROCK).ticks()
    )
