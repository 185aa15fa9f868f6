"""The verdict on a place of a map is that on the run which the map holds there."""

import pytest

from experiments import RunSpec, run
from experiments.grid import varied
from tests.wire.client import get, post, sentence

RUN = {"surface": "ravine", "optimizer": "sgd", "steps": 60}


@pytest.mark.parametrize(
    "at", [{"learning_rate": 0.2, "run.noise": 0.5}, {"x": 1.5, "y": -0.5}, {"surface.condition_number": 40.0}]
)
def test_it_is_the_library_s(at):
    spec = RunSpec.from_dict(RUN)
    for name, value in at.items():
        spec = varied(spec, name, value)
    [alone] = run([spec])
    told = get("verdict", {"run": RUN, "at": at}).json()
    assert told["sentence"] == alone.verdict.sentence
    assert told["numbers"] == pytest.approx(alone.verdict.numbers)


def test_a_run_beyond_its_limit_says_when_how_high_and_by_how_much():
    [alone] = run([RunSpec.from_dict(RUN | {"hyperparameters": {"learning_rate": 0.2}})])
    told = post("verdict", {"run": RUN, "at": {"learning_rate": 0.2}}).json()
    numbers = told["numbers"]
    assert told["kind"] == "diverged"
    assert numbers["limit"] == pytest.approx(2 / 0.2)
    assert numbers["sharpness"] == pytest.approx(25)
    assert numbers["height"] == alone.loss[int(numbers["at"])]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ([0.1], "at must name"),
        ({"learning_rate": 0.1, "x": 0, "y": 0}, "at must name"),
        ({"learning_rate": "0.1"}, "finite numbers"),
        ({"learning_rat": 0.1}, "no number that an axis can show"),
        ({"learning_rate": -1}, "learning_rate"),
    ],
)
def test_what_is_no_place_is_refused(at, said):
    response = post("verdict", {"run": RUN, "at": at})
    assert response.status_code == 400
    assert said in sentence(response)
