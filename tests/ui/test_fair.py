"""The page of fair races without a browser: its pickers, its address, a small race, stopping, hostile addresses."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from experiments import Protocol, run
from experiments.metrics import METRICS
from experiments.race import MAX_LANES
from optim import OPTIMIZERS, SCHEDULES
from surfaces import SURFACES
from tests.ui.running import opened_at, settled
from ui import fair_link
from ui.contest import Contest
from wire import tuning
from wire.gate import ERRANDS

SMALL = {"surface": "bowl", "optimizers": "sgd,adam", "budget": "3", "starts": "2", "steps": "20"}


def _page() -> None:
    from ui import fair

    fair.page()


def opened(**query: str) -> AppTest:
    return opened_at(AppTest.from_function(_page, default_timeout=60), **query)


def contest(page: AppTest) -> Contest:
    return page.session_state["contest"]


def address(page: AppTest) -> dict[str, str]:
    return {key: values[0] if isinstance(values, list) else values for key, values in page.query_params.items()}


def finished(page: AppTest) -> AppTest:
    """The page when what is under way is over."""
    until = time.monotonic() + 60
    while (errand := contest(page).errand) and not errand.over and time.monotonic() < until:
        errand.watch()
        time.sleep(0.05)
    return settled(page.run())


def said(page: AppTest) -> str:
    return "\n".join(each.proto.body for each in page.get("html"))


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


def test_every_surface_optimizer_schedule_and_metric_can_be_picked(page):
    for name in SURFACES:
        settled(page.selectbox(key="fair.surface").select(name).run())
        assert contest(page).protocol.shared.surface == name
        assert address(page)["surface"] == name
    names = list(OPTIMIZERS)
    for at in range(0, len(names), MAX_LANES):
        settled(page.multiselect(key="fair.optimizers").set_value(names[at : at + MAX_LANES]).run())
        assert contest(page).protocol.optimizers == tuple(names[at : at + MAX_LANES])
    for name in SCHEDULES:
        settled(page.selectbox(key="fair.schedule").select(name).run())
        assert contest(page).protocol.shared.schedule == name
    for name in METRICS:
        settled(page.selectbox(key="fair.metric").select(name).run())
        assert contest(page).protocol.metric == name


@pytest.mark.parametrize("name", ["budget", "starts", "seeds", "tolerance", "steps", "seed", "noise", "clip_norm"])
def test_every_number_goes_into_the_protocol_and_the_address(page, name):
    value = 0.5 if name in ("tolerance", "noise", "clip_norm") else 7
    settled(page.number_input(key=f"fair.{name}").set_value(value).run())
    protocol = contest(page).protocol
    assert getattr(protocol, name, getattr(protocol.shared, name, None)) == value
    assert float(address(page)[name]) == value
    assert fair_link.decode(address(page)) == (protocol, [])


def test_every_control_says_what_it_does(page):
    for kind in (page.number_input, page.selectbox, page.button, page.multiselect):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


def test_a_small_race_is_run_shown_and_taken_along():
    page = opened(**SMALL)
    settled(page.button(key="fair.go").click().run())
    page = finished(page)
    tuned = contest(page).tuned
    assert tuned.protocol == contest(page).protocol
    assert len(page.get("plotly_chart")) == 1
    [table] = page.dataframe
    assert sorted(table.value["Optimizer"]) == ["Adam", "Gradient descent"]
    assert table.value["Wins"].is_monotonic_decreasing
    assert "3 settings of each" in said(page)
    assert "learning rate" in said(page)
    assert [each.spec.optimizer for each in run(tuned.race().specs)] == ["sgd", "adam"]
    settled(page.number_input(key="fair.budget").set_value(5).run())
    assert "its card below is its own" in said(page)
    assert contest(page).tuned is tuned


def test_the_same_race_is_not_computed_again(monkeypatch):
    page = finished(settled(opened(**SMALL).button(key="fair.go").click().run()))
    monkeypatch.setattr(tuning, "tune", lambda *_: pytest.fail("computed again"))
    again = finished(settled(opened(**SMALL).button(key="fair.go").click().run()))
    assert contest(again).tuned is contest(page).tuned


def test_a_race_can_be_stopped_and_frees_its_place():
    page = opened(**SMALL | {"budget": "1024", "starts": "64", "steps": "300", "optimizers": "sgd,adam,newton,lbfgs"})
    settled(page.button(key="fair.go").click().run())
    errand = contest(page).errand
    settled(page.button(key="fair.stop").click().run())
    until = time.monotonic() + 30
    while ERRANDS.inside and time.monotonic() < until:
        time.sleep(0.05)
    assert ERRANDS.inside == 0
    assert errand.over
    settled(page.run())
    assert contest(page).tuned is None
    assert "Stopped." in said(page)
    assert page.button(key="fair.go")


def test_too_large_a_race_is_refused_with_the_limit():
    page = opened(**SMALL | {"starts": "256", "seeds": "32", "steps": "5000"})
    settled(page.button(key="fair.go").click().run())
    assert contest(page).errand is None
    assert "1,000,000" in said(page)
    page = opened(**SMALL | {"budget": "1024", "starts": "256", "steps": "1000", "optimizers": "sgd"})
    settled(page.button(key="fair.go").click().run())
    assert "100,000,000" in said(page)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"optimizers": "adm"}, "adam"),
        ({"optimizers": ",,,"}, ""),
        ({"optimizers": "sgd,sgd"}, "once"),
        ({"optimizers": ",".join(OPTIMIZERS)}, "12"),
        ({"optimizers": "sgd", "budget": "1e9"}, "budget"),
        ({"optimizers": "sgd", "budget": "nan"}, "budget"),
        ({"optimizers": "sgd", "tolerance": "<script>"}, "tolerance"),
        ({"optimizers": "sgd", "metric": "<script>"}, "metric"),
        ({"optimizers": "sgd", "surface": "../../etc"}, "surface"),
        ({"optimizers": "sgd", "start": "1,2"}, "start"),
        ({"optimizers": "sgd", "lane": "adam"}, "lane"),
        ({"optimizers": "sgd", "v": "2"}, "version"),
        ({"optimizers": "sgd", "colour": "x" * 9000}, "8,000"),
        ({"optimizers": "sgd", "steps": "-1", "surface.a": "inf"}, "steps"),
    ],
)
def test_a_bad_address_shows_a_page_and_one_line(query, word):
    page = opened(**query)
    notice = contest(page).notice
    assert word in notice.lower()
    assert "<script" not in said(page)
    assert Protocol.from_dict(contest(page).protocol.to_dict()) == contest(page).protocol
    assert fair_link.decode(address(page)) == (contest(page).protocol, [])


def test_who_comes_from_a_race_finds_its_optimizers_and_its_surface():
    from experiments import Race
    from ui.desk import Desk

    shared = {"surface": "beale", "steps": 123, "noise": 0.5, "start": [1, 1]}
    lanes = [
        {"optimizer": "lion"},
        {"optimizer": "lion", "seed": 3},
        {"optimizer": "adam", "hyperparameters": {"b1": 0.5}},
    ]
    page = AppTest.from_function(_page, default_timeout=60)
    page.session_state["desk"] = Desk(Race.from_dict({"shared": shared, "lanes": lanes}))
    settled(page.run())
    protocol = contest(page).protocol
    assert protocol.optimizers == ("lion", "adam")
    assert (protocol.shared.surface, protocol.shared.steps, protocol.shared.noise) == ("beale", 123, 0.5)
    assert contest(page).notice == ""
