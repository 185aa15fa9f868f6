"""The style is plain JSON, the same for the stage as for Python, and every figure in it is one that Plotly accepts."""

import json
from functools import partial

import plotly.graph_objects as go
import pytest

from plots.palette import LANES, PALETTES, THEMES
from plots.theme import CURVES, curve_figure, map_figure, style, surface_figure


def test_the_style_is_json_with_everything_that_is_promised():
    plain = json.loads(json.dumps(style(), allow_nan=False))
    assert set(plain) == {*THEMES, "lanes"}
    for theme in THEMES:
        assert tuple(plain[theme]["terrain"]) == PALETTES[theme].terrain
    assert [run["color"]["dark"] for run in plain["lanes"]] == [run.dark for run in LANES]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("make", [map_figure, surface_figure, partial(curve_figure, title=CURVES["loss"])])
def test_plotly_accepts_every_figure(theme, make):
    figure = make(theme)
    drawn = go.Figure(figure).to_plotly_json()
    assert drawn["data"][0]["type"] == figure["data"][0]["type"]
    assert drawn["layout"]["font"]["color"] == PALETTES[theme].text


def test_nothing_in_it_is_shared():
    map_figure("light")["layout"]["xaxis"]["title"]["text"] = "changed"
    assert map_figure("light")["layout"]["xaxis"]["title"]["text"] == "x"
