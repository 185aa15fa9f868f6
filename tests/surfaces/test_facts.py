"""What rows claim about themselves, checked against their own values, over the whole ranges of their knobs."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from tests.surfaces.looking import FLAT, coarse, grid, knob_ends, knobs_of, look, outward, ring, scale, terrain

every = pytest.mark.parametrize("surface", FLAT, ids=lambda row: row.name)
with_knobs = pytest.mark.parametrize("surface", [row for row in FLAT if row.knobs], ids=lambda row: row.name)


def inside(surface, point) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(point, surface.domain, strict=True))


def assert_interior(surface, knobs, minimum, seen):
    assert np.abs(seen.gradient).max() <= 1e-9 * scale(surface, knobs)
    assert np.linalg.eigvalsh(seen.hessian[0])[0] >= -1e-6 * surface.curvature(**knobs)
    assert_lowest_around(surface, knobs, minimum)


def assert_lowest_around(surface, knobs, minimum):
    """On small circles nothing is lower, but for the rounding of terms as large as the terrain is high."""
    noise = 1e-14 * np.abs(terrain(surface, knobs)).max()
    for radius in (1e-5, 1e-3):
        assert look(surface, knobs, ring(minimum.x, radius * surface.length(**knobs))).value.min() >= (
            minimum.value - noise
        )


def assert_boundary(surface, knobs, minimum, seen):
    out = outward(surface, minimum.x)
    assert out.any(), "not on the edge of the domain"
    assert seen.gradient[0] @ out < 0.0, "the loss does not fall towards the outside"
    assert np.abs(seen.gradient[0][out == 0.0]).max(initial=0.0) <= 1e-9 * scale(surface, knobs)


def assert_kink(surface, knobs, minimum, seen):
    """By convention the gradient at a kink is 0 there, if numbers can be that very point, as whole ones can."""
    assert surface.kinks(np.array(minimum.x), **knobs)
    if np.array_equal(minimum.x, np.round(minimum.x)):
        assert np.abs(seen.gradient).max() <= 1e-9 * scale(surface, knobs)
    assert_lowest_around(surface, knobs, minimum)


KINDS = {"interior": assert_interior, "boundary": assert_boundary, "kink": assert_kink}


def assert_minima(surface, knobs):
    minima = surface.minima(**knobs)
    for minimum in minima[:: max(1, len(minima) // 12)]:
        seen = look(surface, knobs, [minimum.x])
        assert inside(surface, minimum.x)
        assert abs(seen.value[0] - minimum.value) <= 1e-9
        KINDS[minimum.kind](surface, knobs, minimum, seen)
    assert len({minimum.x for minimum in minima}) == len(minima)
    assert terrain(surface, knobs).min() >= surface.lowest(knobs) - 1e-9


def assert_saddles(surface, knobs):
    """Flat, with both higher and lower ground around: this holds where the Hessian vanishes, too."""
    for saddle in surface.saddles(**knobs):
        seen = look(surface, knobs, [saddle])
        around = look(surface, knobs, ring(saddle, 0.03 * surface.length(**knobs))).value
        assert inside(surface, saddle)
        assert np.abs(seen.gradient).max() <= 1e-9 * scale(surface, knobs)
        assert around.min() < seen.value[0] < around.max()


def assert_convexity(surface, knobs):
    """By the Hessian's smallest eigenvalue, and by midpoints, which see kinks as well."""
    heights = terrain(surface, knobs)
    noise = 1e-9 * np.abs(heights).max()
    smallest = np.linalg.eigvalsh(look(surface, knobs, coarse(surface)).hessian)[:, 0].min()
    sag = max(
        (middle - (one + other) / 2).max()
        for middle, one, other in (
            (heights[:, 8:-8], heights[:, :-16], heights[:, 16:]),
            (heights[8:-8], heights[:-16], heights[16:]),
            (heights[8:-8, 8:-8], heights[:-16, :-16], heights[16:, 16:]),
            (heights[8:-8, 8:-8], heights[16:, :-16], heights[:-16, 16:]),
        )
    )
    if surface.convex(**knobs):
        assert smallest >= -1e-9 * surface.curvature(**knobs)
        assert sag <= noise
    else:
        assert smallest < 0.0 or sag > noise


