"""Surfaces of more than two variables: what they claim, checked in the whole space."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import rosen, rosen_der, rosen_hess

from surfaces import SURFACES
from tests.surfaces.looking import assert_same_in_every_form, knob_ends, knobs_of

ROWS = [row for row in SURFACES.values() if not row.is_flat]
every = pytest.mark.parametrize("surface", ROWS, ids=lambda row: row.name)


def derivatives(surface, knobs, x):
    loss = surface.build(**knobs)
    x = jnp.asarray(x)
    return float(loss(x)), np.asarray(jax.grad(loss)(x)), np.asarray(jax.hessian(loss)(x))


def points(surface, knobs, count, seed=0):
    """Random points about the window, on the plane and off it, (count, d)."""
    rng = np.random.default_rng(seed)
    low, high = np.array(surface.domain).T
    places = surface.plane.embed(rng.uniform(low, high, (count, 2)))
    return places + rng.normal(size=places.shape) * surface.length(**knobs) * rng.choice([0.0, 1.0], (count, 1))


@every
def test_minima_and_saddles_are_what_they_are_said_to_be(surface):
    for knobs in knob_ends(surface):
        size = surface.curvature(**knobs) * surface.length(**knobs)
        for minimum in surface.minima(**knobs):
            value, gradient, hessian = derivatives(surface, knobs, minimum.x)
            assert abs(value - minimum.value) <= 1e-9
            assert np.abs(gradient).max() <= 1e-9 * size
            assert np.linalg.eigvalsh(hessian)[0] >= -1e-9 * surface.curvature(**knobs)
        for saddle in surface.saddles(**knobs):
            _, gradient, hessian = derivatives(surface, knobs, saddle)
            assert np.abs(gradient).max() <= 1e-9 * size
            eigenvalues = np.linalg.eigvalsh(hessian)
            assert eigenvalues[0] < 0 < eigenvalues[-1]


@every
@given(data=st.data())
@settings(max_examples=12)
def test_nothing_is_lower_and_everything_is_finite(surface, data):
    knobs = data.draw(knobs_of(surface))
    loss = surface.build(**knobs)
    where = points(surface, knobs, 256, data.draw(st.integers(0, 2**16)))
    values, gradients = jax.vmap(jax.value_and_grad(loss))(jnp.asarray(where))
    assert np.isfinite(values).all()
    assert np.isfinite(gradients).all()
    assert np.min(values) >= surface.lowest(knobs) - 1e-9


@every
def test_gradients_are_what_differences_of_values_say(surface):
    knobs = surface.values({})
    h = 1e-5 * surface.length(**knobs)
    loss = jax.jit(surface.build(**knobs))
    for x in points(surface, knobs, 4):
        _, gradient, _ = derivatives(surface, knobs, x)
        differences = [(loss(x + h * axis) - loss(x - h * axis)) / (2 * h) for axis in np.eye(surface.dimension)]
        scale = np.abs(gradient).max() + surface.curvature(**knobs) * surface.length(**knobs)
        assert np.abs(np.array(differences) - gradient).max() <= 1e-6 * scale


@every
def test_plain_compiled_and_batched_are_the_same_function(surface):
    loss, where = surface.build(), points(surface, surface.values({}), 16)
    assert_same_in_every_form(loss, where, np.asarray(jax.vmap(loss)(jnp.asarray(where))))


@every
def test_marks_of_the_map_lie_on_the_plane(surface):
    knobs = surface.values({})
    for x in [minimum.x for minimum in surface.minima(**knobs)] + list(surface.saddles(**knobs)):
        assert surface.plane.distance(np.array(x)) <= 1e-12


def test_rosenbrock_in_three_variables_is_the_one_of_scipy():
    knobs = {"b": 100.0}
    for x in points(SURFACES["rosenbrock_3d"], knobs, 8):
        value, gradient, hessian = derivatives(SURFACES["rosenbrock_3d"], knobs, x)
        assert value == pytest.approx(rosen(x), rel=1e-12)
        assert gradient == pytest.approx(rosen_der(x), rel=1e-10, abs=1e-9)
        assert hessian == pytest.approx(rosen_hess(x), rel=1e-10, abs=1e-9)


def test_matrix_factorization_is_half_the_squared_distance_of_matrices():
    surface = SURFACES["matrix_factorization"]
    for x in points(surface, surface.values({}), 8):
        u, v = x[:4].reshape(2, 2), x[4:].reshape(2, 2)
        value, gradient, _ = derivatives(surface, {"condition_number": 10.0}, x)
        missing = u @ v - np.diag([1.0, 0.1])
        assert value == pytest.approx(0.5 * np.linalg.norm(missing) ** 2, rel=1e-12)
        assert gradient == pytest.approx(np.concatenate([(missing @ v.T).ravel(), (u.T @ missing).ravel()]), abs=1e-12)
