"""Charts: whatever is asked for is one that can be drawn, its link brings it back, and its run is the picture's."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments import Race, RunSpec, run, sweep
from experiments.fans import TREATMENTS
from experiments.sweeps import basins_at
from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.ui.running import opened_at, settled, staged
from ui import chart_link, link
from ui.chart import COLORS, GRIDS, Chart, mended, sides
from ui.charting import charting
from ui.easel import Easel
from wire.limits import FIELD_WORK

RAVINE = chart_link.FIRST["map"]
BASINS = chart_link.FIRST["basins"]


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_has_a_map_of_every_kind(surface):
    for first in (RAVINE, BASINS):
        chart, notes = mended(first.with_(race=first.race.on_surface(surface)))
        assert notes == []
        for side in chart.sides:
            low, high = side.home
            values = side.axis(low, high).values(chart.grid)
            assert side.limits[0] <= values[0] < values[-1] <= side.limits[1]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_two_axes(name):
    chart, _ = mended(Chart(Race((RunSpec("himmelblau", name),))))
    x, y = chart.sides
    assert x.name != y.name
    assert {x.name, y.name} <= set(sides(chart.race.first))
    played = chart.with_(point=(np.mean(x.home), np.mean(y.home))).played()
    assert played.first.check()


def test_the_run_at_a_point_is_the_grid_s():
    axes = {"momentum": np.array([0.3, 0.9]), "surface.condition_number": np.array([4.0, 50.0])}
    grid = sweep(RAVINE.race.first, axes)
    chart = RAVINE.with_(axes=("surface.condition_number", "momentum"), point=(50.0, 0.3))
    assert chart.played().first == grid.run_at(0, 1)
    [alone] = run(chart.played().specs)
    assert alone.loss[-1] == grid.arrays["loss"][0, 1]
    wells = basins_at(BASINS.race.first, [-1.0, 2.0], [0.5, 3.0])
    assert BASINS.with_(point=(2.0, 0.5)).played().first.start == wells.run_at(0, 1).start


@pytest.mark.parametrize("name", [each.name for each in TREATMENTS])
def test_treatments_of_the_gradient_are_axes_too(name):
    chart, notes = mended(RAVINE.with_(axes=("learning_rate", name), color="factor", grid=64))
    assert chart.axes == ("learning_rate", name)
    assert chart.color == "steps"
    assert len(notes) == 1
    x, y = (side.axis(*side.home).values(64) for side in chart.sides)
    grid = sweep(chart.race.first, {name: y[[10, 60]], "learning_rate": x[[20, 40]]})
    played = chart.with_(point=(x[40], y[60])).played().first
    assert played == grid.run_at(1, 1)
    assert run([played])[0].loss[-1] == grid.arrays["loss"][1, 1]
    assert all(math.isfinite(each) for each in charting(chart, 0)["point"] or [0.0])
    json.dumps(charting(chart, 0), allow_nan=False)


CHARTS = st.one_of(
    st.builds(
        Chart,
        st.sampled_from([RAVINE.race, Race((RunSpec("himmelblau", "adam", {"b1": 0.5}, steps=77),))]),
        st.just("map"),
        st.sampled_from([("learning_rate", "x"), ("y", "learning_rate"), ("x", "y")]),
        st.sampled_from([name for name in COLORS if name != "factor"]),
        st.none() | st.tuples(*[st.floats(0.01, 0.02), st.floats(0.03, 0.9)] * 2),
        st.none() | st.tuples(st.floats(0.01, 0.9), st.floats(0.01, 0.9)),
        st.sampled_from(GRIDS),
        st.floats(1e-12, 0.5),
    ),
    st.builds(
        BASINS.with_, point=st.none() | st.tuples(st.floats(-5, 5), st.floats(-5, 5)), grid=st.sampled_from(GRIDS)
    ),
)


@given(CHARTS)
def test_a_chart_comes_back_from_its_link(chart):
    opened = chart_link.decode(chart_link.encode(chart))
    assert opened.chart == chart
    assert opened.notes == []


def test_a_link_without_anything_is_the_first_map():
    assert chart_link.decode("") == chart_link.Opened(RAVINE, {}, [])
    assert chart_link.decode("map=basins").chart == BASINS
    assert chart_link.decode("steps=77").chart.race.first == RAVINE.race.first.with_(steps=77)
    assert chart_link.decode("step=7").view == {"step": 7}


KEYS = st.sampled_from(["map", "color", "part", "at", "grid", "tolerance", "surface", "lane", "steps", "v", "start"])
VALUES = st.sampled_from(
    ["basins", "x,y", "x,x", "1,2", "0,1,0,1", "nan", "1e999", "256", "factor", "adam", "bowl", "5000"]
)


@given(st.lists(st.tuples(KEYS | st.text(max_size=6), VALUES | st.text(max_size=12)), max_size=8))
def test_any_link_gives_a_chart_that_can_be_drawn(pairs):
    opened = chart_link.decode(pairs)
    chart = opened.chart
    assert mended(chart) == (chart, [])
    assert all(spec.check() for spec in chart.played().specs)
    assert all(len(note) < 400 and note.isprintable() for note in opened.notes)
    runs = 2 if chart.kind == "basins" else 1
    assert runs * chart.grid**2 * chart.race.first.steps <= FIELD_WORK or chart.grid == GRIDS[0]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("map=learning_rate,nonsense&at=1,2", "nonsense"),
        ("map=nonsense,momentum&color=blue", "nonsense"),
        ("map=basins&color=red", "red"),
        ("color=factor&surface=himmelblau&lane=momentum", "theory"),
        ("part=1,2,3", "part"),
        ("part=2,1,0,1", "outside"),
        ("part=0.02,0.02000000000000001,0.5,0.6", "digits end"),
        ("at=0.1,5", "momentum must lie"),
        ("grid=100", "grid"),
        ("steps=5000&grid=512", "steps together"),
        ("tolerance=2", "tolerance"),
        ("colour=red", "colour"),
    ],
)
def test_what_is_left_out_is_said(query, word):
    assert word in " ".join(chart_link.decode(query).notes)


@pytest.mark.parametrize(
    "edit",
    [
        None,
        7,
        {},
        {"id": "1"},
        {"id": 1},
        {"id": 1, "race": [], "window": "x", "point": [1, None]},
        {"id": 1, "window": [1, 2, 3, True]},
    ],
)
def test_a_wrong_edit_leaves_a_chart_that_can_be_drawn(edit):
    easel = Easel(RAVINE)
    easel.accept(edit)
    easel.follow(edit)
    assert mended(easel.chart) == (easel.chart, [])
    assert easel.acknowledged in (0, 1)


def test_what_is_done_on_the_field_and_on_the_stage_is_taken_over():
    easel = Easel(RAVINE)
    race = RAVINE.race.with_shared(surface_knobs={"condition_number": 60.0})
    easel.accept({"id": 3, "race": race.to_dict(), "window": [0.01, 0.02, 0.5, 0.6], "point": [0.015, 0.55]})
    assert easel.acknowledged == 3
    assert easel.chart == RAVINE.with_(race=race, window=(0.01, 0.02, 0.5, 0.6), point=(0.015, 0.55))
    nonce = easel.nonce
    assert nonce > 0
    easel.follow({"id": 8, "race": easel.chart.played().with_shared(start=(1.0, -1.0)).to_dict()})
    assert (easel.staged, easel.nonce) == (8, nonce)
    assert easel.chart.race.first.start == (1.0, -1.0)
    assert easel.chart.point == (0.015, 0.55)
    easel.turn("basins")
    assert easel.chart == BASINS
    easel.follow({"id": 9, "race": BASINS.race.with_shared(start=(1.0, 2.0)).to_dict()})
    assert easel.chart.point == (1.0, 2.0)
    easel.turn("map")
    assert easel.chart.point == (0.015, 0.55)


def opened(**query: str) -> AppTest:
    return opened_at(AppTest.from_function(_maps, default_timeout=60), **query)


def _maps() -> None:
    from ui import maps

    maps.page()


def test_the_page_shows_a_map_and_its_run():
    page = opened()
    field, stage = staged(page, "field-main.js"), staged(page)
    assert Race.from_dict(field["race"]) == RAVINE.race
    assert Race.from_dict(stage["race"]) == RAVINE.race
    assert stage["compact"]
    assert stage["link"] == chart_link.encode(RAVINE)
    assert [each["name"] for each in field["sliders"]] == ["condition_number", "rotation"]


def test_every_control_of_the_maps_does_something():
    page = opened()
    settled(page.selectbox(key="chart.color").select("factor").run())
    assert staged(page, "field-main.js")["color"] == "factor"
    settled(page.selectbox(key="chart.surface").select("himmelblau").run())
    assert staged(page, "field-main.js")["color"] == "steps"
    settled(page.selectbox(key="chart.axis.1").select("x").run())
    assert staged(page, "field-main.js")["axes"]["y"]["label"] == "start x"
    settled(page.selectbox(key="chart.axis.0").select("x").run())
    assert [staged(page, "field-main.js")["axes"][end]["name"] for end in ("x", "y")] == ["x", "learning_rate"]
    settled(page.selectbox(key="chart.optimizer.0").select("adam").run())
    settled(page.number_input(key="chart.steps").set_value(321).run())
    settled(page.selectbox(key="chart.grid").select(64).run())
    assert (staged(page, "field-main.js")["grid"], staged(page, "field-main.js")["race"]["shared"]["steps"]) == (
        64,
        321,
    )


def test_basins_are_of_one_optimizer_or_of_two():
    page = opened(map="basins")
    assert staged(page, "field-main.js")["labels"] == ["Gradient descent", "Momentum"]
    settled(page.selectbox(key="chart.optimizer.1").select(None).run())
    assert staged(page, "field-main.js")["labels"] == ["Gradient descent"]
    settled(page.selectbox(key="chart.optimizer.1").select("adam").run())
    assert staged(page, "field-main.js")["labels"] == ["Gradient descent", "Adam"]


def test_every_control_says_what_it_does():
    for page in (opened(), opened(map="basins")):
        for kind in (page.number_input, page.selectbox):
            for control in kind:
                assert control.label, control.key
                assert control.help, control.key


def test_the_two_pages_agree_on_what_is_near():
    """The field in the browser spreads near ends evenly by the same rule."""
    text = (Path(link.__file__).parents[1] / "stage" / "static" / "field-axes.js").read_text("utf-8")
    assert "const NARROW = 1.5;" in text
    x, _ = RAVINE.sides
    assert (x.axis(0.1, 0.149).scale, x.axis(0.1, 0.151).scale) == ("linear", "log")
