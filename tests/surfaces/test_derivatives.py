"""Loss, gradient and Hessian of every surface: finite, in agreement with each other and with differences of values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.surfaces.looking import (
    FLAT,
    assert_same_in_every_form,
    coarse,
    knob_ends,
    knobs_of,
    look,
    points_of,
    scale,
)

pytestmark = pytest.mark.parametrize("surface", FLAT, ids=lambda row: row.name)


def kinked(surface, knobs, points):
    """Where the gradient may jump; nowhere on a smooth surface."""
    return np.zeros(len(points), bool) if surface.kinks is None else surface.kinks(points, **knobs)


def assert_sound(surface, knobs, points):
    seen = look(surface, knobs, points)
    assert np.isfinite(seen.value).all()
    assert np.isfinite(seen.gradient).all()
    noise = 1e-9 * np.abs(seen.gradient).max(axis=1, keepdims=True) + 1e-13 * scale(surface, knobs)
    assert (np.abs(seen.forward - seen.gradient) <= noise).all()
    smooth = ~kinked(surface, knobs, points)
    assert np.isfinite(seen.hessian[smooth]).all()
    bend = np.abs(seen.hessian).max(axis=(1, 2), keepdims=True) + 1e-9 * surface.curvature(**knobs)
    assert (np.abs(seen.hessian - seen.hessian_forward) <= 1e-6 * bend)[smooth].all()


@given(data=st.data())
@settings(max_examples=12)
def test_everything_is_finite_and_both_modes_agree(surface, data):
    assert_sound(surface, data.draw(knobs_of(surface)), data.draw(points_of(surface)))


def test_so_it_is_at_special_points(surface):
    (x0, x1), (y0, y1) = surface.domain
    lines = np.array([(a, b) for a in (x0, 0.0, (x0 + x1) / 2, x1) for b in (y0, 0.0, (y0 + y1) / 2, y1)])
    for knobs in knob_ends(surface):
        known = [minimum.x for minimum in surface.minima(**knobs)] + list(surface.saddles(**knobs))
        assert_sound(surface, knobs, np.array([*known[:200], *lines, surface.start, (-0.0, -0.0), (1e-170, -1e-170)]))


def test_the_loss_goes_on_outside_the_domain(surface):
    centre = np.mean(surface.domain, axis=1)
    seen = look(surface, surface.values({}), centre + 3.0 * (coarse(surface) - centre))
    assert np.isfinite(seen.value).all()
    assert np.isfinite(seen.gradient).all()


def test_gradients_are_what_differences_of_values_say(surface):
    knobs = surface.values({})
    points = coarse(surface)
    points = points[~kinked(surface, knobs, points)]
    h = 1e-4 * surface.length(**knobs)
    gradient = look(surface, knobs, points).gradient
    tolerance = 1e-4 * np.linalg.norm(gradient, axis=1) + 1e-7 * scale(surface, knobs)
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        values = [look(surface, knobs, points + k * step).value for k in (-2, -1, 1, 2)]
        difference = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
        assert (np.abs(difference - gradient[:, axis]) <= tolerance).all()


@pytest.mark.full
def test_hessians_are_what_differences_of_gradients_say(surface):
    knobs = surface.values({})
    points = coarse(surface)
    points = points[~kinked(surface, knobs, points)]
    h = 1e-4 * surface.length(**knobs)
    hessian = look(surface, knobs, points).hessian
    tolerance = 1e-3 * np.abs(hessian).max(axis=(1, 2))[:, None] + 1e-6 * surface.curvature(**knobs)
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        ahead, behind = (look(surface, knobs, points + sign * step).gradient for sign in (1, -1))
        assert (np.abs((ahead - behind) / (2 * h) - hessian[:, axis]) <= tolerance).all()


def test_plain_compiled_and_batched_are_the_same_function(surface):
    points = coarse(surface)[::11]
    assert_same_in_every_form(surface.build(), points, look(surface, surface.values({}), points).value)
