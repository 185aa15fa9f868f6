"""Links: whatever race there is comes back from its link, and whatever link there is gives a race."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments import Race, RunSpec
from experiments.presets import DEFAULT, PRESETS
from experiments.race import MAX_LANES, PICTURE
from tests.experiments.test_spec import specs
from ui import link


@st.composite
def races(draw: st.DrawFn) -> Race:
    """Any valid race of up to four lanes."""
    first = draw(specs())
    others = draw(st.lists(specs(surface=first.surface), max_size=3))
    picture = {name: getattr(first, name) for name in PICTURE}
    return Race((first, *(spec.with_(**picture) for spec in others)))


@given(races())
def test_a_race_comes_back_from_its_link(race):
    opened = link.decode(link.encode(race))
    assert opened.race == race
    assert opened.view == {}
    assert opened.notes == []


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_the_link_of_a_preset_is_short_and_says_it(preset):
    query = link.encode(preset.race)
    assert link.decode(query).race == preset.race
    assert len(query) < 400


def test_a_link_reads_like_its_race():
    lane = {"optimizer": "adam", "hyperparameters": {"learning_rate": 0.1, "b1": 0.8}}
    other = {"optimizer": "sgd", "clip_norm": 1.0, "changes": [[120, {"learning_rate": 0.03, "surface.descent": 0.5}]]}
    shared = {"surface": "saddle", "frame_angle": 45.0, "start": [-1.0, 2.0], "steps": 300}
    query = link.encode(Race.from_dict({"shared": shared, "lanes": [lane, other]}))
    assert dict(parse_qsl(query)) | {"lane": None} == {
        "v": "1",
        "surface": "saddle",
        "angle": "45",
        "start": "-1,2",
        "steps": "300",
        "lane": None,
    }
    assert query.endswith(
        "&lane=adam~b1=0.8~learning_rate=0.1&lane=sgd~clip_norm=1~at120.learning_rate=0.03~at120.surface.descent=0.5"
    )


def test_a_hyperparameter_called_like_a_field_keeps_its_own_meaning():
    lane = {"optimizer": "adamw", "hyperparameters": {"weight_decay": 0.25}, "weight_decay": 0.5}
    race = Race.from_dict({"shared": {"surface": "bowl"}, "lanes": [lane, {"optimizer": "sgd"}]})
    assert "optimizer.weight_decay=0.25" in link.encode(race)
    assert link.decode(link.encode(race)).race == race


def test_what_a_link_leaves_out_is_the_default():
    assert link.decode("").race == DEFAULT
    on_beale = link.decode("surface=beale").race
    assert {spec.surface for spec in on_beale.specs} == {"beale"}
    assert [spec.optimizer for spec in on_beale.specs] == [spec.optimizer for spec in DEFAULT.specs]
    longer = link.decode("steps=300").race
    assert longer == DEFAULT.with_shared(steps=300)


KEYS = st.sampled_from(
    [
        *link.VIEW,
        *RunSpec.__dataclass_fields__,
        "v",
        "lane",
        "angle",
        "dx",
        "surface.",
        "surface.a",
        "schedule.alpha",
        "at5.b1",
    ]
) | st.text(max_size=12)
VALUES = (
    st.sampled_from(["1", "-1", "1e999", "nan", "inf", "0x10", "1_0", "", ",", "1,2", "adam", "beale", "~", "٣"])
    | st.text()
)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=20))
@example([("lane", "adam")] * 40)
@example([("steps", "9" * 500)])
@example([("lane", "adam~at1.learning_rate=0.1~at1.learning_rate=0.2~at0.learning_rate=1~at999999.b1=0.5")])
@example([("start", "1e308,1e308"), ("dx", "-1e300")])
@example([("surface", "__class__"), ("lane", "__init__~__dict__=1")])
def test_any_link_gives_a_race_that_can_be_run(pairs):
    opened = link.decode(pairs)
    assert Race.from_dict(opened.race.to_dict()) == opened.race
    assert 1 <= len(opened.race.specs) <= MAX_LANES
    assert set(opened.view) <= set(link.VIEW)
    assert all(len(note) < 400 and note.isprintable() for note in opened.notes)


@given(st.text(max_size=300))
def test_any_text_gives_a_race(query):
    assert link.decode(query).race.specs


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("surface=himmelblauu", "himmelblau"),
        ("steps=99999", "steps"),
        ("noise=much", "noise"),
        ("colour=red", "colour"),
        ("lane=adm", "Adam is taken"),
        ("lane=adam~b1=7", "b1"),
        ("lane=adam~speed=7", "speed"),
        ("step=-3", "step"),
        ("window=1,2,3", "window"),
        ("window=5,5,5,5", "window"),
        ("window=1,-1,1,2", "window"),
        ("window=-1e300,1e300,-1,1", "window"),
        ("window=0,1e-30,0,1e-30", "window"),
        ("window=1e8,1.00000000001e8,0,1", "window"),
        ("camera=0,0,0", "camera"),
        ("coordinate=2", "coordinate"),
        ("enlarged=column", "enlarged"),
        ("camera=1e9,1e9,1e9", "camera"),
        ("camera=1,1,1,1e9,0,0", "camera"),
        ("v=2", "version"),
        ("surface=" + "x" * 9000, "8,000"),
    ],
)
def test_what_is_left_out_is_said(query, word):
    assert word in " ".join(link.decode(query).notes)


def test_values_out_of_range_come_as_near_as_they_can():
    opened = link.decode("surface=ravine&surface.condition_number=1e9&steps=999999&lane=adam~b1=7")
    spec = opened.race.first
    knob = next(knob for knob in spec.surface_row.knobs if knob.name == "condition_number")
    assert spec.surface_knobs["condition_number"] == knob.high
    assert spec.steps == 5000
    assert len(opened.notes) == 3


def test_what_others_add_to_a_link_passes_without_a_note():
    added = "embed=true&embed_options=dark_theme&utm_source=news&fbclid=x1&gclid=2"
    assert link.decode(added) == link.Opened(DEFAULT, {}, [])
    assert link.decode(f"steps=300&{added}").notes == []


def test_what_is_no_part_of_a_link_is_said_in_one_note():
    assert link.decode("show=adam").notes == ["“show” is no part of a link"]
    assert link.decode("colour=red&steps=300&shape=2").notes == ["“colour” and “shape” are no part of a link"]


def test_empty_parts_of_a_lane_are_nothing():
    assert link.decode("lane=adam~~b1=0.8~").notes == []
    assert link.decode("lane=zzz&lane=~~~").notes == [
        "no optimizer 'zzz'; Gradient descent is taken",
        "optimizer is missing",
    ]
    assert link.decode("lane=adam~b1").notes == ["“b1” is given without a number; it is left out"]


def test_the_view_is_read():
    opened = link.decode(
        "step=37&window=-1,2,-3,4.5&camera=1,2,0.5&hide=1&speed=0.5&loop=0&selected=2&arrows=gradient,step"
        "&coordinate=1&enlarged=loss"
    )
    assert opened.view == {
        "step": 37,
        "window": [-1.0, 2.0, -3.0, 4.5],
        "camera": [1.0, 2.0, 0.5],
        "hide": True,
        "speed": 0.5,
        "loop": False,
        "selected": 2,
        "arrows": ["gradient", "step"],
        "coordinate": 1,
        "enlarged": "loss",
    }
    assert opened.notes == []
