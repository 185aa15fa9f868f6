"""What is said about depth: the numbers in it, and what is beyond the numbers."""

import numpy as np
import pytest

from experiments.depth import Deep, linear_depth, network_depth
from experiments.depth_words import deep_sentences, fate, linear_sentences, word


def test_the_textbook_s_case_in_sentences():
    grown, way_back, clipped = linear_sentences(linear_depth(1, 2, 20, 1.0), 1.0)
    assert "first part of the signal is as large as it was, and the second has grown 1,048,576-fold" in grown
    assert "a step that suits the second moves the other 1,048,576 times less" in way_back
    assert "Clipped at 1" in clipped
    assert "smaller part is now 9.537\u00a0×\u00a010⁻⁷" in clipped


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        (0, 1, "moves the other not at all"),
        (0, 0, "nothing there can learn"),
        (-2, 2, "both its parts are 8"),
        (0.5, 0.9, "never makes a gradient longer"),
    ],
)
def test_special_cases_have_words_of_their_own(a, b, says):
    assert says in " ".join(linear_sentences(linear_depth(a, b, 3, 1.5), 1.5))


def test_numbers_beyond_float32_are_said_and_never_shown_as_nan():
    lost = network_depth("too_large", "relu", 50, 64)
    first = int(np.argmax(np.isinf(lost.spread)))
    assert np.isfinite(lost.spread[:first]).all()
    assert (np.diff(lost.spread[:first]) > 0).all()
    assert np.isinf(lost.spread[first:]).all()
    assert lost.spread[first - 1] > 1e30
    assert np.isnan(lost.gradient).all()
    assert word(lost) == f"beyond float32 from layer {first + 1} on"
    assert "cannot save Too large" in deep_sentences({"too_large": lost}, 1.0)[-1]


def test_each_fate_by_its_numbers():
    def deep(spread, gradient):
        return Deep(*(np.array(values, np.float32) for values in (spread, gradient, gradient)))

    assert fate(deep([1, 0.5], [2, 1])) == "keeps"
    assert fate(deep([1, 0.05], [2, 1])) == "fades"
    assert fate(deep([1, 0], [0, 0])) == "fades"
    assert fate(deep([1, 1], [20, 1])) == "explodes"
    assert fate(deep([0, 0], [0, 0])) == "nothing"
    assert word(deep([1, 0], [0, 0])) == "0 in float32 from layer 2 on"
    assert word(deep([1, 0.5], [np.inf, 1])) == "signal ×0.5, gradient beyond float32"
