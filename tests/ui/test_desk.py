"""The desk: changes, undo, redo, reset, and edits from a browser that may say anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import Race
from experiments.presets import DEFAULT, PRESETS
from ui.desk import HISTORY, Desk, adjusted


@pytest.fixture
def desk() -> Desk:
    return Desk(DEFAULT)


def test_undo_and_redo_walk_through_what_was(desk):
    races = [desk.race]
    for steps in (10, 20, 30):
        desk.change(desk.race.with_shared(steps=steps))
        races.append(desk.race)
    for race in reversed(races[:-1]):
        desk.undo()
        assert desk.race == race
    desk.undo()
    assert desk.race == races[0]
    for race in races[1:]:
        desk.redo()
        assert desk.race == race


def test_undo_brings_back_the_chosen_lane_and_what_is_beside_the_race(desk):
    desk.beside, desk.selected = "near", 2
    desk.change(desk.race, beside="far")
    desk.add("lion")
    assert (desk.beside, desk.selected) == ("far", 4)
    desk.undo()
    assert (desk.race, desk.beside, desk.selected) == (DEFAULT, "far", 2)
    desk.undo()
    assert (desk.race, desk.beside, desk.selected) == (DEFAULT, "near", 2)
    desk.redo()
    desk.redo()
    assert (len(desk.race.specs), desk.beside, desk.selected) == (5, "far", 4)


def test_a_new_change_forgets_what_was_undone(desk):
    desk.change(desk.race.with_shared(steps=10))
    desk.undo()
    desk.change(desk.race.with_shared(steps=20))
    desk.redo()
    assert desk.race.first.steps == 20


def test_no_change_is_nothing_to_undo(desk):
    desk.change(desk.race.with_shared(steps=DEFAULT.first.steps))
    assert not desk.past


def test_history_is_bounded(desk):
    for steps in range(1, HISTORY + 50):
        desk.change(desk.race.with_shared(steps=steps))
    assert len(desk.past) == HISTORY


def test_reset_returns_to_what_was_opened_and_can_be_undone(desk):
    opened = PRESETS["ravine"].race
    desk.open(opened)
    desk.change(desk.race.with_shared(steps=7))
    changed, nonce = desk.race, desk.nonce
    desk.reset()
    assert desk.race == opened
    assert desk.nonce > nonce
    desk.undo()
    assert desk.race == changed


def test_undoing_a_preset_brings_back_what_reset_led_to(desk):
    desk.open(PRESETS["ravine"].race)
    desk.undo()
    desk.change(desk.race.with_shared(steps=7))
    desk.reset()
    assert desk.race == DEFAULT
    desk.undo()
    desk.undo()
    assert desk.race == DEFAULT


def test_a_change_that_cannot_be_run_is_brought_into_range_and_says_so(desk):
    desk.change(desk.race.with_shared(steps=10**9))
    assert desk.race.first.steps == 5000
    assert desk.notice.startswith("Not everything could be taken as it came. Steps must lie")
    assert desk.notice.endswith("; 5000 is taken.")
    desk.change(desk.race.with_shared(steps=9))
    assert desk.notice == ""


def test_the_chosen_lane_stays_a_lane(desk):
    desk.selected = 3
    desk.change(Race(desk.race.specs[:2]))
    assert desk.selected == 1
    desk.add("lion")
    assert desk.race.specs[desk.selected].optimizer == "lion"


def test_a_lane_is_set_apart_until_none_is(desk):
    desk.select(2)
    assert (desk.selected, desk.apart) == (2, True)
    desk.select(None)
    assert (desk.selected, desk.apart) == (2, False)


@pytest.mark.parametrize("lane", [-1, 4, 1.0, True, "1", [1], {}])
def test_what_is_no_lane_is_not_selected(desk, lane):
    desk.select(1)
    desk.select(lane)
    assert (desk.selected, desk.apart) == (1, True)


def test_a_link_sets_a_lane_apart_where_there_is_one():
    assert Desk(DEFAULT, view={"selected": 3}).apart
    there_is_none = Desk(DEFAULT, view={"selected": 7})
    assert (there_is_none.selected, there_is_none.apart) == (0, False)


@pytest.mark.parametrize("anew", [Desk.reset, lambda desk: desk.move("beale"), lambda desk: desk.open(DEFAULT)])
def test_a_fresh_view_sets_none_apart(desk, anew):
    desk.select(1)
    anew(desk)
    assert not desk.apart


def test_moving_keeps_the_optimizers(desk):
    desk.move("beale")
    assert [spec.optimizer for spec in desk.race.specs] == [spec.optimizer for spec in DEFAULT.specs]
    assert desk.race.first.starting_point == desk.race.first.surface_row.start
    assert desk.nonce == 1


def test_an_edit_of_the_stage_is_taken_over_and_acknowledged(desk):
    edited = DEFAULT.with_shared(start=(1.0, 1.5))
    desk.accept({"id": 8, "race": edited.to_dict()})
    assert desk.race == edited
    assert desk.acknowledged == 8
    desk.undo()
    assert desk.race == DEFAULT


def test_remarks_are_sentences_and_end_once():
    assert adjusted([]) == ""
    assert adjusted(["no such row; did you mean “adam”?", "steps are missing", "a", "b", "c"]) == (
        "Not everything could be taken as it came. No such row; did you mean “adam”? Steps are missing. A. And 2 more."
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "race", "shared", "lanes", "optimizer", "start"]) | st.text(max_size=3), inner
        )
    ),
    max_leaves=12,
)


@given(JSON | st.fixed_dictionaries({"id": st.integers(), "race": JSON}))
def test_any_edit_leaves_a_race_that_can_be_run(edit):
    desk = Desk(DEFAULT)
    desk.accept(edit)
    assert Race.from_dict(desk.race.to_dict()) == desk.race
