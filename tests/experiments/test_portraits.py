"""Portraits: every optimizer at the same place, wholly in sight."""

import numpy as np
import pytest

from experiments import run
from experiments.portraits import STEPS, WINDOW, portrait
from optim import OPTIMIZERS
from tests.sampling import sampled, spread


def test_all_have_the_same_run_but_for_the_rule():
    first, *others = map(portrait, OPTIMIZERS)
    assert {spec.with_(optimizer=first.optimizer) for spec in others} == {first}
    assert {spec.optimizer for spec in others} == set(OPTIMIZERS) - {first.optimizer}
    assert not first.hyperparameters


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, spread(OPTIMIZERS, 8)))
def test_it_gets_lower_and_stays_in_the_window(name):
    [made] = run([portrait(name)])
    low, high = np.transpose(WINDOW)
    assert len(made.x) == STEPS + 1
    assert np.all((made.x > low) & (made.x < high))
    assert made.loss[-1] < made.loss[0] / 2
