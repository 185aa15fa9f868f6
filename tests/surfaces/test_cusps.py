"""Kinks: the gradient there is the middle of the slopes beside it, so that a run which meets one is not pushed off."""

import numpy as np
import pytest

from surfaces import SURFACES
from tests.surfaces.looking import look


@pytest.mark.parametrize(
    ("name", "at", "axis"),
    [
        ("absolute", (0.0, 0.7), 0),
        ("absolute", (-1.1, 0.0), 1),
        ("alpine_1", (0.0, 3.3), 0),
        ("cross_in_tray", (0.0, 1.0), 0),
        ("cross_in_tray", (2.0, 0.0), 1),
        ("holder_table", (0.0, 4.0), 0),
        ("bukin_6", (-10.0, 2.0), 0),
    ],
)
def test_at_a_kink_the_gradient_is_the_middle_of_the_slopes_beside_it(name, at, axis):
    aside = 1e-7 * np.eye(2)[axis]
    left, here, right = look(SURFACES[name], SURFACES[name].values({}), np.array([at - aside, at, at + aside])).gradient
    assert abs(right[axis] - left[axis]) > 1e-3
    assert here[axis] == pytest.approx((left[axis] + right[axis]) / 2, abs=1e-5 * abs(right[axis] - left[axis]))
