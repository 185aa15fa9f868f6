"""Maps of trainings come coarse first; each cell is the training that it says; what asks too much gets a sentence."""

import asyncio
import time

import numpy as np
import pytest

from experiments.training import TrainSpec, trainability
from tests.wire.client import frames, post, sentence
from wire import trainability as maps
from wire.gate import TRAINING

TRAINING_ASKED = {"data_knobs": {"samples": 60}, "hidden": [4], "optimizer": "sgd", "steps": 30}
MAP = {
    "training": TRAINING_ASKED,
    "x": {"name": "learning_rate", "low": 0.01, "high": 1000, "scale": "log"},
    "y": {"name": "init_scale", "low": 0.1, "high": 10, "scale": "log"},
    "columns": 32,
    "rows": 24,
}


def test_a_map_comes_coarse_first_and_is_the_library_s():
    (axes, head), *bands = frames(post("trainability", MAP).content)
    assert (head["columns"], head["rows"], head["steps"], head["weights"]) == (32, 24, 30, 17)
    sizes = list(dict.fromkeys((facts["columns"], facts["rows"]) for _, facts in bands))
    assert sizes == [(16, 12), (32, 24)]
    fine = [arrays for arrays, facts in bands if facts["finest"]]
    found = {name: np.concatenate([arrays[name] for arrays in fine]) for name in ("loss", "start", "outcome")}
    made = trainability(TrainSpec.from_dict(TRAINING_ASKED), {"init_scale": axes["y"], "learning_rate": axes["x"]})
    for name, array in found.items():
        np.testing.assert_array_equal(array, made.arrays[name].astype(array.dtype))
    assert bands[-1][1]["complete"]


def test_the_course_of_a_cell_ends_where_the_map_says():
    (axes, _), *bands = frames(post("trainability", MAP | {"columns": 4, "rows": 4}).content)
    cell = TRAINING_ASKED | {"hyperparameters": {"learning_rate": axes["x"][3]}, "init_scale": axes["y"][3]}
    (_, head), *turns = frames(post("course", {"training": cell}).content)
    assert (head["steps"], turns[-1][1]["done"]) == (30, 30)
    assert turns[-1][0]["0.loss"][-1] == bands[-1][0]["loss"][3, 3]
    heavy = {"training": {"hidden": [64, 64], "steps": 20_000}}
    assert "are at most 2e+11" in sentence(post("course", heavy))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x": MAP["x"] | {"name": "learning_rat"}}, "did you mean 'learning_rate'"),
        ({"x": MAP["x"] | {"name": "init_scale"}}, "must differ"),
        ({"x": MAP["x"] | {"high": 1e10}}, "within ±1e"),
        ({"x": MAP["x"] | {"low": 1.0, "high": 1.00001}}, "32-bit number"),
        ({"columns": 512}, "from 2 to 256"),
        ({"training": {"hidden": [256] * 8, "steps": 20_000}}, "are at most 2e+11"),
        ({"training": {"table": "0123456789abcdef"}}, "no longer here"),
        ({"training": {"transfer": {}}}, "begin with fresh weights"),
        ({"training": {"steps": "many"}}, "steps must be"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(change, says):
    response = post("trainability", MAP | change)
    assert response.status_code == 400
    assert says in sentence(response)


def test_turns_stop_when_the_client_goes_away(monkeypatch):
    turns = []

    class Slow(maps.Field):
        def turn(self):
            turns.append(time.sleep(0.02))

    monkeypatch.setattr(maps, "Field", Slow)

    async def leave():
        answer = maps.trainability(
            TrainSpec.from_dict(TRAINING_ASKED),
            tuple(maps.Axis(MAP[end]["name"], MAP[end]["low"], MAP[end]["high"], "log") for end in "xy"),
            32,
            24,
        )
        task = asyncio.create_task(anext(answer.rest))
        while len(turns) < 3:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(leave())
    made = len(turns)
    until = time.monotonic() + 5
    while TRAINING.inside and time.monotonic() < until:
        time.sleep(0.01)
    assert TRAINING.inside == 0
    assert len(turns) <= made + 1
