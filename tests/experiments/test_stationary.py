"""Basins tell a saddle, a rest at no known minimum, and a run that still moves apart, as verdicts do."""

import numpy as np
import pytest

from experiments import RunSpec, basins, run
from experiments.stationary import MINIMUM, OTHER, SADDLE, distances, kinds
from experiments.sweeps import MOVING, OTHERS, basins_at, shares
from experiments.sweeps import SADDLE as ENDS_AT_SADDLE

EVERYWHERE = {
    "ridge": RunSpec("saddle", "sgd", steps=300),
    "no curvature": RunSpec("monkey_saddle", "sgd", steps=300),
    "valley of minima": RunSpec("deep_linear", "momentum", steps=2000),
}


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_start_ends_at_a_saddle_exactly_where_the_verdict_says_so(case):
    grid = basins(EVERYWHERE[case], 7, 7)
    ends = grid.arrays["minimum"].ravel()
    verdicts = [each.verdict.kind for each in run([grid.run_at(*at) for at in np.ndindex(7, 7)])]
    at_saddle = [kind == "saddle" for kind in verdicts]
    np.testing.assert_array_equal(ends == ENDS_AT_SADDLE, at_saddle)
    assert any(at_saddle)
    assert {kind for kind, end in zip(verdicts, ends, strict=True) if end == MOVING} <= {
        "moving",
        "oscillating",
        "left",
    }


def test_the_stable_ridge_ends_at_the_saddle_and_everything_beside_it_in_a_minimum():
    spec = RunSpec("saddle", "sgd", steps=300)
    ends = basins_at(spec, np.linspace(-1.5, 1.5, 7), [-0.5, 0.0, 0.5]).arrays["minimum"]
    assert (ends[1] == ENDS_AT_SADDLE).all()
    assert (ends[[0, 2]] >= 0).all()
    told = shares(spec, ends)
    assert told["saddle"] == pytest.approx(1 / 3)
    assert told["share"] == pytest.approx(2 / 3)
    assert sum(told.values()) == pytest.approx(1)
    assert set(told) == {"share", "local", *OTHERS}


def test_a_run_that_was_given_too_few_steps_still_moves():
    ends = basins(RunSpec("rosenbrock", "sgd", {"learning_rate": 1e-4}, steps=50), 5, 5).arrays["minimum"]
    assert (ends == MOVING).any()


def test_the_ring_decides_where_the_hessian_cannot():
    curved = np.array([[-1.0, 2.0], [1.0, 2.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0], [-2.0, -1.0]])
    rings = np.array([[1.0, -1.0], [1.0, 0.0], [0.0, 0.0]])
    asked = []

    def ring(some):
        asked.extend(some)
        return rings

    assert kinds(curved, ring).tolist() == [SADDLE, MINIMUM, SADDLE, MINIMUM, OTHER, SADDLE]
    assert asked == [2, 3, 4]


def test_the_newton_step_measures_how_far_a_stationary_point_is():
    hessians = np.array([np.diag([2.0, -4.0]), np.diag([1.0, 0.0]), np.diag([1.0, 0.0]), np.full((2, 2), np.nan)])
    slopes = np.array([[2.0, 4.0], [1e-9, 0.0], [0.0, 0.0], [1.0, 1.0]])
    assert distances(hessians, slopes) == pytest.approx([np.sqrt(2), np.inf, 0.0, np.inf])
