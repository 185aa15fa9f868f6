"""Curvature and fields against closed forms."""

import numpy as np
import pytest

from experiments import curvature, terrain
from experiments.fields import losses
from surfaces import SURFACES, Frame
from tests.sampling import sampled, spread

FLAT = [name for name, row in SURFACES.items() if row.is_flat]


def test_the_hessian_of_himmelblau() -> None:
    points = np.random.default_rng(0).uniform(-5, 5, (60, 2))
    found = curvature("himmelblau", {}, Frame(), points)
    x, y = points.T
    expected = np.empty((60, 2, 2))
    expected[:, 0, 0] = 12 * x**2 + 4 * y - 42
    expected[:, 1, 1] = 12 * y**2 + 4 * x - 26
    expected[:, 0, 1] = expected[:, 1, 0] = 4 * (x + y)
    np.testing.assert_allclose(found["hessian"], expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found["eigenvalues"], np.linalg.eigvalsh(expected), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found["loss"], (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, rtol=1e-13)


def test_a_turned_hessian_has_the_same_eigenvalues() -> None:
    centre = np.array([[0.3, -0.2]])
    plain = curvature("ravine", {"condition_number": 30.0}, Frame(), centre)
    turned = curvature("ravine", {"condition_number": 30.0}, Frame(angle=33.0), centre)
    np.testing.assert_allclose(plain["eigenvalues"], turned["eigenvalues"], rtol=1e-12)
    assert not np.allclose(plain["hessian"], turned["hessian"])


@pytest.mark.parametrize("name", sampled(FLAT, spread(FLAT, 12)))
def test_behind_a_frame_lies_the_same_landscape(name: str) -> None:
    row = SURFACES[name]
    (x0, x1), (y0, y1) = row.domain
    own = np.random.default_rng(1).uniform((x0, y0), (x1, y1), (20, 2))
    frame = Frame(angle=-52.0, dx=0.4 * (x1 - x0), dy=0.1)
    found = losses(name, {}, frame, np.array([frame.place(row, tuple(point)) for point in own]))
    expected = np.array([row.build()(point) for point in own])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def test_terrain_is_the_true_loss_row_by_row() -> None:
    z = terrain("himmelblau", {}, Frame(), ((-4.0, 4.0), (-3.0, 5.0)), 33, 17)
    x, y = np.meshgrid(np.linspace(-4, 4, 33), np.linspace(-3, 5, 17))
    assert z.shape == (17, 33)
    np.testing.assert_allclose(z, (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, rtol=1e-13)
