"""Turned and shifted surfaces keep all that is known about them."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaces import Frame
from surfaces.frame import to_landscape, turned
from tests.sampling import sampled, spread
from tests.surfaces.looking import (
    FLAT,
    assert_same_in_every_form,
    coarse,
    grid,
    heights,
    look,
    outward,
    points_of,
    ring,
    scale,
)

every = pytest.mark.parametrize("surface", FLAT, ids=lambda row: row.name)
#: In the normal run: a minimum on the edge, kinks at the origin and elsewhere, and none of these.
SAMPLE = {"eggholder", "ackley", "bukin_6", "himmelblau"}


def of(sample):
    """All rows as a test's parameters, those that are no sample for the full run only."""
    return pytest.mark.parametrize("surface", sampled(FLAT, sample, lambda row: row.name))


few, many = of(SAMPLE), of(SAMPLE.union(spread([row.name for row in FLAT], 16)))


def having(kind: str):
    """The rows with a minimum of a kind."""
    return [row for row in FLAT if kind in {minimum.kind for minimum in row.minima(**row.values({}))}]


def frame_for(surface):
    length = surface.length(**surface.values({}))
    return Frame(37.0, 0.3 * length, -0.2 * length)


def behind(surface, frame, points):
    """The landscape's own coordinates of points of the viewer, shape (..., 2)."""
    return np.stack(to_landscape(points[..., 0], points[..., 1], frame.coefficients(surface)), axis=-1)


def framed(surface, frame, points):
    """Values and gradients, in the viewer's coordinates, of the loss behind a frame."""
    coefficients = frame.coefficients(surface)
    seen = look(surface, surface.values({}), behind(surface, frame, points))
    gradient = np.stack(turned(seen.gradient[:, 0], seen.gradient[:, 1], coefficients), axis=-1)
    return seen.value, gradient


@many
def test_minima_move_along(surface):
    frame, knobs = frame_for(surface), surface.values({})
    minima = frame.minima(surface, knobs)
    values, gradients = framed(surface, frame, np.array([minimum.x for minimum in minima]))
    (x0, x1), (y0, y1) = frame.window(surface)
    for minimum, value, gradient in zip(minima, values, gradients, strict=True):
        assert abs(value - minimum.value) <= 1e-9
        assert x0 <= minimum.x[0] <= x1
        assert y0 <= minimum.x[1] <= y1
        if minimum.kind == "interior":
            assert np.abs(gradient).max() <= 1e-9 * scale(surface, knobs)
        if minimum.kind == "kink":
            around, _ = framed(surface, frame, ring(minimum.x, 1e-3 * surface.length(**knobs)))
            assert around.min() >= value - 1e-12


@pytest.mark.parametrize("surface", having("boundary"), ids=lambda row: row.name)
def test_past_the_edge_the_loss_goes_on_falling(surface):
    frame, knobs = frame_for(surface), surface.values({})
    for x in [minimum.x for minimum in surface.minima(**knobs) if minimum.kind == "boundary"]:
        beyond = np.add(x, 1e-4 * surface.length(**knobs) * outward(surface, x))
        here, there = (np.array(frame.place(surface, tuple(point))) for point in (x, beyond))
        values, gradients = framed(surface, frame, np.array([here, there]))
        assert values[1] < values[0]
        assert gradients[0] @ (there - here) < 0.0


@pytest.mark.parametrize("surface", having("kink"), ids=lambda row: row.name)
def test_at_the_very_point_of_a_kink_there_is_no_slope(surface):
    """Whole numbers can be that point, and quarter turns and shifts by powers of two meet it to the last bit."""
    frame, knobs = Frame(90.0, 0.25, -0.5), surface.values({})
    kinks = np.array([minimum.x for minimum in surface.minima(**knobs) if minimum.kind == "kink"])
    whole = kinks[(kinks == np.round(kinks)).all(axis=1)]
    points = np.array([frame.place(surface, tuple(point)) for point in whole])
    np.testing.assert_array_equal(behind(surface, frame, points), whole)
    _, gradients = framed(surface, frame, points)
    assert np.abs(gradients).max() <= 1e-9 * scale(surface, knobs)


