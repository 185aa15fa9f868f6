"""Results along one number: every value is the run it stands for, and its band is what the definition says."""

import numpy as np
import pytest

from experiments import RunSpec, run
from experiments.advice import advice
from experiments.facts import lowest_at
from experiments.grid import varied
from experiments.response import GOOD, response
from experiments.sharpness import rate_limits
from optim import OPTIMIZERS

RAVINE = RunSpec("ravine", "sgd", steps=150)
CASES = [
    (RAVINE, "learning_rate", np.geomspace(1e-3, 0.2, 60)),
    (RunSpec("himmelblau", "adam", steps=80), "b1", np.linspace(0.0, 0.99, 40)),
    (RunSpec("rastrigin", "momentum", steps=120), "learning_rate", np.geomspace(1e-5, 0.01, 60)),
    (RunSpec("cliff", "sgd", steps=60), "run.clip_norm", np.geomspace(0.01, 100, 40)),
    (RunSpec("ravine", "sgd", steps=100), "surface.condition_number", np.geomspace(1, 1000, 40)),
    (RunSpec("double_well", "momentum", steps=100), "surface.tilt", np.linspace(-1.0, 1.0, 40)),
]


@pytest.mark.parametrize(("spec", "name", "values"), CASES, ids=lambda case: getattr(case, "surface", None))
def test_every_value_is_its_run_and_in_the_band_that_is_defined(spec, name, values):
    found = response(spec, name, values)
    alone = run([varied(spec, name, float(value)) for value in values])
    floors = np.array([lowest_at(each.spec, 0) for each in alone])
    ended = np.array([each.loss[-1] if each.stopped_at is None else np.inf for each in alone]) - floors
    best = int(np.argmin(ended))
    assert found.best_index == best
    assert (found.start == [each.loss[0] for each in alone]).all()
    assert (found.floor == floors).all()
    allowed = GOOD * (found.start[best] - floors[best] - ended[best])
    for i, each in enumerate(alone):
        assert found.finite[i] == (each.stopped_at is None)
        if found.finite[i]:
            assert found.final[i] == each.loss[-1]
            assert found.best[i] == each.loss.min()
        expected = {
            "diverged": each.stopped_at is not None or each.loss[-1] > each.loss[0],
            "good": ended[i] - ended[best] <= allowed,
            "oscillating": each.loss[-1] - each.loss.min() > allowed,
            "too small": i < best,
            "elsewhere": True,
        }
        assert found.kinds[i] == next(kind for kind, holds in expected.items() if holds)
    assert found.good.low <= values[best] <= found.good.high


def test_bands_follow_one_another_and_hold_every_value():
    found = response(*CASES[2])
    assert len({band.kind for band in found.bands}) >= 3
    assert all(a.high < b.low and a.kind != b.kind for a, b in zip(found.bands, found.bands[1:], strict=False))
    assert (found.bands[0].low, found.bands[-1].high) == (found.values[0], found.values[-1])


def test_gradient_descent_diverges_from_its_limit_on():
    values = np.geomspace(0.02, 0.2, 200)
    found = response(RAVINE.with_(steps=2000), "learning_rate", values)
    first = next(band.low for band in found.bands if band.kind == "diverged")
    limit = 2 / 25  # the ravine's condition number is its largest curvature
    assert limit <= first <= limit * values[1] / values[0]
    assert [each.rate for each in rate_limits(RAVINE)] == pytest.approx([limit, limit], rel=1e-12)


def test_limits_are_those_of_the_curvature_at_the_start_and_at_the_minimum():
    """Rosenbrock's Hessians by hand; Adam is judged in its scale at the first step and at the last."""
    ends = {
        place: np.array([[1200 * x * x - 400 * y + 2, -400 * x], [-400 * x, 200.0]])
        for place, (x, y) in {"start": (-1.5, 0.6), "minimum": (1.0, 1.0)}.items()
    }
    for name, tolerated in (("sgd", 2.0), ("momentum", 2 * (1 + 0.9))):
        said = {each.place: each.rate for each in rate_limits(RunSpec("rosenbrock", name, steps=40))}
        assert said == pytest.approx({at: tolerated / np.linalg.eigvalsh(each)[-1] for at, each in ends.items()})
    spec = RunSpec("rosenbrock", "adam", {"learning_rate": 0.1}, steps=40)
    [made] = run([spec])
    moments = sum(0.001 * 0.999 ** (39 - k) * made.grad[k] ** 2 for k in range(40)) / (1 - 0.999**40)
    scales = {"start": np.abs(made.grad[0]), "minimum": np.sqrt(moments)}
    said = {each.place: each.rate for each in rate_limits(spec)}
    for place, hessian in ends.items():
        sharpest = np.linalg.eigvals(hessian / scales[place][:, None]).real.max()
        assert said[place] == pytest.approx(2 * (1 + 0.9) / ((1 - 0.9) * sharpest), rel=1e-6)
    assert rate_limits(RunSpec("rosenbrock", "lion", steps=40)) == ()


LIMITED = [name for name, row in OPTIMIZERS.items() if row.stability_limit and "learning_rate" in row.knob_numbers({})]


@pytest.mark.parametrize("name", LIMITED)
def test_a_limiting_rate_tolerates_just_the_sharpness(name):
    spec = RunSpec("ravine", name, steps=40)
    for found in rate_limits(spec):
        knobs = spec.hyperparameter_values() | {"learning_rate": found.rate}
        assert OPTIMIZERS[name].stability_limit(**knobs) == pytest.approx(found.sharpness, rel=1e-9)


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize(("share", "grows"), [(1 - 1e-3, False), (1 + 1e-3, True)])
def test_runs_shrink_below_their_limit_and_grow_above_it(name, share, grows):
    """The growth of the loss from step 3,000 to 4,500 on a quadratic, within a thousandth of the limit."""
    spec = RunSpec("ravine", name, steps=4500, start=(0.3, 0.2))
    [limit, _] = rate_limits(spec)
    [made] = run([spec.with_(hyperparameters={"learning_rate": share * limit.rate})])
    assert (made.loss[4500] > made.loss[3000]) == grows


def test_what_was_found_is_said_with_its_numbers():
    found = response(RAVINE, "learning_rate", np.geomspace(1e-3, 0.2, 60))
    said = advice(found, rate_limits(RAVINE))
    for word in ("Best at", "Good from", "Diverges from", "16.3", "above 0.08", "sharpness 25"):
        assert word in said
    torn = advice(response(RunSpec("cliff", "momentum", steps=100), "run.clip_norm", np.geomspace(0.01, 100, 256)))
    assert "Good from 0.357 to 0.37, a factor of 1.04; also from 0.428 to 100." in torn
    hopeless = advice(response(RAVINE, "learning_rate", np.array([0.1, 0.2])))
    assert hopeless == "Every value from 0.1 to 0.2 diverges."
