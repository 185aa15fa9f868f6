"""The pages, run by Streamlit without a browser: every choice of every picker, and what the buttons do."""

from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from experiments import Race
from experiments.presets import DEFAULT, PRESETS
from experiments.race import MAX_LANES
from optim import OPTIMIZERS, SCHEDULES
from optim.schedules import COMPARED
from surfaces import SURFACES
from tests.ui.running import headline, opened_at, settled, staged
from ui import link
from ui.desk import Desk

MAIN = Path(__file__).parents[2] / "ui" / "main.py"


def opened(**query: str | list[str]) -> AppTest:
    """The race page as it opens at an address."""
    return opened_at(AppTest.from_file(str(MAIN), default_timeout=60), **query)


def desk(page: AppTest) -> Desk:
    return page.session_state["desk"]


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


def test_the_first_page_shows_the_default_race(page):
    assert Race.from_dict(staged(page)["race"]) == DEFAULT
    assert staged(page)["link"].startswith("v=1&surface=himmelblau")
    assert staged(page)["view"]["autoplay"]
    assert desk(page).notice == ""


def test_every_surface_can_be_picked(page):
    for name in SURFACES:
        settled(page.selectbox(key="surface").select(name).run())
        assert {spec.surface for spec in desk(page).race.specs} == {name}
        assert staged(page)["surface"]["name"] == name
        assert f"surface={name}" in staged(page)["link"]


def test_every_optimizer_can_be_picked(page):
    for name in OPTIMIZERS:
        settled(page.selectbox(key="optimizer").select(name).run())
        assert desk(page).race.specs[desk(page).selected].optimizer == name
        assert name in staged(page)["optimizers"]
        shown = {field.key.split(".")[2] for field in page.number_input if field.key.startswith(f"lane.{name}.")}
        assert shown <= {knob.name for knob in OPTIMIZERS[name].knobs}


def test_every_schedule_can_be_picked(page):
    for name in SCHEDULES:
        settled(page.selectbox(key="schedule").select(name).run())
        assert {spec.schedule for spec in desk(page).race.specs} == {name}


def test_every_preset_can_be_picked(page):
    for preset in PRESETS.values():
        settled(page.selectbox(key="preset").select(preset.name).run())
        assert desk(page).race == preset.race
        assert escape(preset.watch) in headline(page)


def test_every_control_says_what_it_does(page):
    for kind in (page.number_input, page.selectbox, page.button):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


def test_undo_redo_and_reset():
    page = opened()
    assert page.button(key="undo").disabled
    settled(page.number_input(key="run.steps").set_value(321).run())
    settled(page.number_input(key="start.0").set_value(1.25).run())
    assert staged(page)["race"]["shared"]["start"][0] == 1.25
    settled(page.button(key="undo").click().run())
    assert page.number_input(key="start.0").value == DEFAULT.first.starting_point[0]
    assert page.number_input(key="run.steps").value == 321
    settled(page.button(key="undo").click().run())
    assert desk(page).race == DEFAULT
    settled(page.button(key="redo").click().run())
    assert page.number_input(key="run.steps").value == 321
    nonce = staged(page)["nonce"]
    settled(page.button(key="reset").click().run())
    assert desk(page).race == DEFAULT
    assert staged(page)["nonce"] > nonce


def test_turn_shift_and_seed_are_every_lanes():
    page = opened(surface="ravine", lane=["sgd", "adam"])
    assert "run.frame_angle" not in {field.key for field in page.number_input}
    page.session_state["frame"] = True
    settled(page.run())
    for name, value in (("frame_angle", 30.0), ("frame_dx", 0.5), ("frame_dy", -0.25), ("seed", 7)):
        settled(page.number_input(key=f"run.{name}").set_value(value).run())
        assert {getattr(spec, name) for spec in desk(page).race.specs} == {value}
        assert staged(page)["race"]["shared"][name] == value
    assert link.decode(staged(page)["link"]).race == desk(page).race
    settled(page.selectbox(key="surface").select("rosenbrock_3d").run())
    assert "run.frame_angle" not in {field.key for field in page.number_input}, "only planes are turned"


