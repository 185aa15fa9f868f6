"""Depth on the wire: the library's own numbers, sentences beside them, and limits that are named."""

import numpy as np
import pytest

from experiments.depth import linear_depth, network_depth
from surfaces.neural import INITIALIZATIONS
from tests.wire.client import frames, get, post, sentence, tensors
from wire.gate import FIELDS
from wire.refusal import BusyError


def test_the_textbook_s_network_is_the_library_s_in_full():
    arrays, facts = tensors(get("depth", {"a": -3, "b": 3, "layers": 50, "clip_norm": 2}).content)
    made = linear_depth(-3, 3, 50, 2)
    for name, expected in vars(made).items():
        np.testing.assert_array_equal(arrays[name], expected, err_msg=name)
    assert arrays["variance"][-1, 0] > 1e40
    assert "50 layers" in facts["says"][0]


def test_real_networks_come_one_by_one_as_the_library_makes_them():
    question = {"activation": "relu", "layers": 6, "width": 16, "scale": 2, "clip_norm": 0.5, "seed": 3}
    (_, head), *lanes, (none, last) = frames(post("deep", question).content)
    assert head == {"initializations": list(INITIALIZATIONS), "layers": 6}
    assert [facts["initialization"] for _, facts in lanes] == list(INITIALIZATIONS)
    for arrays, facts in lanes:
        row = INITIALIZATIONS[facts["initialization"]]
        made = network_depth(row.name, "relu", 6, 16, 2 * row.scale.default, 0.5, 3)
        for name, expected in vars(made).items():
            np.testing.assert_array_equal(arrays[name], expected, err_msg=f"{row.name} {name}")
        assert facts["word"]
    assert none == {}
    assert "through 6 layers" in last["says"][0]


@pytest.mark.parametrize(
    ("path", "question", "says"),
    [
        ("depth", {"a": 3.5}, "a must lie between -3 and 3, not 3.5"),
        ("depth", {"layers": 51}, "layers must lie between 1 and 50, not 51"),
        ("depth", {"layers": 2.5}, "layers must be a whole number, not 2.5"),
        ("depth", {"clip_norm": 0}, "clip_norm must lie between 0.001 and 1000, not 0"),
        ("depth", {"b": "2"}, "b must be a finite number"),
        ("deep", {"width": 256}, "width must be one of 8, 16, 32, 64, 128, not 256"),
        ("deep", {"width": True}, "width must be one of"),
        ("deep", {"activation": "rely"}, "did you mean 'relu'"),
        ("deep", {"seed": -1}, "seed must lie between 0 and"),
        ("deep", {"wdth": 8}, "did you mean 'width'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(path, question, says):
    refused = post(path, question)
    assert refused.status_code == 400
    assert says in sentence(refused)


def test_a_line_that_fills_up_meanwhile_ends_the_stream_with_a_sentence(monkeypatch):
    async def full(_):
        raise BusyError

    monkeypatch.setattr(FIELDS, "run", full)
    (_, head), (_, last) = frames(post("deep", {"layers": 1, "width": 8}).content)
    assert head["layers"] == 1
    assert "too much to do" in last["error"]
