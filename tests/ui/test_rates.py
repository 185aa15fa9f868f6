"""The page of learning rates without a browser: what its controls, its address and the stage's edits come to."""

import pytest
from streamlit.testing.v1 import AppTest

from experiments.fans import MOST, Fan
from experiments.race import Race
from optim.schedules import COMPARED as SCHEDULES_COMPARED
from tests.ui.running import headline, opened_at, settled, staged
from ui.compare import scheduled
from ui.rates import FIRST
from wire.limits import COMPARED

PAGE = """
from ui import rates
rates.page()
"""


def opened(**query: str | list[str]) -> AppTest:
    return opened_at(AppTest.from_string(PAGE, default_timeout=60), **query)


def state(page: AppTest):
    return page.session_state["rates.state"]


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


def test_it_opens_with_a_fan_of_the_first_run(page):
    data = staged(page)
    assert state(page).desk.race == FIRST
    race = Race.from_dict(data["race"], most=MOST + 1)
    assert race == Fan.usual(FIRST.first).race(FIRST.first)
    assert data["response"]["lane"] == 0
    assert len(data["labels"]) == len(race.specs) == len(set(data["labels"])) == len(data["style"]["lanes"])
    assert data["link"].endswith("&fan=learning_rate,0.0006667,0.12,16")


def test_every_control_says_what_it_does(page):
    for kind in (page.number_input, page.selectbox, page.button):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


def test_another_run_another_number_another_count():
    page = opened()
    settled(page.radio(key="lane").set_value(1).run())
    assert staged(page)["response"]["lane"] == 1
    settled(page.selectbox(key="fan.name").select("momentum").run())
    assert staged(page)["fan"] == {
        "name": "momentum",
        "title": "momentum",
        "low": 0.0,
        "high": 0.9999,
        "scale": "linear",
    }
    settled(page.number_input(key="fan.count").set_value(5).run())
    assert len(staged(page)["race"]["lanes"]) == 6
    settled(page.number_input(key="fan.momentum.high").set_value(0.5).run())
    assert state(page).fitting.high == 0.5
    settled(page.selectbox(key="optimizer").select("sgd").run())
    assert state(page).fitting.name == "learning_rate"


def test_runs_without_the_number_are_named_and_left_out():
    page = opened(surface="ravine", lane=["sgd", "momentum", "nesterov"], fan="momentum,0.1,0.9,7", chosen="2")
    asked = staged(page)["response"]
    assert [lane["optimizer"] for lane in asked["race"]["lanes"]] == ["momentum", "nesterov"]
    assert (asked["lanes"], asked["lane"]) == ([1, 2], 1)
    assert asked["without"] == [[0, "Gradient descent"]]


def test_the_address_says_which_run_is_fanned_out():
    page = opened(surface="ravine", lane=["sgd", "momentum"], fan="momentum,0.1,0.9,7", chosen="1")
    assert state(page).fitting == Fan("momentum", 0.1, 0.9, 7)
    assert staged(page)["link"].endswith("&fan=momentum,0.1,0.9,7&chosen=1")
    assert "could be taken" not in headline(page)
    for wrong in ("2", "-1", "<b>", "9" * 50):
        page = opened(surface="ravine", lane=["sgd", "momentum"], chosen=wrong)
        assert state(page).desk.selected == 0
        assert "no such run to fan out" in headline(page)


def test_no_more_runs_than_the_wire_takes():
    page = opened()
    settled(page.number_input(key="fan.count").set_value(64).run())
    settled(page.number_input(key="run.steps").set_value(5000).run())
    race = Race.from_dict(staged(page)["race"], most=MOST + 1)
    assert sum(spec.steps for spec in race.specs) <= 100_000
    settled(page.number_input(key="run.steps").set_value(100).run())
    assert len(staged(page)["race"]["lanes"]) == 65


def test_an_address_says_runs_and_fan():
    page = opened(surface="himmelblau", lane=["momentum~momentum=0.8", "adam"], fan="momentum,0.1,0.9,7")
    assert [spec.optimizer for spec in state(page).desk.race.specs] == ["momentum", "adam"]
    assert state(page).fitting == Fan("momentum", 0.1, 0.9, 7)
    assert staged(page)["link"].endswith("&lane=momentum~momentum=0.8&lane=adam&fan=momentum,0.1,0.9,7")


@pytest.mark.parametrize(
    "fan",
    ["", "momentum", "momentum,1,2", "__import__,0,1,16", "momentum,0,1,5,6", "momentum,e,-,5", "a" * 5000, "x,1,0,16"],
)
def test_a_hostile_fan_shows_the_usual_one(fan):
    page = opened(fan=fan)
    assert state(page).fitting == Fan.usual(FIRST.first)
    assert "the nearest one is shown" in headline(page)


@pytest.mark.parametrize("fan", ["learning_rate,1e-9,1e9,999", "learning_rate,nan,inf,0"])
def test_an_impossible_fan_is_brought_within_reach(fan):
    fitting = state(opened(fan=fan)).fitting
    assert fitting == fitting.within(FIRST.first)


