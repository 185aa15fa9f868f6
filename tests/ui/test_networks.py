"""The page of networks without a browser: its pickers, its address, hostile addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments.training.spec import FIELDS
from experiments.training.study import DEFAULT, Study
from optim import OPTIMIZERS
from surfaces.neural import ACTIVATIONS, DATASETS, INITIALIZATIONS, NORMALIZATIONS
from tests.ui.running import headline, opened_at, settled, staged
from ui import network_link
from ui.twins import TWINS
from ui.workbench import Workbench

PAGE = """
from ui import networks
networks.page()
"""


def opened(**query: str | list[str]) -> AppTest:
    return opened_at(AppTest.from_string(PAGE, default_timeout=60), **query)


def bench(page: AppTest) -> Workbench:
    return page.session_state["workbench"]


def shown(page: AppTest) -> dict:
    data = staged(page, "trainings.js")
    return data | data["twins"][0]


@pytest.fixture(scope="module")
def page() -> AppTest:
    return opened()


def test_it_opens_with_three_runs(page):
    data = shown(page)
    assert Study.from_dict(data["question"]) == DEFAULT
    assert data["labels"] == ["Gradient descent", "Momentum", "Adam"]
    assert data["plane"] == {"kind": "pca", "seed": 0, "part": "train"}


@pytest.mark.parametrize(
    ("key", "rows", "field"),
    [
        ("net.data", list(DATASETS), "data"),
        ("net.activation", list(ACTIVATIONS), "activation"),
        ("net.normalization", list(NORMALIZATIONS), "normalization"),
        ("net.initialization", list(INITIALIZATIONS), "initialization"),
        ("net.optimizer.0", list(OPTIMIZERS), "optimizer"),
    ],
)
def test_everything_can_be_picked(page, key, rows, field):
    for name in rows:
        settled(page.selectbox(key=key).select(name).run())
        taken = getattr(bench(page).study.first, field)
        assert taken == name or bench(page).notice
        assert Study.from_dict(shown(page)["question"]) == bench(page).study


def test_every_control_says_what_it_does(page):
    for kind in (page.number_input, page.selectbox, page.button):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


def test_layers_widths_and_runs_are_changed():
    page = opened(lane=["adam", "sgd"])
    settled(page.number_input(key="net.layers").set_value(3).run())
    settled(page.number_input(key="net.width").set_value(8).run())
    assert bench(page).study.first.hidden == (8, 8, 8)
    settled(page.number_input(key="net.rate.1").set_value(0.25).run())
    assert bench(page).study.specs[1].hyperparameters == {"learning_rate": 0.25}
    settled(page.button(key="net.add").click().run())
    assert len(bench(page).study.specs) == 3
    for _ in range(2):
        settled(page.button(key="net.remove").click().run())
    assert len(bench(page).study.specs) == 1
    assert page.button(key="net.remove").disabled


def test_runs_of_one_optimizer_are_told_apart_by_their_rates():
    page = opened(lane=["sgd~learning_rate=0.1", "sgd~learning_rate=0.2", "adam"])
    assert shown(page)["labels"] == ["Gradient descent 0.1", "Gradient descent 0.2", "Adam"]


def test_runs_differ_in_their_first_weights_or_seeds():
    page = opened(lane="adam")
    settled(page.selectbox(key="net.differ").select("seed").run())
    for _ in range(2):
        settled(page.button(key="net.add").click().run())
    assert [spec.seed for spec in bench(page).study.specs] == [0, 1, 2]
    assert shown(page)["labels"] == ["seed 0", "seed 1", "seed 2"]
    settled(page.number_input(key="net.seed.1").set_value(7).run())
    assert bench(page).study.specs[1].seed == 7
    page = opened(lane=["adam", "adam~initialization=he_normal"])
    assert shown(page)["labels"] == ["Xavier (Glorot) normal", "He normal"]
    settled(page.button(key="net.add").click().run())
    assert len({spec.initialization for spec in bench(page).study.specs}) == 3


def test_weights_are_carried_over_to_other_data():
    page = opened(lane="adam", steps="50", hidden="4")
    settled(page.button(key="net.carry").click().run())
    settled(page.selectbox(key="net.data").select("circles").run())
    [spec] = bench(page).study.specs
    assert (spec.data, spec.transfer.data, spec.transfer.steps) == ("circles", "moons", 50)
    settled(page.button(key="net.anew").click().run())
    assert bench(page).study.first.transfer is None


def test_a_link_does_not_tell_of_a_visitor_s_own_table():
    spec = DEFAULT.first.with_(table="0123456789abcdef")
    for study in (Study((spec,)), Study((DEFAULT.first.with_(transfer=DEFAULT.first.with_(transfer=spec)),))):
        assert "0123" not in network_link.encode(study)


def test_twins_differ_in_one_thing(page):
    for name, twin in TWINS.items():
        settled(page.selectbox(key="net.twin").select(name).run())
        first, second = (each["question"] for each in shown(page)["twins"])
        assert first["lanes"] == second["lanes"]
        changed = {
            key
            for key in {*first["shared"], *second["shared"]}
            if first["shared"].get(key) != second["shared"].get(key)
        }
        (_, one), (_, other) = twin.first, twin.second
        assert changed == {key for key in one if one[key] != other[key]}
        assert twin.note in [caption.value for caption in page.sidebar.caption] or not twin.note
        assert f"twin={name}" in shown(page)["link"]
    settled(page.selectbox(key="net.twin").select(None).run())
    assert len(shown(page)["twins"]) == 1


def test_other_first_weights_and_another_plane_are_taken_over():
    made = Workbench(DEFAULT, {})
    made.reseed(0)
    made.reseed(0)  # told twice
    assert made.study.first.seed == 1
    made.look({"kind": "hessian", "seed": -3, "part": "all"})
    assert made.plane == {"kind": "hessian", "seed": 0, "part": "train"}
    places = [[0, -1], [1, 0], [2, -1]]
    made.look({"kind": "solutions", "through": places, "pair": [4, -1], "follow": True})
    assert made.plane == {"kind": "solutions", "seed": 0, "part": "train", "through": places, "follow": True}
    made.look("nothing")
    assert made.plane["kind"] == "pca"


@pytest.mark.parametrize(
    "plain",
    [
        {
            "shared": {"data": "spirals", "data_knobs": {"noise": 0.05}, "hidden": [8, 4], "dropout": 0.25},
            "lanes": [{}],
        },
        {
            "shared": {"initialization": "he_uniform", "init_scale": 2.0, "batch_size": 32, "clip_norm": 1.0},
            "lanes": [
                {"optimizer": "adam", "hyperparameters": {"learning_rate": 0.003}},
                {"optimizer": "sgd", "seed": 4, "changes": [[20, {"learning_rate": 0.05}]]},
            ],
        },
        {"shared": {"transfer": {"data": "circles", "steps": 20, "hidden": [4]}, "hidden": [4]}, "lanes": [{}]},
    ],
)
def test_a_link_says_the_study(plain):
    study = Study.from_dict(plain)
    opened = network_link.decode(network_link.encode(study, "dropout"))
    assert opened.study == study
    assert opened.twin == "dropout"
    assert opened.notes == []


def test_a_link_with_nonsense_opens_the_nearest_study():
    page = opened(data="moon", hidden="16-many", steps="1e9", color="red", plane="round", lane="adma")
    assert "no data set 'moon'; moons is taken" in headline(page).lower().replace("&#x27;", "'")
    assert bench(page).study.first.steps <= 20_000


def test_every_strange_word_about_the_view_is_said():
    strange = {
        "plane": "round",
        "plane.seed": "-1",
        "plane.through": "0:0,1:-1",
        "plane.pair": "1,two",
        "plane.follow": "yes",
        "part": "all",
        "upper": "up",
        "lower": "",
        "inside": "outside",
    }
    for key, text in strange.items():
        opened = network_link.decode([(key, text)])
        assert opened.notes == [f"“{key}” cannot be “{text}”; it is left out"]
        assert (opened.plane, opened.shown) == ({"kind": "pca", "seed": 0, "part": "train"}, {})
    said = {"plane": "solutions", "plane.seed": "7", "plane.through": "0:-1,1:0,2:-1", "plane.pair": "3,4"}
    said |= {"plane.follow": "1", "part": "aside", "upper": "slope", "lower": "dead", "inside": "line"}
    opened = network_link.decode(list(said.items()))
    assert opened.notes == []
    assert opened.plane["through"] == [[0, -1], [1, 0], [2, -1]]
    assert (opened.plane["pair"], opened.plane["follow"]) == ([3, 4], True)
    assert opened.shown == {"upper": "slope", "lower": "dead", "inside": "line"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*FIELDS, "lane", "plane", "part", "twin", "plane.through", "plane.pair", "camera", "x"]),
            st.text(max_size=20),
        ),
        max_size=8,
    )
)
def test_no_link_is_too_strange(pairs):
    opened = network_link.decode(pairs)
    assert Study.from_dict(opened.study.to_dict()) == opened.study
