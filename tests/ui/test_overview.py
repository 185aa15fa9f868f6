"""The overview: any link gives a survey, a survey comes back from its link, and every picker changes it."""

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments import Race
from experiments.spec import MAX_STEPS
from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.ui.running import headline, opened_at, settled, staged
from ui import link, survey
from ui.survey import DEFAULT, Survey

NAMES = {"surfaces": list(SURFACES), "optimizers": list(OPTIMIZERS)}


def four(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*[st.sampled_from(names)] * 4)


@given(st.builds(Survey, four(NAMES["surfaces"]), four(NAMES["optimizers"]), st.integers(1, MAX_STEPS)))
def test_a_survey_comes_back_from_its_link(given_survey):
    assert survey.decode(survey.encode(given_survey)) == (given_survey, {}, [])


KEYS = st.sampled_from(["v", "surfaces", "optimizers", "steps", "step", "speed", "lane"]) | st.text(max_size=12)
VALUES = st.sampled_from(["beale,,", "adam,lion", ",,,,,", "1", "-1", "1e999", "nan", "2.5", ""]) | st.text()


@given(st.lists(st.tuples(KEYS, VALUES), max_size=12))
@example([("surfaces", "beale" + "," * 5000)])
@example([("steps", "9" * 400)])
@example([("optimizers", "__class__,__dict__,<script>," + "x" * 5000)])
def test_any_link_gives_a_survey_that_can_be_run(pairs):
    opened = survey.decode(pairs)
    assert opened.survey.nearest() == (opened.survey, [])
    assert [len(race.specs) for race in opened.survey.races()] == [4] * 4
    assert set(opened.view) <= set(survey.VIEW)
    assert all(len(note) < 400 and note.isprintable() for note in opened.notes)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("surfaces=beal", "Beale is taken"),
        ("surfaces=ravine,zz", "Rosenbrock is taken"),
        ("optimizers=sgd,adm", "Adam is taken"),
        ("surfaces=beale,bowl,booth,trid,levy", "4 surfaces"),
        ("steps=much", "steps"),
        ("steps=999999", "5000"),
        ("step=-1", "step"),
        ("speed=1e9", "speed"),
        ("lane=adam", "lane"),
        ("v=2&surfaces=beale", "version"),
        ("surfaces=" + "x" * 9000, "8,000"),
    ],
)
def test_what_is_left_out_is_said(query, word):
    assert word in " ".join(survey.decode(query).notes)


def test_what_a_link_leaves_out_is_as_in_the_first_survey():
    assert survey.decode("") == (DEFAULT, {}, [])
    opened = survey.decode("surfaces=beale,,bowl&optimizers=lion&step=7&speed=2")
    assert opened.survey.surfaces == ("beale", DEFAULT.surfaces[1], "bowl", DEFAULT.surfaces[3])
    assert opened.survey.optimizers == ("lion", *DEFAULT.optimizers[1:])
    assert (opened.view, opened.notes) == ({"step": 7, "speed": 2}, [])


def test_every_run_begins_where_its_surface_does_and_at_its_default_rate():
    for race, surface in zip(DEFAULT.races(), DEFAULT.surfaces, strict=True):
        assert race.first.starting_point == SURFACES[surface].start
        assert [spec.optimizer for spec in race.specs] == list(DEFAULT.optimizers)
        assert all(spec.steps == DEFAULT.steps and not spec.hyperparameters for spec in race.specs)


def opened(**query: str) -> AppTest:
    return opened_at(AppTest.from_function(_overview, default_timeout=60), **query)


def _overview() -> None:
    from ui import overview

    overview.page()


def test_the_page_opens_with_sixteen_runs():
    told = staged(opened(), "multiples.js")
    assert [Race.from_dict(row["race"]) for row in told["rows"]] == list(DEFAULT.races())
    assert [link.decode(row["link"]).race for row in told["rows"]] == list(DEFAULT.races())
    assert [column["title"] for column in told["columns"]] == [OPTIMIZERS[name].title for name in DEFAULT.optimizers]
    assert told["link"] == survey.encode(DEFAULT)
    assert told["protocol"].startswith("different surface · different start · 200 steps")


def test_every_picker_changes_its_row_or_column_and_reset_takes_all_back():
    page = opened()
    settled(page.selectbox(key="survey.Row.2").select("beale").run())
    settled(page.selectbox(key="survey.Column.0").select("lion").run())
    settled(page.number_input(key="survey.steps").set_value(77).run())
    wanted = Survey(("ravine", "rosenbrock", "beale", "saddle"), ("lion", "momentum", "rmsprop", "adam"), 77)
    assert survey.decode(staged(page, "multiples.js")["link"]).survey == wanted
    assert [Race.from_dict(row["race"]) for row in staged(page, "multiples.js")["rows"]] == list(wanted.races())
    settled(page.button(key="survey.reset").click().run())
    assert staged(page, "multiples.js")["link"] == survey.encode(DEFAULT)
    assert page.selectbox(key="survey.Row.2").value == "himmelblau"


def test_every_control_says_what_it_does():
    page = opened()
    for kind in (page.number_input, page.selectbox, page.button):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


HOSTILE = [
    {"v": "99"},
    {"surfaces": "../../etc/passwd,<script>alert(1)</script>", "optimizers": "nan"},
    {"steps": "1e400", "step": "9" * 50, "q": "[link](javascript:alert(1))"},
    {"surfaces": "x" * 20_000},
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_bad_address_shows_a_survey_and_one_line(query):
    page = opened(**query)
    assert len(staged(page, "multiples.js")["rows"]) == 4
    assert escape("Not everything could be taken as it came") in headline(page)
    assert "<script" not in headline(page)
    settled(page.selectbox(key="survey.Row.0").select("bowl").run())
    assert "Not everything" not in headline(page)
