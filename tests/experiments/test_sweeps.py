"""Fields of runs: every point is the very run that it stands for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import RunSpec, SpecError, basins, fan, run, sweep
from experiments.grid import varied
from experiments.sweeps import ELSEWHERE, ESCAPED, share_of_global
from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.experiments.compiles import counted
from tests.sampling import sampled

SPECS = [
    RunSpec("himmelblau", "momentum", steps=300),
    RunSpec("himmelblau", "adam", steps=60, noise=0.5, clip_norm=3.0, seed=4),
    RunSpec("ackley", "nesterov", steps=257, schedule="cosine"),
    RunSpec("ravine", "rmsprop", steps=100, frame_angle=30.0, changes=((40, {"learning_rate": 0.01}),)),
    RunSpec("rosenbrock", "adamw", steps=256, weight_decay=0.01),
    RunSpec("himmelblau", "lion", steps=1),
    RunSpec("himmelblau", "schedule_free_sgd", steps=120),
    RunSpec("ackley", "simulated_annealing", steps=80, seed=3),
]


def assert_same(grid, *index):
    """A point of a sweep against the run that it stands for."""
    [alone] = run([grid.run_at(*index)])
    found = {name: array[index] for name, array in grid.arrays.items()}
    assert found["finite"] == (alone.stopped_at is None)
    if found["finite"]:
        assert np.array_equal(found["x"], alone.x[-1])
        assert found["loss"] == alone.loss[-1]
        assert found["best"] == alone.loss.min()
        lowest = alone.lowest[-1]
        below = np.flatnonzero(alone.loss <= lowest + 1e-3 * (alone.loss[0] - lowest))
        assert found["reached"] == (below[0] if len(below) else len(alone.loss))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.surface}-{spec.optimizer}-{spec.steps}")
def test_a_point_of_a_sweep_is_the_run_that_it_plays_bit_for_bit(spec):
    name = spec.optimizer_knobs()[0].name
    rate = spec.hyperparameter_values()[name]
    grid = sweep(spec, {name: np.geomspace(rate / 30, rate * 30, 23), "x": np.linspace(-1.5, 1.5, 3)})
    assert grid.arrays["loss"].shape == (23, 3)
    for i in (0, 7, 14, 22):
        assert_same(grid, i, i % 3)


@pytest.mark.parametrize("surface", sampled(SURFACES, ("least_squares", "logistic_regression", "michalewicz")))
def test_a_point_is_its_run_on_every_surface(surface):
    spec = RunSpec(surface, "adam", steps=60)
    rate = spec.hyperparameter_values()["learning_rate"]
    grid = sweep(spec, {"learning_rate": np.geomspace(rate / 3, rate, 4)})
    for i in range(4):
        assert_same(grid, i)


@pytest.mark.parametrize("optimizer", sampled(OPTIMIZERS, ("lbfgs", "shampoo")))
def test_a_point_is_its_run_with_every_optimizer(optimizer):
    spec = RunSpec("michalewicz", optimizer, steps=60)
    grid = sweep(spec, {"x": np.linspace(1.8, 2.0, 4)})
    for i in range(4):
        assert_same(grid, i)


def test_the_initial_scale_may_be_swept():
    spec = RunSpec("deep_linear", "momentum", steps=80, start=(1.2, -0.7))
    grid = sweep(spec, {"scale": np.geomspace(0.01, 3, 9), "learning_rate": np.geomspace(1e-3, 0.1, 3)})
    assert grid.run_at(3, 1).start == tuple(float(grid.axes["scale"][3]) * part for part in (1.2, -0.7))
    for i in (0, 3, 8):
        assert_same(grid, i, i % 3)
    turned = sweep(spec, {"scale": [0.5, 2.0], "y": [0.25, 1.0]})
    assert turned.run_at(1, 0).start == (2.4, 0.25)
    assert_same(turned, 1, 0)


def test_a_knob_of_the_surface_may_be_swept_and_rates_stay_where_they_are():
    spec = RunSpec("ravine", "sgd", steps=50)
    grid = sweep(spec, {"surface.condition_number": [1.0, 10.0, 100.0, 1000.0]})
    rates = {grid.run_at(i).hyperparameter_values()["learning_rate"] for i in range(4)}
    assert rates == {spec.hyperparameter_values()["learning_rate"]}
    for i in range(4):
        assert_same(grid, i)
    assert list(grid.arrays["finite"]) == [True, True, True, True]
    assert grid.arrays["loss"][3] > grid.arrays["loss"][0]


def test_a_treatment_may_be_swept():
    grid = sweep(RunSpec("rosenbrock", "sgd", {"learning_rate": 0.005}, steps=40), {"run.clip_norm": [0.1, 1.0, 1e6]})
    for i in range(3):
        assert_same(grid, i)


def test_noise_may_be_swept_from_none():
    spec = RunSpec("ravine", "momentum", steps=40)
    grid = sweep(spec, {"run.noise": [0.01, 1.0, 10.0]})
    for i in range(3):
        assert_same(grid, i)
    assert len(set(grid.arrays["loss"])) == 3


def test_zooming_in_is_computing_afresh():
    spec = RunSpec("himmelblau", "momentum", steps=100)
    wide = sweep(spec, {"learning_rate": np.linspace(0.001, 0.04, 40), "momentum": np.linspace(0.1, 0.9, 9)})
    part = sweep(spec, {"learning_rate": wide.axes["learning_rate"][10:20], "momentum": wide.axes["momentum"][3:5]})
    for name, array in part.arrays.items():
        assert np.array_equal(array, wide.arrays[name][10:20, 3:5], equal_nan=True), name


def test_the_edge_of_stability_is_where_theory_has_it():
    """Gradient descent on a parabola of curvature 1 shrinks below a rate of 2 and grows above it."""
    rates = np.array([1.9, 1.999, 2.001, 2.1])
    grid = sweep(RunSpec("bowl", "sgd", start=(1.0, 0.0), steps=1000), {"learning_rate": rates})
    growth = np.log(grid.arrays["loss"] / 0.5) / 2000
    curvature = RunSpec("bowl", "sgd").surface_row.curvature()
    assert curvature == pytest.approx(1.0)
    assert growth[1:3] == pytest.approx(np.log(np.abs(1 - rates[1:3])), abs=1e-3)


def test_numbers_never_compile():
    spec = RunSpec("himmelblau", "momentum", steps=30)
    sweep(spec, {"learning_rate": [0.01, 0.02], "momentum": [0.1, 0.2]})
    basins(spec, 3, 3)
    with counted() as compiles:
        sweep(spec.with_(steps=400), {"momentum": np.linspace(0, 0.9, 50), "learning_rate": np.geomspace(1e-4, 1, 70)})
        basins(spec.with_(hyperparameters={"momentum": 0.5}, schedule="cosine", frame_dx=0.3), 20, 30)
    assert compiles == [0]


def test_a_fan_is_runs_along_one_number():
    spec = RunSpec("himmelblau", "adam", steps=50)
    runs = fan(spec, "b1", [0.0, 0.5, 0.99]).runs
    assert [each.spec.hyperparameters["b1"] for each in runs] == [0.0, 0.5, 0.99]
    [alone] = run([varied(spec, "b1", 0.5)])
    assert np.array_equal(runs[1].x, alone.x)


def test_basins_end_where_their_runs_end():
    spec = RunSpec("himmelblau", "momentum", steps=400)
    grid = basins(spec, 21, 17)
    minima = spec.surface_row.minima()
    assert set(grid.arrays["minimum"].ravel()) <= {ESCAPED, ELSEWHERE, *range(len(minima))}
    assert set(range(len(minima))) <= set(grid.arrays["minimum"].ravel())
    for row, column in [(0, 0), (3, 18), (8, 10), (16, 5)]:
        [alone] = run([grid.run_at(row, column)])
        which = grid.arrays["minimum"][row, column]
        if which >= 0:
            assert alone.verdict.kind == "converged"
            assert alone.x[-1] == pytest.approx(minima[which].x, abs=0.1)
            gap = alone.loss - minima[which].value
            assert grid.arrays["reached"][row, column] == np.flatnonzero(gap <= 1e-3 * gap[0])[0]
        assert np.array_equal(grid.arrays["x"][row, column], alone.x[-1])


def test_a_local_minimum_is_not_reached_on_the_way_through_a_lower_one():
    spec = RunSpec("double_well", "momentum", {"learning_rate": 0.02}, steps=400, surface_knobs={"tilt": 0.3})
    grid = basins(spec, 60, 3)
    values = np.array([each.value for each in spec.surface_row.minima(**spec.surface_values())])
    local = int(values.argmax())
    seen = {True: 0, False: 0}
    for row, column in np.argwhere(grid.arrays["minimum"] == local):
        [alone] = run([grid.run_at(row, column)])
        lower = bool(alone.loss.min() < values[local] - 1e-6)
        assert (grid.arrays["reached"][row, column] > spec.steps) == lower
        seen[lower] += 1
    assert min(seen.values()) > 0


def test_basins_tell_global_from_local_and_from_gone():
    well = basins(RunSpec("double_well", "sgd", steps=500, surface_knobs={"tilt": 0.3}), 24, 5)
    assert 0.2 < share_of_global(well) < 0.9
    gone = basins(RunSpec("himmelblau", "sgd", {"learning_rate": 0.5}, steps=50), 8, 8)
    assert (gone.arrays["minimum"] == ESCAPED).any()
    assert share_of_global(basins(RunSpec("bowl", "sgd", steps=200), 9, 9)) == 1.0


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({}, "points"),
        ({"learning_rate": np.full(1025, 0.1), "momentum": np.full(1025, 0.1)}, "points"),
        ({"learning_rate": [-1.0]}, "learning_rate"),
        ({"no_such_knob": [1.0]}, "no_such_knob"),
        ({"run.nothing": [1.0]}, "nothing"),
        ({"surface.nothing": [1.0]}, "nothing"),
        ({"x": [np.nan]}, "finite"),
    ],
)
def test_what_cannot_be_swept_is_refused_with_a_sentence(axes, said):
    with pytest.raises(SpecError, match=said):
        sweep(RunSpec("himmelblau", "momentum"), axes)


def test_work_is_told_about_and_can_be_stopped():
    told = []
    sweep(
        RunSpec("himmelblau", "sgd", steps=5),
        {"learning_rate": np.linspace(1e-4, 1e-2, 3000)},
        progress=lambda *n: told.append(n),
    )
    assert told[-1] == (3000, 3000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def stop(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sweep(RunSpec("himmelblau", "sgd", steps=5), {"learning_rate": np.linspace(1e-4, 1e-2, 3000)}, progress=stop)


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet"])
def test_a_grid_is_written_down(tmp_path, suffix):
    import pandas as pd

    grid = sweep(RunSpec("bowl", "momentum", steps=20), {"learning_rate": [0.1, 0.2], "momentum": [0.0, 0.5, 0.9]})
    grid.save(tmp_path / f"grid{suffix}")
    if suffix == ".npz":
        read = np.load(tmp_path / "grid.npz")
        assert RunSpec.from_json(str(read["spec"])) == grid.spec
        assert str(read["card"]).startswith("Bowl")
        assert np.array_equal(read["loss"], grid.arrays["loss"])
        assert np.array_equal(read["axis.momentum"], grid.axes["momentum"])
        return
    table = (
        pd.read_csv(tmp_path / "grid.csv", comment="#")
        if suffix == ".csv"
        else pd.read_parquet(tmp_path / "grid.parquet")
    )
    notes = {"card": grid.card, "spec": grid.spec.to_json()}
    assert "2 of learning rate from 0.1 to 0.2 by 3 of momentum from 0 to 0.9" in grid.card
    if suffix == ".csv":
        said = (tmp_path / "grid.csv").read_text(encoding="utf-8").splitlines()[:2]
        assert said == [f"# {note}" for note in notes.values()]
    else:
        assert table.attrs == notes
    assert len(table) == 6
    assert np.array_equal(table["loss"].to_numpy(), grid.arrays["loss"].ravel())
    assert np.array_equal(table["x.1"].to_numpy(), grid.arrays["x"][..., 1].ravel())
    assert np.array_equal(table["momentum"].to_numpy(), np.tile(grid.axes["momentum"], 2))


def test_another_ending_is_refused(tmp_path):
    grid = sweep(RunSpec("bowl", "sgd", steps=2), {"learning_rate": [0.1]})
    with pytest.raises(ValueError, match=r"\.npz"):
        grid.save(tmp_path / "grid.txt")


@given(st.floats(1e-4, 3.0), st.floats(0.0, 0.99), st.integers(1, 300))
@settings(max_examples=15, deadline=None)
def test_any_numbers_any_number_of_steps(rate, momentum, steps):
    grid = sweep(
        RunSpec("himmelblau", "momentum", {"momentum": momentum}, steps=steps), {"learning_rate": [rate, rate / 2]}
    )
    assert_same(grid, 0)
    assert_same(grid, 1)