def test_more_runs_than_are_compared_are_left_out_with_a_word():
    page = opened(surface="bowl", lane=["sgd", "adam", "lion", "momentum", "nesterov"] * 2)
    assert len(state(page).desk.race.specs) == COMPARED
    assert f"At most {COMPARED} runs are compared." in headline(page)


def test_schedules_are_compared_as_in_a_race():
    page = opened(surface="ravine", lane=["momentum"])
    assert {"loss", "rate"} <= set(staged(page)["curves"])
    desk = state(page).desk
    desk.put(scheduled(desk.race.first))
    settled(page.run())
    shown = [lane.get("schedule", "constant") for lane in staged(page)["response"]["race"]["lanes"]]
    assert shown == list(SCHEDULES_COMPARED)
    assert len(staged(page)["response"]["titles"]) == len(set(staged(page)["response"]["titles"]))


def test_what_the_hand_did_on_the_stage_is_taken_over(page):
    rates = state(page)
    race = Fan("learning_rate", 0.002, 0.05, 9).race(FIRST.first.with_(start=(0.5, -0.5)))
    chosen = race.with_lane(0, hyperparameters={"learning_rate": 0.033})
    rates.accept({"id": 3, "race": chosen.to_dict()})
    assert rates.fan == Fan("learning_rate", 0.002, 0.05, 9)
    assert {spec.starting_point for spec in rates.desk.race.specs} == {(0.5, -0.5)}
    assert [spec.optimizer for spec in rates.desk.race.specs] == ["sgd", "momentum", "adam"]
    assert rates.chosen.hyperparameter_values()["learning_rate"] == 0.033
    assert rates.desk.acknowledged == 3


def test_what_changes_on_the_way_is_the_chosen_runs_own(page):
    rates = state(page)
    rates.turn(Fan("learning_rate", 0.002, 0.05, 9))
    changes = ((40, {"learning_rate": 0.001}),)
    drawn = {"schedule": "cosine", "schedule_knobs": {"alpha": 0.2}, "changes": changes}
    rates.desk.change(rates.desk.race.with_lane(1, weight_decay=0.1))
    race = rates.fitting.race(rates.chosen.with_(weight_decay=0.3, **drawn))
    rates.accept({"id": 4, "race": race.to_dict()})
    assert rates.chosen.changes == race.first.changes != ()
    assert (rates.chosen.schedule, dict(rates.chosen.schedule_knobs)) == ("cosine", {"alpha": 0.2})
    assert [spec.weight_decay for spec in rates.desk.race.specs] == [0.3, 0.1, 0.0]
    assert [spec.changes for spec in rates.desk.race.specs[1:]] == [(), ()]
    assert [spec.schedule for spec in rates.desk.race.specs[1:]] == ["constant", "constant"]


def test_the_fan_is_undone_and_reset_like_the_race():
    page = opened(lane=["sgd", "momentum"], surface="ravine", fan="learning_rate,0.001,0.1,8")
    first = state(page).fan
    page.number_input(key="fan.learning_rate.high").set_value(0.05).run()
    assert state(page).fan == Fan("learning_rate", 0.001, 0.05, 8)
    page.button(key="undo").click().run()
    assert state(page).fan == first
    page.button(key="redo").click().run()
    state(page).accept({"id": 1, "race": Fan("learning_rate", 0.002, 0.03, 8).race(state(page).chosen).to_dict()})
    page.run()
    page.button(key="reset").click().run()
    assert state(page).fan == first
    page.button(key="undo").click().run()
    assert state(page).fan == Fan("learning_rate", 0.002, 0.03, 8)


def test_a_knob_of_the_surface_is_fanned_out_and_the_chosen_one_is_the_pictures():
    page = opened(surface="ravine", lane=["sgd", "adam"], fan="surface.condition_number,1,1000,9")
    rates = state(page)
    assert rates.fitting == Fan("surface.condition_number", 1.0, 1000.0, 9)
    assert staged(page)["labels"][0] == "Condition number (chosen)"
    race = rates.fitting.race(rates.chosen).with_shared(surface_knobs={"condition_number": 80.0})
    rates.accept({"id": 1, "race": race.to_dict()})
    assert {spec.surface_values()["condition_number"] for spec in rates.desk.race.specs} == {80.0}
    assert all(spec.changes == () for spec in rates.desk.race.specs)
    assert rates.fitting == Fan("surface.condition_number", 1.0, 1000.0, 9)


@pytest.mark.parametrize(
    "edit", [None, 7, {}, {"id": "a"}, {"id": 1}, {"id": 2, "race": {"lanes": [3]}}, {"id": 2, "race": []}]
)
def test_a_hostile_edit_leaves_a_page_that_can_be_shown(edit):
    page = opened()
    state(page).accept(edit)
    settled(page.run())