@every
def test_saddles_move_along(surface):
    frame, knobs = frame_for(surface), surface.values({})
    for saddle in frame.saddles(surface, knobs):
        value, gradient = framed(surface, frame, np.array([saddle]))
        around, _ = framed(surface, frame, ring(saddle, 0.03 * surface.length(**knobs)))
        assert around.min() < value[0] < around.max()
        assert np.abs(gradient).max() <= 1e-9 * scale(surface, knobs)


@every
def test_the_turned_gradient_is_that_of_the_turned_loss(surface):
    frame, knobs = frame_for(surface), surface.values({})
    points = np.array([frame.place(surface, tuple(point)) for point in coarse(surface)])
    kinked = np.zeros(len(points), bool) if surface.kinks is None else surface.kinks(coarse(surface), **knobs)
    _, gradient = framed(surface, frame, points)
    h = 1e-4 * surface.length(**knobs)
    tolerance = 1e-4 * np.linalg.norm(gradient, axis=1) + 1e-7 * scale(surface, knobs)
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        values = [framed(surface, frame, points + k * step)[0] for k in (-2, -1, 1, 2)]
        difference = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
        assert (np.abs(difference - gradient[:, axis]) <= tolerance)[~kinked].all()


@every
@given(data=st.data())
@settings(max_examples=8)
def test_in_any_frame_it_is_as_sound_as_low_and_as_convex_as_it_was(surface, data):
    """Finite wherever the window shows it, nowhere below its lowest minimum, and no less convex along any line."""
    knobs, length = surface.values({}), surface.length(**surface.values({}))
    angle, dx, dy = (data.draw(st.floats(-most, most)) for most in (180.0, length, length))
    frame = Frame(angle, dx, dy)
    own = data.draw(points_of(surface))
    points = np.array([frame.place(surface, tuple(point)) for point in own])
    value, gradient = framed(surface, frame, points)
    assert np.isfinite(value).all()
    assert np.isfinite(gradient).all()
    noise = 1e-9 * (1.0 + np.abs(value).max())
    assert (value >= surface.lowest(knobs) - noise).all()
    if surface.convex(**knobs):
        one, other = points[::2], points[1::2]
        middle, _ = framed(surface, frame, (one + other) / 2)
        assert (middle <= (value[::2] + value[1::2]) / 2 + noise).all()


@every
def test_there_and_back_and_the_frame_that_does_nothing(surface):
    frame = frame_for(surface)
    back = to_landscape(*frame.place(surface, surface.start), frame.coefficients(surface))
    assert back == pytest.approx(surface.start, rel=1e-12)
    still = Frame()
    assert still.place(surface, surface.start) == surface.start
    assert to_landscape(*surface.start, still.coefficients(surface)) == surface.start
    assert still.window(surface) == surface.domain


@every
def test_an_angle_a_hair_below_none_is_none(surface):
    assert Frame(-5e-152, 0.0, 0.0).coefficients(surface) == Frame(0.0, 0.0, 0.0).coefficients(surface)


@few
def test_nothing_that_its_window_shows_is_lower(surface):
    frame, knobs = frame_for(surface), surface.values({})
    own = behind(surface, frame, grid(frame.window(surface)))
    low, high = np.array(surface.domain).T
    inside = ((own >= low) & (own <= high)).all(axis=-1)
    assert inside.mean() > 0.3
    assert heights(surface, knobs, own)[inside].min() >= surface.lowest(knobs) - 1e-9


@few
def test_plain_compiled_and_batched_are_the_same_function(surface):
    frame, loss = frame_for(surface), surface.build()
    points = np.array([frame.place(surface, tuple(point)) for point in coarse(surface)[::11]])

    def turned_loss(x):
        return loss(jnp.stack(to_landscape(x[0], x[1], frame.coefficients(surface))))

    assert_same_in_every_form(turned_loss, points, framed(surface, frame, points)[0])
