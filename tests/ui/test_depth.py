"""The page of depth without a browser: its data, its address, hostile addresses."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.running import headline, opened_at, staged
from ui import depth_link

SCRIPT = """
from ui import depth
depth.page()
"""


def test_an_address_sets_the_page_and_what_is_no_part_of_it_is_said():
    page = opened_at(AppTest.from_string(SCRIPT, default_timeout=60), a="0.5", layers="20", width="7", x="1")
    data = staged(page, "depth.js")
    assert data["settings"] == {**depth_link.DEFAULT, "a": 0.5, "layers": 20}
    assert "Width cannot be" in headline(page)
    assert all(knob["help"] and knob["label"] for knob in data["knobs"])


def test_a_whole_link_is_understood():
    link = "v=1&a=0.5&b=-0.9&layers=20&clip_norm=0.1&activation=relu&width=128&scale=2&seed=3"
    settings, notes = depth_link.decode(f"{link}&picked=too_large,he_normal")
    assert notes == []
    assert settings == {
        "a": 0.5,
        "b": -0.9,
        "layers": 20,
        "clip_norm": 0.1,
        "activation": "relu",
        "width": 128,
        "scale": 2.0,
        "seed": 3,
        "picked": ["he_normal", "too_large"],
    }
    assert depth_link.decode("picked=")[0]["picked"] == []


@pytest.mark.parametrize(
    "query",
    ["a=9", "a=nan", "layers=1e400", "layers=2.5", "width=64.0", "activation=", "picked=zeros,x", "v=2", "a", "=&&"],
)
def test_garbage_in_a_link_gives_a_note_and_the_usual_page(query):
    settings, notes = depth_link.decode(query)
    assert settings == depth_link.DEFAULT
    assert len(notes) == 1


@pytest.mark.parametrize("plain", [None, 3, [], {"a": None, "picked": [[]], 3: 4, "width": "64"}])
def test_what_a_browser_tells_is_taken_as_far_as_it_makes_sense(plain):
    assert depth_link.nearest(plain)[0] == depth_link.DEFAULT
