"""Restarts on the wire: width by width as they are over, broken off and taken up again, kept when they are done."""

import asyncio
from contextlib import aclosing

import numpy as np
import pytest

from experiments.training import TrainSpec, ends
from experiments.training.ends import MEASURED
from experiments.training.restarts import column
from tests.wire.client import frames, post, sentence
from wire.restarts import COLUMNS, Asked, Column, restarts

SHARED = {"hidden": [1], "steps": 40, "data_knobs": {"samples": 80}}
QUESTION = {"shared": SHARED, "widths": [1, 4], "restarts": 8}
SPEC = TrainSpec.from_dict(SHARED)


def columns(pieces):
    """The restarts of each width, put together from their frames: arrays in the order of the restarts."""
    found = {}
    for arrays, facts in pieces:
        found.setdefault(facts["column"], []).append(arrays)
    whole = {
        at: {name: np.concatenate([each[name] for each in many]) for name in many[0]} for at, many in found.items()
    }
    return {
        at: {name: array[np.argsort(each["restart"])] for name, array in each.items()} for at, each in whole.items()
    }


def test_restarts_come_width_by_width_and_end_where_those_of_the_library_do():
    (_, head), *pieces = frames(post("restarts", QUESTION).content)
    assert (head["widths"], head["weights"], head["restarts"], head["whole"]) == ([1, 4], [5, 17], 8, 640)
    assert [facts["column"] for _, facts in pieces] == sorted(facts["column"] for _, facts in pieces)
    assert pieces[-1][1]["done"] == 640
    for place, found in columns(pieces).items():
        made = ends(column(SPEC, head["widths"][place], 8))
        assert found["restart"].tolist() == list(range(8))
        assert found["finite"].all()
        for name in MEASURED:
            np.testing.assert_array_equal(found[name], getattr(made, name).astype(np.float32))


def test_what_is_done_is_kept(monkeypatch):
    first = post("restarts", QUESTION).content

    def turn(_):
        raise AssertionError("it is trained anew")

    monkeypatch.setattr(Column, "turn", turn)
    kept, fresh = (columns(frames(body)[1:]) for body in (post("restarts", QUESTION).content, first))
    np.testing.assert_array_equal(kept[1]["train_loss"], fresh[1]["train_loss"])


def test_a_client_that_goes_away_stops_the_work_and_may_take_it_up_again():
    spec = SPEC.with_(steps=20_000)
    job = COLUMNS.of(Asked(spec, 8))

    async def left():
        async with aclosing(restarts(spec, [1, 4], 8).rest) as rest:
            await anext(rest)

    asyncio.run(left())
    done = job.done
    assert 0 < done < job.whole
    assert COLUMNS.of(Asked(spec.with_(hidden=(4,)), 8)).done == 0
    job.turn()
    assert COLUMNS.of(Asked(spec, 8)).done > done


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({"restarts": 257}, "from 1 to 256"),
        ({"widths": [4, 2]}, "each above the last"),
        ({"widths": [True]}, "whole numbers from 1 to 256"),
        ({"widths": list(range(1, 10))}, "a list of 1 to 8"),
        ({"shared": {"steps": 20_000}}, "steps times restarts times widths are at most 2,000,000 together"),
        ({"shared": {"steps": 9_000, "hidden": [1] * 8}, "restarts": 16}, "are at most 2e+11 together, not"),
        ({"shared": {"optimizer": "newton", "hidden": [1, 1]}}, "offered up to 400 weights"),
        ({"shared": {"table": "0123456789abcdef"}}, "not of a visitor's own table"),
        ({"shared": {"transfer": {}}}, "weights of their own"),
        ({"shared": {"data": "moon"}}, "did you mean"),
    ],
)
def test_what_cannot_be_answered_gets_a_sentence(question, says):
    response = post("restarts", question)
    assert response.status_code == 400
    assert says in sentence(response)
