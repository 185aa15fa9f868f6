"""The anatomy of an update is of the very run that is shown."""

import numpy as np
import pytest

from experiments import RunSpec, SpecError, anatomy, run
from optim import OPTIMIZERS

EXPLAINED = [name for name, row in OPTIMIZERS.items() if row.explain is not None]
DOZEN = {
    "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop",
    "adam", "adamw", "nadam", "amsgrad", "lion", "newton",
}  # fmt: skip


def test_the_textbook_dozen_is_explained() -> None:
    assert set(EXPLAINED) >= DOZEN
    assert all(OPTIMIZERS[name].anatomy for name in DOZEN)


@pytest.mark.parametrize("optimizer", ["adam", "nesterov", "newton"])
def test_the_symbols_belong_to_the_run(optimizer: str) -> None:
    spec = RunSpec("himmelblau", optimizer, steps=300, start=(2.0, 1.0))
    [t] = run([spec])
    taken = anatomy(spec)
    np.testing.assert_allclose(taken.symbols["g"], t.grad[:-1], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(taken.symbols["x"], t.x[1:], rtol=1e-9, atol=1e-9)
    assert {values.shape[0] for values in taken.symbols.values()} == {300}


def test_one_without_anatomy_says_so() -> None:
    silent = next(name for name, row in OPTIMIZERS.items() if row.explain is None)
    with pytest.raises(SpecError, match="no anatomy"):
        anatomy(RunSpec("bowl", silent))
