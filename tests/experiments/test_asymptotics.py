"""How fast runs close in, as measured, against what is known in closed form."""

import numpy as np
import pytest

from experiments import RunSpec, SpecError
from experiments.asymptotics import best, has_theory, measured, predicted
from optim import OPTIMIZERS

CASES = [
    (RunSpec("bowl", "sgd", steps=600), {"learning_rate": np.linspace(0.02, 2.3, 150)}),
    (RunSpec("ravine", "sgd", steps=1500), {"learning_rate": np.geomspace(0.002, 0.09, 150)}),
    (
        RunSpec("ravine", "sgd", steps=1500),
        {"surface.condition_number": np.geomspace(1.5, 100, 40), "learning_rate": np.geomspace(0.002, 0.09, 9)},
    ),
    (
        RunSpec("ravine", "momentum", steps=3000),
        {"momentum": np.linspace(0.005, 0.985, 40), "learning_rate": np.geomspace(0.002, 0.2, 40)},
    ),
    (
        RunSpec("bowl", "momentum", start=(1.0, 0.7), steps=3000),
        {"momentum": np.linspace(0.02, 0.98, 25), "learning_rate": np.linspace(0.05, 4.2, 25)},
    ),
    (
        RunSpec("ravine", "nesterov", steps=3000),
        {"momentum": np.linspace(0.02, 0.98, 25), "learning_rate": np.geomspace(0.002, 0.06, 25)},
    ),
]


@pytest.mark.parametrize(("spec", "axes"), CASES, ids=lambda case: getattr(case, "optimizer", None))
def test_what_is_measured_is_what_theory_says(spec, axes):
    found, said = measured(spec, axes), predicted(spec, axes)
    told = np.isfinite(found)
    assert told.mean() > 0.9
    error = np.abs(found - said)[told]
    assert np.quantile(error, 0.98) <= 1e-3
    # Where two roots meet the distance shrinks like k times a power, which no finite run can tell from the power.
    assert error.max() <= 1e-2


def test_the_boundary_of_stability_is_where_the_factor_is_one():
    """Heavy ball closes in below a rate of 2 (1 + momentum) / curvature and leaves above it."""
    momenta = np.array([0.0, 0.3, 0.6, 0.9])
    spec = RunSpec("bowl", "momentum", start=(1.0, 0.0), steps=4000)
    for momentum in momenta:
        edge = 2 * (1 + momentum)
        rates = [edge * (1 - 1e-3), edge * (1 + 1e-3)]
        below, above = measured(spec.with_(hyperparameters={"momentum": momentum}), {"learning_rate": rates})
        assert below < 1 < above
        said = predicted(spec.with_(hyperparameters={"momentum": momentum}), {"learning_rate": rates})
        assert [below, above] == pytest.approx(said, abs=1e-3)


@pytest.mark.parametrize("name", ["sgd", "momentum"])
@pytest.mark.parametrize("condition_number", [4.0, 25.0, 100.0])
def test_the_best_hyperparameters_are_the_best_that_can_be_measured(name, condition_number):
    spec = RunSpec("ravine", name, surface_knobs={"condition_number": condition_number}, steps=3000)
    knobs = best(spec)
    root = np.sqrt(condition_number)
    said = {"sgd": (condition_number - 1) / (condition_number + 1), "momentum": (root - 1) / (root + 1)}[name]
    axes = {key: np.array([value]) for key, value in knobs.items()}
    assert predicted(spec, axes).item() == pytest.approx(said, abs=1e-7)
    around = {key: value * np.linspace(0.9, 1.1, 21) for key, value in knobs.items()}
    for factors, error in ((measured(spec, around), 1e-3), (predicted(spec, around), 1e-7)):
        assert np.unravel_index(factors.argmin(), factors.shape) == (10,) * factors.ndim  # the very middle
        assert factors.min() == pytest.approx(said, abs=error)


def test_theory_speaks_of_linear_rules_on_quadratics_alone():
    assert has_theory(RunSpec("ravine", "momentum"))
    assert not has_theory(RunSpec("ravine", "adam"))
    assert not has_theory(RunSpec("himmelblau", "momentum"))
    assert not has_theory(RunSpec("ravine", "momentum", noise=0.1))
    assert best(RunSpec("ravine", "adam")) is None
    with pytest.raises(SpecError, match="no quadratic"):
        measured(RunSpec("himmelblau", "sgd"), {"learning_rate": [0.1]})


@pytest.mark.parametrize("name", [row.name for row in OPTIMIZERS.values() if row.contraction])
def test_a_rule_is_unstable_from_its_limit_on(name):
    row = OPTIMIZERS[name]
    knobs = row.knob_numbers({})
    limit = row.stability_limit(**knobs)
    assert row.contraction(curvature=limit, **knobs) == pytest.approx(1.0, abs=1e-9)
    assert row.contraction(curvature=0.999 * limit, **knobs) < 1 < row.contraction(curvature=1.001 * limit, **knobs)
