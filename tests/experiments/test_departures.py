"""What is off by default: forward differences and the box do what plain loops do, say so, and else leave no trace."""

import json
import math

import numpy as np
import pytest

from experiments import RunSpec, SpecError, run, sweep
from experiments.programs import _names, pair_of, prepare
from experiments.protocol import line
from experiments.words import number
from tests.experiments.compiles import counted
from tests.sampling import sampled


def himmelblau(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def test_a_forward_difference_is_the_plain_one():
    spec = RunSpec("himmelblau", "sgd", {"learning_rate": 0.01}, start=(-1.0, 2.0), steps=50, difference=1e-3)
    [made] = run([spec])
    x = np.array(spec.start)
    for k in range(spec.steps):
        np.testing.assert_allclose(made.x[k], x, rtol=0, atol=1e-9)
        here = himmelblau(*x)
        slope = [(himmelblau(x[0] + 1e-3, x[1]) - here) / 1e-3, (himmelblau(x[0], x[1] + 1e-3) - here) / 1e-3]
        x = x - 0.01 * np.array(slope)
    [exact] = run([spec.with_(difference=0.0)])
    assert np.abs(made.x[-1] - exact.x[-1]).max() > 1e-5
    np.testing.assert_array_equal(made.grad[0], exact.grad[0])


def test_a_difference_too_fine_sees_nothing():
    fine = RunSpec("sine_ridge", "sgd", start=(math.pi / 2, 0.0), steps=3, difference=1e-12)
    assert np.array_equal(run([fine])[0].x, np.tile(fine.start, (4, 1)))


def test_the_box_is_the_plain_one():
    spec = RunSpec("himmelblau", "momentum", {"learning_rate": 0.03}, start=(-4.5, 4.5), steps=60, boxed=1)
    [made] = run([spec])
    x, v = np.array(spec.start), np.zeros(2)
    for k in range(40):
        np.testing.assert_allclose(made.x[k], x, rtol=0, atol=1e-6)
        v = 0.9 * v + np.array(
            [4 * x[0] * (x[0] ** 2 + x[1] - 11) + 2 * (x[0] + x[1] ** 2 - 7),
             2 * (x[0] ** 2 + x[1] - 11) + 4 * x[1] * (x[0] + x[1] ** 2 - 7)]
        )  # fmt: skip
        x = np.clip(x - 0.03 * v, -5, 5)
    assert (np.abs(made.x) <= 5).all()
    assert (np.abs(made.x) == 5).any()


def test_the_box_moves_along_with_the_frame():
    [made] = run([RunSpec("himmelblau", "sgd", {"learning_rate": 0.1}, frame_dx=100.0, boxed=1)])
    assert made.x[:, 0].min() >= 95
    assert made.x[:, 0].max() <= 105


@pytest.mark.parametrize("values", [{"difference": 1e-5}, {"boxed": 1}, {"difference": 1e-7, "boxed": 1, "noise": 0.5}])
@pytest.mark.parametrize("optimizer", sampled(("adam", "sam", "schedule_free_sgd"), ("adam",)))
def test_a_point_of_a_sweep_is_the_run_that_it_stands_for(values, optimizer):
    spec = RunSpec("himmelblau", optimizer, start=(-4.0, 4.0), steps=300, **values)
    grid = sweep(spec, {"learning_rate": np.geomspace(1e-3, 1.0, 7)})
    for i in range(7):
        [alone] = run([grid.run_at(i)])
        if grid.arrays["finite"][i]:
            assert np.array_equal(grid.arrays["x"][i], alone.x[-1])
            assert grid.arrays["loss"][i] == alone.loss[-1]


def test_off_by_default_they_leave_no_trace():
    spec = RunSpec("bowl", "adam")
    assert spec.to_dict() == {"surface": "bowl", "optimizer": "adam"}
    assert len(_names(pair_of(spec))) == 4
    assert "differences" not in line([spec])
    assert "window" not in line([spec])
    odd = spec.with_(difference=1e-6, boxed=1)
    assert RunSpec.from_json(odd.to_json()) == odd
    assert json.loads(odd.to_json())["boxed"] == 1
    assert f"forward differences of step {number(1e-6)}" in line([odd])
    assert "iterates put back on the window's edge" in line([odd])
    assert _names(pair_of(odd))[:4] == _names(pair_of(spec))


def test_another_step_of_the_difference_compiles_nothing():
    spec = RunSpec("bowl", "sgd", difference=1e-3, steps=10)
    prepare(spec)
    run([spec])
    with counted() as compiles:
        run([spec.with_(difference=h) for h in (1e-9, 0.5, 1e-4)])
    assert compiles == [0]


def test_a_difference_costs_evaluations_of_the_loss():
    [made] = run([RunSpec("bowl", "sgd", difference=1e-6, steps=20)])
    assert (made.evaluations.gradients, made.evaluations.values) == (0, 60)


def test_a_run_at_the_edge_of_the_box_is_said_to_be_held():
    [held] = run([RunSpec("eggholder", "sgd", start=(511.0, -500.0), steps=300, boxed=1)])
    assert held.verdict.kind == "held"
    assert "put back" in held.verdict.sentence


def test_what_pushed_a_run_off_a_ridge_is_the_error_of_its_differences():
    [made] = run([RunSpec("sine_ridge", "sgd", start=(math.pi / 2, 2.4), difference=1e-5, steps=400)])
    assert any("error of its forward differences" in event.sentence for event in made.events)


@pytest.mark.parametrize(
    "values", [{"difference": -1.0}, {"difference": 2.0}, {"boxed": 2}, {"boxed": 0.5}, {"boxed": True}]
)
def test_what_makes_no_sense_is_refused(values):
    with pytest.raises(SpecError, match=next(iter(values))):
        RunSpec.from_dict({"surface": "bowl", "optimizer": "sgd"} | values)