def test_a_hyperparameter_is_the_chosen_lanes_own():
    page = opened()
    settled(page.radio(key="lane").set_value(3).run())
    settled(page.number_input(key="lane.adam.b1").set_value(0.5).run())
    assert [dict(spec.hyperparameters) for spec in desk(page).race.specs] == [{}, {}, {}, {"b1": 0.5}]
    default = next(knob.default for knob in OPTIMIZERS["adam"].knobs if knob.name == "b1")
    settled(page.number_input(key="lane.adam.b1").set_value(default).run())
    assert desk(page).race == DEFAULT


def test_the_text_that_stands_for_a_lane_is_the_same_whatever_becomes_of_its_rate():
    page = opened(surface="himmelblau", lane=["sgd", "sgd~learning_rate=0.003"])
    options, called = page.radio(key="lane").options, page.radio(key="lane").proto.captions[0]
    for rate in (0.004, 0.005):
        settled(page.number_input(key="lane.sgd.learning_rate").set_value(rate).run())
        assert desk(page).race.first.hyperparameters == {"learning_rate": rate}
        assert page.radio(key="lane").options == options
        assert page.radio(key="lane").proto.captions[0] != called
    settled(page.button(key="undo").click().run())
    assert desk(page).race.first.hyperparameters == {"learning_rate": 0.004}
    assert page.radio(key="lane").value == 0


def test_the_sidebar_and_the_stage_set_the_same_lane_apart():
    page = opened(surface="bowl", lane=["sgd", "adam", "lion"], selected="1")
    assert staged(page)["view"]["selected"] == page.radio(key="lane").value == 1
    settled(page.radio(key="lane").set_value(2).run())
    assert staged(page)["view"]["selected"] == 2
    desk(page).select(0)
    settled(page.run())
    assert page.radio(key="lane").value == staged(page)["view"]["selected"] == 0
    assert page.selectbox(key="optimizer").value == "sgd"
    desk(page).select(None)
    settled(page.run())
    assert staged(page)["view"]["selected"] is None


@pytest.mark.parametrize("stale", ["Adam · 0.15", "", None, -1, 99, 1.5, ["Lane 1"]])
def test_what_is_no_option_is_passed_over(stale):
    taken = []
    AppTest.from_function(_choosing, default_timeout=60, args=(stale, taken)).run()
    assert taken == [0]


def _choosing(stale, taken):
    import streamlit as st

    from ui import fields

    st.session_state["choice"] = 0
    fields.put_from("choice", taken.append, range(3))()
    st.session_state["choice"] = stale
    fields.put_from("choice", taken.append, range(3))()


def test_clipping_is_off_until_it_is_given_and_off_again_when_emptied():
    page = opened()
    assert page.number_input(key="run.clip_norm").value is None
    settled(page.number_input(key="run.clip_norm").set_value(0.5).run())
    assert {spec.clip_norm for spec in desk(page).race.specs} == {0.5}
    settled(page.number_input(key="run.clip_norm").set_value(None).run())
    assert desk(page).race == DEFAULT


def test_what_differs_between_lanes_is_said_and_can_be_made_alike():
    page = opened(surface="bowl", lane="sgd~noise=0.5")
    page = opened(surface="bowl")
    desk(page).change(desk(page).race.with_lane(0, noise=0.5, start=(0.0, 1.0), schedule="cosine"))
    settled(page.run())
    assert page.number_input(key="run.noise").value is None
    assert page.number_input(key="run.noise").placeholder == "Differs"
    assert page.number_input(key="start.0").value is None
    assert page.selectbox(key="schedule").value is None
    settled(page.number_input(key="run.noise").set_value(0.25).run())
    assert {spec.noise for spec in desk(page).race.specs} == {0.25}


def test_lanes_are_added_up_to_the_limit_and_removed_down_to_one():
    page = opened()
    while not page.button(key="add").disabled:
        settled(page.button(key="add").click().run())
    specs = desk(page).race.specs
    assert len(specs) == MAX_LANES == len({spec.optimizer for spec in specs})
    assert page.button(key="duplicate").disabled
    while not page.button(key="remove").disabled:
        settled(page.button(key="remove").click().run())
    assert len(desk(page).race.specs) == 1
    settled(page.button(key="duplicate").click().run())
    first, second = desk(page).race.specs
    assert first == second


