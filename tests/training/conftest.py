"""What trainings in tests share: a small network on few points, so that a step takes microseconds."""

import pytest

from experiments.training import TrainSpec


@pytest.fixture
def small():
    return TrainSpec(data_knobs={"samples": 80}, hidden=(6, 5), steps=60)
