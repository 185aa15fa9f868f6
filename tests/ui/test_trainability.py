"""The page of trainability without a browser: its controls, its address, hostile addresses, what is handed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments.training.spec import FIELDS, TrainSpec
from experiments.training.study import Study
from experiments.training.varied import numbers
from tests.ui.running import headline, opened_at, settled, staged
from ui import trials_link
from ui.trial_bench import TrialBench
from ui.trials import FIRST, Trials, mended, sides

PAGE = """
from ui import trainability
trainability.page()
"""


def opened(**query: str | list[str]) -> AppTest:
    return opened_at(AppTest.from_string(PAGE, default_timeout=60), **query)


def bench(page: AppTest) -> TrialBench:
    return page.session_state["trials.bench"]


def shown(page: AppTest) -> dict:
    return staged(page, "field-main.js")


def test_it_opens_with_the_first_map_and_its_own_training():
    page = opened()
    data = shown(page)
    assert Study.from_dict(data["race"]).first == FIRST.spec
    assert (data["kind"], data["point"], data["axes"]["x"]["home"]) == ("trainability", [0.5, 1.0], [1e-3, 1e2])
    assert data["axes"]["y"]["home"] == [1e-2, 1e1]
    course = staged(page, "course.js")
    assert TrainSpec.from_dict(course["training"]) == FIRST.spec
    for kind in (page.number_input, page.selectbox, page.button):
        for control in kind:
            assert control.label, control.key
            assert control.help, control.key


def test_axes_and_optimizer_are_chosen_and_what_is_an_axis_is_no_field():
    page = opened()
    settled(page.selectbox(key="trials.axis.1").select("last_rate").run())
    assert bench(page).trials.axes == ("learning_rate", "last_rate")
    settled(page.selectbox(key="trials.axis.0").select("last_rate").run())
    assert bench(page).trials.axes == ("last_rate", "learning_rate")
    settled(page.selectbox(key="trials.optimizer").select("momentum").run())
    assert [field.label for field in page.number_input if field.key.startswith("trials.momentum")] == ["Momentum"]
    settled(page.selectbox(key="trials.optimizer").select("schedule_free_sgd").run())
    assert "last_rate" not in bench(page).trials.axes
    settled(page.number_input(key="net.steps").set_value(50).run())
    assert bench(page).trials.spec.steps == 50


@pytest.mark.parametrize("name", ["sgd", "adamw", "lbfgs", "newton"])
def test_every_number_has_a_side_that_can_be_drawn(name):
    spec = TrainSpec(optimizer=name, hidden=(4,))
    assert list(sides(spec)) == list(numbers(spec))
    for side in sides(spec).values():
        assert side.limits[0] <= side.home[0] < side.home[1] <= side.limits[1]
        assert len(side.axis(*side.home).values(256)) == 256


def test_what_is_done_on_the_map_is_taken_over_and_followed():
    own = TrialBench(FIRST)
    own.accept({"id": 3, "window": [0.1, 1.0, 0.5, 2.0], "point": [0.25, 1.5]})
    assert (own.trials.window, own.acknowledged) == ((0.1, 1.0, 0.5, 2.0), 3)
    chosen = own.trials.chosen()
    assert (chosen.hyperparameters["learning_rate"], chosen.init_scale) == (0.25, 1.5)
    for bad in (
        {"id": 4, "window": [1, 0, 0, 1]},
        {"id": 5, "window": [1.0, 1.000001, 1, 2]},
        {"id": 6, "point": [-1, 1]},
    ):
        own.accept(bad)
        assert own.notice
        assert own.trials.point is None
    own.accept("nonsense")


def test_a_map_is_no_larger_than_can_be_trained():
    trials, notes = mended(FIRST.with_(grid=256, spec=FIRST.spec.with_(hidden=(64, 64))))
    assert trials.grid < 256
    assert notes == [f"a map of such trainings takes long, so it has {trials.grid} × {trials.grid} cells"]


TRIALS = FIRST.with_(
    spec=FIRST.spec.with_(optimizer="adamw", noise=0.1, last_rate=3.0, activation="relu"),
    axes=("optimizer.weight_decay", "clip_norm"),
    window=(0.01, 0.1, 0.5, 2.0),
    point=(0.0123456789, 1.0),
    grid=128,
)


@pytest.mark.parametrize("trials", [FIRST, TRIALS])
def test_trials_go_through_a_link(trials):
    assert trials_link.decode(trials_link.encode(trials)) == (trials, [])


@given(
    st.dictionaries(
        st.sampled_from(["lane", "map", "part", "at", "grid", "steps", "hidden", "optimizer", "plane", *FIELDS]),
        st.text(max_size=12) | st.sampled_from(["1", "1,2", "1,2,3,4", "nan", "sgd", "learning_rate,noise", "1e999"]),
        max_size=5,
    )
)
def test_any_link_opens_something(query):
    trials, _ = trials_link.decode(list(query.items()))
    assert isinstance(trials, Trials)
    assert mended(trials) == (trials, [])


def test_garbage_gets_a_note():
    page = opened(map="learning_rat,noise", part="1,2", lane="sgd")
    assert "not two numbers of this training" in headline(page)
    assert "“part” cannot be “1,2”" in headline(page).replace("Part", "part")
    assert bench(page).trials.axes == ("learning_rate", "noise")
