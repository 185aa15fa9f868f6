"""Results along a number and curvature along a run, over HTTP: the library's own numbers, and limits that are named."""

import numpy as np
import pytest

from experiments import RunSpec
from experiments.response import response
from experiments.sharpness import sharpness
from tests.experiments.compiles import counted
from tests.wire.client import get, post, sentence, tensors

QUESTION = {
    "shared": {"surface": "ravine", "steps": 60},
    "lanes": [{"optimizer": "sgd"}, {"optimizer": "adam"}],
    "name": "learning_rate",
    "low": 1e-3,
    "high": 0.2,
    "count": 50,
}


def test_a_response_is_the_librarys():
    arrays, facts = tensors(get("response", QUESTION).content)
    values = np.geomspace(1e-3, 0.2, 50)
    assert arrays["values"] == pytest.approx(values, rel=1e-6)
    for lane, optimizer in enumerate(("sgd", "adam")):
        found = response(RunSpec("ravine", optimizer, steps=60), "learning_rate", values)
        with np.errstate(over="ignore"):
            assert np.array_equal(arrays[f"{lane}.final"], found.final.astype(np.float32))
        assert facts["lanes"][lane]["best"] == found.values[found.best_index]
        assert [band["kind"] for band in facts["lanes"][lane]["bands"]] == [band.kind for band in found.bands]
    assert [each["rate"] for each in facts["lanes"][0]["limits"]] == pytest.approx([0.08, 0.08])


def test_sharpness_is_the_librarys():
    run = {"surface": "himmelblau", "optimizer": "adam", "steps": 30}
    arrays, facts = tensors(get("sharpness", {"run": run}).content)
    found = sharpness(RunSpec(**run))
    assert arrays["preconditioned"] == pytest.approx(found.preconditioned, rel=1e-6)
    assert arrays["largest"].shape == (31,)
    assert facts == {"steps": 30}


def test_a_spectrum_is_that_of_the_hessian():
    arrays, facts = tensors(get("spectrum", {"surface": "himmelblau", "columns": 7, "rows": 5}).content)
    (x0, x1), (y0, y1) = facts["window"]
    for j, y in enumerate(np.linspace(y0, y1, 5)):
        for i, x in enumerate(np.linspace(x0, x1, 7)):
            hessian = [[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y * y + 4 * x - 26]]
            low, high = np.linalg.eigvalsh(hessian)
            assert arrays["smallest"][j, i] == pytest.approx(low, rel=1e-5, abs=1e-4)
            assert arrays["largest"][j, i] == pytest.approx(high, rel=1e-5, abs=1e-4)


def test_a_moving_hand_compiles_nothing():
    """Not the first treatment nor the first change in mid-run either."""
    post("response", QUESTION)
    post("sharpness", {"run": {"surface": "ravine", "optimizer": "adam", "steps": 30}})
    with counted() as compiles:
        for i in range(12):
            shared = QUESTION["shared"] | {
                "start": [0.1 * i, -0.2],
                "steps": 40 + i,
                "surface_knobs": {"rotation": 3 * i},
                "clip_norm": 1.0 + i,
                "noise": 0.1 * i,
            }
            later = [[20 + i, {"learning_rate": 0.02, "surface.condition_number": 30.0 + i}]]
            lanes = [
                {"optimizer": "sgd", "changes": later},
                {"optimizer": "adam", "hyperparameters": {"b1": 0.05 * i}},
            ]
            assert post("response", QUESTION | {"shared": shared, "lanes": lanes, "high": 0.1 + i}).status_code == 200
            own = {"hyperparameters": {"learning_rate": 0.01 + 0.01 * i}, "changes": later}
            assert post("sharpness", {"run": shared | own | {"optimizer": "adam"}}).status_code == 200
    assert compiles == [0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lanes": [{"optimizer": "sgd"}] * 9}, "1 to 8 lanes"),
        ({"lanes": []}, "1 to 8 lanes"),
        ({"count": 513}, "from 2 to 512"),
        ({"low": 0.5, "high": 0.5}, "low the smaller"),
        ({"low": 0.0}, "begin above 0"),
        ({"low": "a"}, "finite numbers"),
        ({"high": 1e300}, "learning_rate"),
        ({"name": "warmth"}, "warmth"),
        ({"name": 7}, "name"),
        ({"name": "x" * 65}, "64 letters"),
        ({"scale": "cubic"}, "scale"),
        ({"name": "run.clip", "low": 1, "high": 2}, "clip"),
    ],
)
def test_a_wrong_question_is_refused_with_a_sentence(wrong, said):
    answer = post("response", QUESTION | wrong)
    assert answer.status_code == 400
    assert said in sentence(answer)
