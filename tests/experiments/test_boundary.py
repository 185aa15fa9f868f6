"""The dimension of a boundary, on boundaries whose dimension is known."""

import numpy as np
import pytest

from experiments import RunSpec
from experiments.boundary import dimension, edges
from experiments.sweeps import basins_at


def test_a_smooth_curve_has_dimension_one():
    y, x = np.mgrid[-1:1:512j, -1:1:512j]
    found = dimension(np.hypot(x, y) < 0.7)
    assert found.value == pytest.approx(1.0, abs=0.06)
    assert found.fit > 0.995
    assert found.counts[0] == edges(np.hypot(x, y) < 0.7).sum()


def test_regions_smaller_than_the_largest_boxes_are_not_rough():
    y, x = np.mgrid[:256, :256]
    assert dimension(x // 25 + 11 * (y // 25)).value == pytest.approx(1.0, abs=0.1)


def test_noise_fills_the_plane():
    labels = np.random.default_rng(0).integers(0, 4, (256, 256))
    assert dimension(labels).value == pytest.approx(2.0, abs=0.1)


def test_the_boundary_of_newton_s_basins_has_its_own():
    """Newton's method on z³ = 1: 1.429 is what its periodic orbits give, and a picture of it comes near that."""
    y, x = np.mgrid[-2:2:512j, -2:2:512j]
    z = x + 1j * y
    for _ in range(60):
        z = z - (z**3 - 1) / (3 * z * z)
    roots = np.exp(2j * np.pi * np.arange(3) / 3)
    assert dimension(np.abs(z[..., None] - roots).argmin(axis=-1)).value == pytest.approx(1.43, abs=0.03)


def test_at_a_large_rate_a_boundary_is_rough_at_every_zoom_and_each_zoom_is_computed_afresh():
    """Heavy ball at 20 times its default rate, about a place where all basins meet."""
    spec = RunSpec("himmelblau", "momentum", {"learning_rate": 0.015}, steps=200)
    for part in (1.0, 1 / 256):
        x, y = (np.linspace(middle - 5 * part, middle + 5 * part, 192) for middle in (4.3669, 3.1871))
        minimum = basins_at(spec, x, y).arrays["minimum"]
        found = dimension(minimum)
        assert found.value > 1.3
        assert found.fit > 0.99
        again = basins_at(spec, x[100:130], y[40:60]).arrays["minimum"]
        assert np.array_equal(again, minimum[40:60, 100:130])


@pytest.mark.parametrize("labels", [np.zeros((64, 64)), np.eye(4)])
def test_too_little_of_it_has_none(labels):
    assert dimension(labels) is None
