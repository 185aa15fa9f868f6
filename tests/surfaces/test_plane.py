"""Planes: there and back, distances, and derivatives along them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from surfaces import Plane

NUMBERS = st.floats(-10.0, 10.0)


def vectors(*shape):
    return arrays.arrays(float, shape, elements=NUMBERS)


def skew():
    """Directions of different lengths that do not stand at right angles."""
    return Plane.through((1.0, -2.0, 0.5, 3.0), (1.0, 1.0, 0.0, 0.0), (0.0, 2.0, 1.0, 0.0))


@given(place=vectors(2))
def test_places_are_found_again_and_lie_on_the_plane(place):
    plane = skew()
    point = plane.embed(place)
    assert plane.project(point) == pytest.approx(place, abs=1e-12)
    assert plane.distance(point) == pytest.approx(0.0, abs=1e-12)


@given(point=vectors(4), place=vectors(2))
def test_the_shadow_is_the_nearest_place(point, place):
    plane = skew()
    assert plane.distance(point) <= np.linalg.norm(point - plane.embed(place)) + 1e-9


@given(point=vectors(4), step=vectors(4))
def test_displacements_move_the_shadow(point, step):
    plane = skew()
    assert plane.along(step) == pytest.approx(plane.project(point + step) - plane.project(point), abs=1e-10)


@given(matrix=vectors(4, 4), place=vectors(2))
def test_slope_and_bend_are_the_derivatives_of_the_slice(matrix, place):
    plane, hessian = skew(), matrix + matrix.T

    def loss(at):
        x = plane.embed(at)
        return 0.5 * x @ hessian @ x

    h, axes = 1e-3, np.eye(2)
    ahead = np.array([loss(place + h * axis) - loss(place - h * axis) for axis in axes]) / (2 * h)
    assert plane.slope(hessian @ plane.embed(place)) == pytest.approx(ahead, abs=1e-4)
    bend = [
        [loss(place + h * (i + j)) - loss(place + h * i) - loss(place + h * j) + loss(place) for j in axes]
        for i in axes
    ]
    assert plane.bend(hessian) == pytest.approx(np.array(bend) / h**2, abs=1e-2)


def test_two_variables_are_their_own_plane_to_the_last_bit():
    points = np.array([[0.1, -0.3], [np.inf, np.nan]])
    plane = Plane.whole()
    assert plane.embed(points) is points
    assert plane.project(points) is points


def test_another_plane_of_two_variables_is_not_the_whole():
    turned = Plane.through((1.0, 0.0), (0.0, 2.0), (1.0, 0.0))
    assert turned.embed(np.array([0.5, 3.0])).tolist() == [4.0, 1.0]
    assert turned.project(np.array([4.0, 1.0])) == pytest.approx([0.5, 3.0])


@pytest.mark.parametrize("directions", [((1.0, 2.0, 0.0), (2.0, 4.0, 0.0)), ((0.0,) * 3, (1.0,) * 3)])
def test_directions_that_span_no_plane_are_refused(directions):
    with pytest.raises(ValueError, match="span no plane"):
        Plane.through((0.0, 0.0, 0.0), *directions)
