"""Whatever is sent, the wire answers or refuses; it never fails."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.wire.client import call, frames, sentence, tensors
from wire.lanes import FIELDS
from wire.parts import RUN_FIELDS
from wire.table import ENDPOINTS

PATHS = st.sampled_from(
    [
        "race",
        "expect",
        "terrain",
        "anatomy",
        "curvature",
        "response",
        "sharpness",
        "spectrum",
        "map",
        "basins",
        "surfaces",
        "health",
    ]
)
#: Kept to a few, so that little is compiled: what is fuzzed is the wire.
SOME_SURFACES = st.sampled_from(["bowl", "himmelblau"])
SOME_OPTIMIZERS = st.sampled_from(["sgd", "adam"])
NUMBERS = st.one_of(st.floats(), st.integers(), st.sampled_from([0, -1, 1, 5000, 2**53, 10**30, 1e308, -0.0, 5e-324]))
WORDS = st.one_of(st.text(max_size=12), st.sampled_from([*list(SURFACES)[:3], *list(OPTIMIZERS)[:3], *FIELDS]))
NAMES = st.sampled_from(
    [*RUN_FIELDS, *(name for endpoint in ENDPOINTS for name in endpoint.question.schemas), "nothing"]
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=15,
)


def asked(path, text):
    """What comes back is an answer or a refusal with a sentence."""
    response = call("POST", path, content=text)
    if response.status_code != 200:
        assert 400 <= response.status_code < 500
        assert sentence(response)
    return response


@given(PATHS, st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_any_bytes(path, text):
    asked(path, text)


@given(PATHS, st.dictionaries(NAMES, JSON, max_size=5))
def test_any_json(path, question):
    asked(path, json.dumps(question))


@given(st.text(max_size=60))
def test_any_address(query):
    for path in ("terrain", "picture/bowl.png", "picture/sgd.png", "picture"):
        response = call("GET", path, params=query)
        assert response.status_code == 200 or sentence(response)


def near(values):
    """Right values most of the time, anything otherwise."""
    return st.one_of(values, values, values, JSON)


FRAME = {
    "frame_angle": near(st.floats(-360, 360)),
    "frame_dx": near(st.floats(-1e6, 1e6)),
    "frame_dy": near(st.floats(-1e6, 1e6)),
}
SPANS = st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)).map(sorted)
TERRAINS = st.fixed_dictionaries(
    {"surface": SOME_SURFACES, "columns": st.integers(2, 9), "rows": st.integers(2, 9)},
    optional=FRAME | {"window": near(st.tuples(SPANS, SPANS))},
)
POINTS = st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=5)
CURVATURES = st.fixed_dictionaries({"surface": SOME_SURFACES, "points": near(POINTS)}, optional=FRAME)
LANE = st.fixed_dictionaries(
    {"optimizer": SOME_OPTIMIZERS},
    optional={
        "hyperparameters": near(st.fixed_dictionaries({"learning_rate": st.floats(1e-12, 1e9)})),
        "clip_norm": near(st.floats(1e-6, 1e30)),
        "weight_decay": near(st.floats(0, 10)),
        "noise": near(st.floats(0, 1e6)),
        "start": near(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))),
        "steps": near(st.integers(1, 300)),
        "seed": near(st.integers(0, 2**32 - 1)),
        "changes": near(st.lists(st.tuples(st.integers(1, 300), st.just({"learning_rate": 0.1})), max_size=2)),
    },
)
RACES = st.fixed_dictionaries(
    {"shared": st.fixed_dictionaries({"surface": SOME_SURFACES}, optional=FRAME), "lanes": st.lists(LANE, max_size=3)},
    optional={"fields": near(st.lists(st.sampled_from([*FIELDS, "words"]), max_size=5))},
)


RUN = st.fixed_dictionaries({"surface": SOME_SURFACES}, optional=FRAME).flatmap(
    lambda place: LANE.map(lambda lane: place | lane)
)
AXES = st.fixed_dictionaries(
    {
        "name": near(st.sampled_from(["learning_rate", "x", "y", "run.noise", "surface.rotation"])),
        "low": near(st.floats(1e-9, 1.0)),
        "high": near(st.floats(1e-9, 1e3)),
    },
    optional={"scale": near(st.sampled_from(["linear", "log"]))},
)
SIZE = {"columns": st.integers(2, 5), "rows": st.integers(2, 5)}
MAPS = st.fixed_dictionaries(
    {"run": RUN, "x": AXES, "y": AXES, **SIZE},
    optional={"tolerance": near(st.floats(1e-12, 0.5)), "show": near(st.sampled_from(["runs", "factor"]))},
)
BASINS = st.fixed_dictionaries({"run": RUN, **SIZE}, optional={"window": near(st.tuples(SPANS, SPANS))})


@given(st.tuples(st.just("map"), MAPS) | st.tuples(st.just("basins"), BASINS))
@settings(max_examples=40, deadline=None)
def test_maps_that_are_nearly_right(asked_):
    path, question = asked_
    response = asked(path, json.dumps(question))
    if response.status_code == 200:
        (axes, _), *bands = frames(response.content)
        assert (len(axes["x"]), len(axes["y"])) == (question["columns"], question["rows"])
        assert not [told["error"] for _, told in bands if "error" in told]
        assert bands[-1][1]["complete"]


@given(TERRAINS)
def test_terrains_that_are_nearly_right(question):
    response = asked("terrain", json.dumps(question))
    if response.status_code == 200:
        arrays, facts = tensors(response.content)
        assert arrays["z"].shape == (question["rows"], question["columns"])
        assert not np.isnan(arrays["z"]).any()
        assert facts["shade"]["base"] < facts["shade"]["top"]


@given(CURVATURES)
def test_curvatures_that_are_nearly_right(question):
    response = asked("curvature", json.dumps(question))
    if response.status_code == 200:
        assert len(response.json()["loss"]) == len(question["points"])


@given(RACES)
def test_races_that_are_nearly_right(question):
    response = asked("race", json.dumps(question))
    if response.status_code == 200:
        told = {lane: facts for _, frame in frames(response.content) for lane, facts in frame["lanes"].items()}
        assert len(told) == len(question["lanes"])
        if "words" in question.get("fields", ["words"]):
            assert all(facts["verdict"]["sentence"] for facts in told.values())


@given(RACES)
def test_anatomies_that_are_nearly_right(question):
    for lane in question["lanes"][:1]:
        asked("anatomy", json.dumps({"run": question["shared"] | lane}))