def assert_facts(surface, knobs):
    assert np.isfinite(terrain(surface, knobs)).all()
    assert_minima(surface, knobs)
    assert_saddles(surface, knobs)
    assert_convexity(surface, knobs)


@every
def test_facts_hold_as_a_visitor_meets_them(surface):
    assert_facts(surface, surface.values({}))


@pytest.mark.full
@with_knobs
def test_facts_hold_at_the_ends_of_all_knobs(surface):
    for knobs in knob_ends(surface):
        assert_facts(surface, knobs)


@with_knobs
@given(data=st.data())
@settings(max_examples=12)
def test_facts_hold_between_them(surface, data):
    assert_facts(surface, data.draw(knobs_of(surface)))


def hollows(surface, knobs):
    """Grid points not higher than their eight neighbours, the lowest eight of them."""
    heights = np.pad(terrain(surface, knobs), 1, constant_values=np.inf)
    neighbours = [np.roll(heights, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    low = (heights <= np.minimum.reduce(neighbours))[1:-1, 1:-1]
    points, values = grid(surface.domain)[low], terrain(surface, knobs)[low]
    return points[np.argsort(values, kind="stable")[:8]]


def polished(surface, knobs, start):
    """The nearby minimum: by gradients where they lead all the way, by values alone where there are kinks."""

    def value_and_gradient(x):
        seen = look(surface, knobs, [x])
        return float(seen.value[0]), seen.gradient[0]

    if surface.kinks is None:
        found = minimize(value_and_gradient, start, jac=True, bounds=surface.domain, method="L-BFGS-B", tol=1e-14)
    else:
        fine = {"xatol": 1e-11, "fatol": 1e-12}
        found = minimize(
            lambda x: value_and_gradient(x)[0], start, bounds=surface.domain, method="Nelder-Mead", options=fine
        )
    return found.x, float(found.fun)


def stands_alone(surface, knobs, minimum) -> bool:
    """Whether no curve of equal minima runs through it: a smooth minimum on one has a direction without curvature."""
    hessian = look(surface, knobs, [minimum.x]).hessian[0]
    return minimum.kind != "interior" or np.linalg.eigvalsh(hessian)[0] > 1e-9 * surface.curvature(**knobs)


@every
def test_a_search_finds_no_lower_minimum_and_no_other_equal_one(surface):
    knobs = surface.values({})
    minima, lowest = surface.minima(**knobs), surface.lowest(knobs)
    declared = np.array([minimum.x for minimum in minima])
    equal = lowest + 1e-8 * np.ptp(terrain(surface, knobs))
    for start in hollows(surface, knobs):
        x, value = polished(surface, knobs, start)
        assert value >= lowest - 1e-9
        if value <= equal and all(stands_alone(surface, knobs, minimum) for minimum in minima[:12]):
            assert np.abs(declared - x).max(axis=1).min() <= 1e-2 * surface.length(**knobs)


@every
def test_symmetries_hold(surface):
    knobs, points = surface.values({}), coarse(surface)
    value = look(surface, knobs, points).value
    noise = 1e-11 * np.abs(value).max()
    if "even" in surface.tags:
        assert np.abs(look(surface, knobs, -points).value - value).max() <= noise
    if "swap" in surface.tags:
        assert np.abs(look(surface, knobs, points[:, ::-1]).value - value).max() <= noise
    if "radial" in surface.tags:
        turned = points @ np.array([[0.6, 0.8], [-0.8, 0.6]])
        assert np.abs(look(surface, knobs, turned).value - value).max() <= noise
    if "separable" in surface.tags:
        table = value.reshape(16, 16)
        assert np.abs(table - table[:1] - table[:, :1] + table[0, 0]).max() <= noise
    if "quadratic" in surface.tags:
        hessian = look(surface, knobs, points).hessian
        assert np.abs(hessian - hessian[0]).max() <= 1e-9 * np.abs(hessian).max()
    assert surface.tags <= {"quadratic", "even", "swap", "radial", "separable"}


@every
def test_facts_are_quick_enough_to_follow_a_knob(surface):
    def seconds() -> float:
        begin = time.perf_counter()
        surface.minima(**knobs), surface.saddles(**knobs), surface.curvature(**knobs)
        return time.perf_counter() - begin

    knobs = surface.values({})
    assert min(seconds() for _ in range(5)) < 0.01
