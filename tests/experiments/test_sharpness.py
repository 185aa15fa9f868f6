"""Sharpness along a path: eigenvalues of the Hessian there, in the optimizer's own scale where it has one."""

import numpy as np
import pytest

from experiments import RunSpec, anatomy, curvature, run
from experiments.sharpness import sharpest, sharpness


def test_eigenvalues_are_those_of_the_points():
    spec = RunSpec("rosenbrock", "sgd", steps=60)
    [made] = run([spec])
    found = sharpness(spec)
    hessians = [[[1200 * x * x - 400 * y + 2, -400 * x], [-400 * x, 200.0]] for x, y in made.x]
    values = np.linalg.eigvalsh(hessians)
    assert found.largest == pytest.approx(values[:, 1], rel=1e-9)
    assert found.smallest == pytest.approx(values[:, 0], rel=1e-6, abs=1e-9)
    assert np.isnan(found.condition[values[:, 0] < 0]).all()
    assert found.preconditioned is None
    assert found.limit == pytest.approx(np.full(60, 2 / spec.hyperparameter_values()["learning_rate"]))


def test_an_adam_like_method_is_judged_in_its_own_scale():
    spec = RunSpec("himmelblau", "adam", steps=40)
    [made] = run([spec])
    found = sharpness(spec)
    moment, decay = np.zeros(2), spec.hyperparameter_values()["b2"]
    for k, gradient in enumerate(made.grad[:-1]):
        moment = decay * moment + (1 - decay) * gradient**2
        scale = np.sqrt(moment / (1 - decay ** (k + 1))) + spec.hyperparameter_values()["eps"]
        hessian = curvature("himmelblau", {}, spec.frame, made.x[k : k + 1])["hessian"][0]
        assert found.preconditioned[k] == pytest.approx(
            np.linalg.eigvals(hessian / scale[:, None]).real.max(), rel=1e-9
        )


def test_the_limit_follows_schedule_and_changes():
    spec = RunSpec(
        "bowl", "sgd", {"learning_rate": 0.5}, steps=40, schedule="linear", changes=((20, {"learning_rate": 0.1}),)
    )
    rates = np.array([2 / limit if np.isfinite(limit) else 0.0 for limit in sharpness(spec).limit])
    assert rates[0] == pytest.approx(0.5)
    assert (np.diff(rates) < 0).all()
    assert rates[20] == pytest.approx(rates[19] / 5, rel=0.1)


def test_a_changing_surface_is_seen_as_it_is_at_each_step():
    spec = RunSpec(
        "ravine", "sgd", {"learning_rate": 0.01}, steps=30, changes=((10, {"surface.condition_number": 50.0}),)
    )
    assert sharpness(spec).largest == pytest.approx([25.0] * 10 + [50.0] * 21)


def test_after_the_last_finite_point_nothing_is_claimed():
    spec = RunSpec("rosenbrock", "sgd", {"learning_rate": 0.004}, start=(-1.5, 2.0), steps=50)
    [made] = run([spec])
    found = sharpness(spec)
    assert made.stopped_at is not None
    assert np.isnan(found.largest[made.stopped_at + 1 :]).all()
    assert np.isfinite(found.largest[0])


def test_the_scale_of_each_coordinate_counts():
    assert sharpest(np.diag([2.0, 30.0])[None], np.array([[0.5, 10.0]])) == pytest.approx([4.0])


def test_without_a_theory_there_is_no_limit():
    assert sharpness(RunSpec("bowl", "lion", steps=5)).limit is None


def test_anatomy_and_sharpness_are_of_one_run():
    spec = RunSpec("himmelblau", "rmsprop", steps=25, noise=0.3, seed=2)
    scale = anatomy(spec).symbols["preconditioner"]
    assert len(scale) == len(sharpness(spec).preconditioned)
