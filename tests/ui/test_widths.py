"""The page of widths without a browser: its settings, its address, what is pressed."""

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments.training.restarts import WIDTHS
from experiments.training.spec import FIELDS
from experiments.training.study import Study
from tests.ui.running import headline, opened_at, settled, staged
from ui import widths_link
from ui.network_link import decode
from ui.widths_link import Breadth

PAGE = """
from ui import widths
widths.page()
"""


def opened(**query: str) -> AppTest:
    return opened_at(AppTest.from_string(PAGE, default_timeout=60), **query)


def asked(page: AppTest) -> dict:
    return staged(page, "widths.js")["question"]


def test_what_is_changed_is_asked_and_said_in_the_link():
    page = opened()
    assert asked(page)["widths"] == list(WIDTHS)
    settled(page.number_input(key="widths.restarts").set_value(64).run())
    settled(page.selectbox(key="widths.widest").select(8).run())
    settled(page.number_input(key="net.layers").set_value(2).run())
    settled(page.selectbox(key="net.optimizer.0").select("momentum").run())
    question = asked(page)
    assert (question["restarts"], question["widths"]) == (64, [1, 2, 4, 8])
    assert (question["shared"]["hidden"], question["shared"]["optimizer"]) == ([1, 1], "momentum")
    again, notes = widths_link.decode(staged(page, "widths.js")["link"])
    assert (again.restarts, again.widths, notes) == (64, [1, 2, 4, 8], [])
    assert again.study.first.to_dict() == question["shared"]
    for control in (*page.number_input, *page.selectbox):
        assert control.label, control.key
        assert control.help, control.key


def test_the_address_of_a_run_is_that_restart_on_the_page_of_networks():
    page = opened(data="circles", seed="7")
    address = staged(page, "widths.js")["run"]
    assert address.startswith("networks?")
    study = decode(f"{address.partition('?')[2]}&hidden=8&seed=9").study
    shared = asked(page)["shared"] | {"hidden": [8], "seed": 9}
    assert study == Study.from_dict({"shared": shared, "lanes": [{}]})


def test_a_press_that_makes_no_sense_is_passed_over():
    page = opened()
    for pressed in (8, [8], {"hidden": [0]}, {"hidden": [4], "optimizer": "adm"}, {"width": 4}):
        page.session_state["widths.pressed"] = pressed
        settled(page.run())
    assert "workbench" not in page.session_state


def test_a_link_with_nonsense_opens_the_nearest():
    page = opened(restarts="many", widest="48", layers="99", hidden="3", part="all", data="moon")
    said = headline(page)
    assert all(name in said for name in ("restarts", "layers", "part"))
    assert (asked(page)["restarts"], asked(page)["widths"][-1]) == (32, 32)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*FIELDS, "lane", "layers", "restarts", "widest", "part", "x"]), st.text(max_size=20)
        ),
        max_size=8,
    )
)
def test_no_link_is_too_strange(pairs):
    breadth, _ = widths_link.decode(pairs)
    assert Study.from_dict(breadth.study.to_dict()) == breadth.study
    assert widths_link.decode(widths_link.encode(breadth))[0] == Breadth(*breadth[:3], "train")