@pytest.mark.parametrize("count", range(3, 9))
def test_rates_are_compared_in_one_click(count):
    page = opened(surface="bowl", lane="momentum~learning_rate=0.1")
    settled(page.menu_button(key="compare").click(count).run())
    rates = [spec.hyperparameter_values()["learning_rate"] for spec in desk(page).race.specs]
    assert len(rates) == count
    assert rates == sorted(set(rates))
    assert rates[0] == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(1.0)


def test_schedules_are_compared_in_one_click():
    page = opened(surface="bowl", lane="adam~learning_rate=0.05")
    settled(page.menu_button(key="compare").click("schedules").run())
    specs = desk(page).race.specs
    assert [spec.schedule for spec in specs] == list(COMPARED)
    assert {(spec.optimizer, spec.hyperparameters["learning_rate"]) for spec in specs} == {("adam", 0.05)}
    assert link.decode(staged(page)["link"]).race == desk(page).race
    assert staged(page)["labels"][:3] == ["Adam", "Adam, step", "Adam, exponential"]
    settled(page.radio(key="lane").set_value(3).run())
    settled(page.menu_button(key="compare").click("schedules").run())
    assert [spec.schedule for spec in desk(page).race.specs] == list(COMPARED)
    desk(page).change(desk(page).race.with_lane(0, schedule="step", schedule_knobs={"every": 0.1}))
    settled(page.menu_button(key="compare").click("schedules").run())
    assert [dict(spec.schedule_knobs) for spec in desk(page).race.specs] == [{"every": 0.1}, *[{}] * len(COMPARED)]


HOSTILE = [
    {"v": "99"},
    {"surface": "../../etc/passwd", "lane": "adam~b1=nan~<script>alert(1)</script>=1"},
    {"steps": "-1", "seed": "1e400", "start": "1,2,3,4,5", "noise": "[link](javascript:alert(1))"},
    {"surface.condition_number": "100", "camera": "x", "window": "1", "step": "9" * 50},
    {"q": "x" * 20_000},
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_bad_address_shows_a_race_and_one_line(query):
    page = opened(**query)
    assert Race.from_dict(staged(page)["race"]) == desk(page).race
    assert desk(page).notice.startswith("Not everything could be taken as it came")
    assert "\n" not in desk(page).notice
    assert escape(desk(page).notice) in headline(page)
    assert "<script" not in headline(page)


def test_a_notice_stands_beside_what_a_preset_says():
    page = opened()
    race = PRESETS["ravine"].race
    desk(page).open(race)
    desk(page).notice = "Something was changed."
    settled(page.run())
    assert "Something was changed." in headline(page)
    assert escape(PRESETS["ravine"].watch) in headline(page)


@pytest.mark.parametrize("row", [*SURFACES.values(), *OPTIMIZERS.values()], ids=lambda row: row.name)
def test_the_atlas_shows_every_row(row):
    page = AppTest.from_function(_atlas, default_timeout=60)
    page.query_params["show"] = row.name
    settled(page.run())
    assert f'src="api/picture/{row.name}.png?theme=light' in page.get("html")[0].proto.body
    assert row.title in page.markdown[0].value
    assert page.latex[0].value.strip("$\n ") == row.formula.strip()


def test_the_atlas_shows_the_nearest_row_and_says_so():
    page = opened_at(AppTest.from_function(_atlas, default_timeout=60), show="Adamm")
    assert "Adam" in page.markdown[0].value
    assert "“Adamm” is no surface and no optimizer; shown is Adam, the nearest name." in headline(page)
    settled(page.selectbox(key="atlas.optimizers.name").select("nadam").run())
    assert not [each for each in page.get("html") if "headline" in each.proto.body]


def test_the_atlas_takes_what_is_like_no_row_for_the_first():
    page = opened_at(AppTest.from_function(_atlas, default_timeout=60), show="<b>42")
    assert "“&lt;b&gt;42” is no surface and no optimizer; shown is Bowl, the first of them." in headline(page)
    settled(page.selectbox(key="atlas.surfaces.name").select("beale").run())
    assert page.query_params["show"] == "beale"
    assert "Beale" in page.markdown[0].value


def _atlas() -> None:
    from ui import atlas

    atlas.page()
