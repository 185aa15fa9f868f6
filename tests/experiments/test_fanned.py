"""A fan is kept as arrays with named axes, which are the runs, and is written down with its card."""

import numpy as np
import pandas as pd
import pytest

from experiments import RunSpec, fan, run
from experiments.grid import varied

RATES = np.geomspace(1e-3, 1.0, 11)
SPEC = RunSpec("himmelblau", "momentum", steps=12)


@pytest.fixture(scope="module")
def fanned():
    return fan(SPEC, "learning_rate", RATES)


def test_the_arrays_are_the_runs_along_the_axes(fanned):
    alone = run([varied(SPEC, "learning_rate", float(RATES[9])), varied(SPEC, "learning_rate", float(RATES[10]))])
    assert [*fanned.axes] == ["learning_rate", "step"]
    np.testing.assert_array_equal(fanned.axes["step"], np.arange(13))
    for i, each in zip((9, 10), alone, strict=True):
        np.testing.assert_array_equal(fanned.arrays["x"][i], each.x)
        np.testing.assert_array_equal(fanned.arrays["loss"][i], each.loss)
        np.testing.assert_allclose(fanned.arrays["gradient_norm"][i], np.linalg.norm(each.grad, axis=1))
        assert fanned.arrays["verdict"][i] == each.verdict.kind
    assert {"diverged", "moving"} <= set(fanned.arrays["verdict"])


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet"])
def test_a_fan_is_written_down(fanned, tmp_path, suffix):
    path = tmp_path / f"fan{suffix}"
    fanned.save(path)
    if suffix == ".npz":
        read = np.load(path)
        np.testing.assert_array_equal(read["axis.learning_rate"], RATES)
        np.testing.assert_array_equal(read["gradient_norm"], fanned.arrays["gradient_norm"])
        assert read["verdict"].tolist() == [each.verdict.kind for each in fanned.runs]
        assert str(read["card"]).startswith("Himmelblau")
        return
    table = pd.read_csv(path, comment="#") if suffix == ".csv" else pd.read_parquet(path)
    assert len(table) == 11 * 13
    assert table["learning_rate"].tolist() == np.repeat(RATES, 13).tolist()
    assert table["loss"].tolist() == fanned.arrays["loss"].ravel().tolist()
    assert table["verdict"].tolist() == np.repeat(fanned.arrays["verdict"], 13).tolist()


def test_progress_is_told_and_can_stop_the_work():
    told = []
    fan(SPEC, "learning_rate", RATES, lambda *said: told.append(said))
    assert told == [(8, 11), (11, 11)]

    def stop(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        fan(SPEC, "learning_rate", RATES, stop)
