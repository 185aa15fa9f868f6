"""Axes of a map: where their values lie, and where their digits end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import SpecError
from experiments.axes import FINEST, Axis, levels, thinned


def test_cells_of_a_logarithmic_axis_have_one_ratio():
    values = Axis("learning_rate", 1e-4, 1.0, "log").values(4)
    assert values == pytest.approx([10**-3.5, 10**-2.5, 10**-1.5, 10**-0.5])


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("at", [0.1, 1.0, 37.5, 1e6])
def test_zooming_ends_with_a_sentence_and_not_with_equal_numbers(scale, at):
    least = 64 * (FINEST + 1) * np.spacing(2 * at)
    width = at
    while width > 2 * least:
        values = Axis("learning_rate", at, at + width, scale).values(64)
        assert len(np.unique(values)) == 64
        assert (np.diff(values) > 0).all()
        width /= 2
    with pytest.raises(SpecError, match="the digits end here"):
        Axis("learning_rate", at, at + width / 16, scale).values(64)


@pytest.mark.parametrize(("low", "high", "scale"), [(1.0, 1.0, "linear"), (2.0, 1.0, "linear"), (0.0, 1.0, "log")])
def test_what_is_no_range_is_refused(low, high, scale):
    with pytest.raises(SpecError, match="cannot go from"):
        Axis("momentum", low, high, scale).values(8)


@given(st.integers(2, 512))
def test_levels_go_from_coarse_to_all(count):
    strides = levels(count, 64)
    kept = [len(thinned(np.arange(count), stride)) for stride in strides]
    assert kept == sorted(kept)
    assert kept[-1] == count
    assert all(part < 4 * 128 for part in kept[:1])
