"""Terrain, curvature, anatomy and rows: the numbers are the engine's, under the names that the contract gives them."""

import json
import threading
from concurrent.futures import wait
from functools import partial
from importlib import import_module

import numpy as np
import pytest

import wire
from experiments import RunSpec, anatomy
from optim import OPTIMIZERS, SCHEDULES
from surfaces import SURFACES, Frame
from tests.wire.client import call, get, post, sentence, tensors
from wire.gate import Gate

PLACE = {
    "surface": "ravine",
    "surface_knobs": {"condition_number": 30.0, "rotation": 0.0},
    "frame_angle": 30.0,
    "frame_dx": 0.5,
}


def test_terrain_is_the_true_loss_of_the_window():
    window = [[-1.0, 2.0], [0.5, 1.5]]
    response = post("terrain", PLACE | {"window": window, "columns": 7, "rows": 5})
    assert response.headers["content-encoding"] == "identity"
    arrays, facts = tensors(response.content)
    row, frame = SURFACES["ravine"], Frame(30.0, 0.5, 0.0)
    loss = row.build(**PLACE["surface_knobs"])
    assert arrays["z"].shape == (5, 7)
    assert facts["window"] == window
    for i, y in enumerate(np.linspace(0.5, 1.5, 5)):
        for j, x in enumerate(np.linspace(-1.0, 2.0, 7)):
            back = Frame(-30.0).place(row, (x - 0.5, y))
            assert arrays["z"][i, j] == pytest.approx(float(loss(np.array(back))), rel=1e-6)
    [lowest] = facts["minima"]
    assert lowest["x"] == pytest.approx(list(frame.minima(row, row.values(PLACE["surface_knobs"]))[0].x))
    assert facts["lowest"] == 0.0


def test_terrain_without_a_window_shows_the_surface_s_own():
    arrays, facts = tensors(get("terrain", {"surface": "himmelblau"}).content)
    assert arrays["z"].shape == (121, 121)
    assert facts["window"] == [list(side) for side in Frame().window(SURFACES["himmelblau"])]
    assert len(facts["minima"]) == 4
    assert len(facts["saddles"]) == 4


def test_shade_and_levels_suit_the_terrain():
    arrays, facts = tensors(post("terrain", {"surface": "himmelblau"}).content)
    shade, z, levels = facts["shade"], arrays["z"].astype(float), arrays["levels"].astype(float)
    full = np.log1p((shade["top"] - shade["base"]) / shade["scale"])
    shades = np.log1p((z - shade["base"]) / shade["scale"]) / full
    assert shade["logarithmic"] is True
    assert 0.0 <= shades.min() < 0.01
    assert shades.max() == pytest.approx(1.0)
    steps = np.diff(np.log1p((levels - shade["base"]) / shade["scale"]) / full)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)
    assert facts["ticks"] == sorted(facts["ticks"])
    assert shade["base"] <= facts["ticks"][0] < facts["ticks"][-1] <= shade["top"]


def test_a_window_without_a_finite_loss_has_no_picture(monkeypatch):
    monkeypatch.setattr("wire.landscape.terrain", lambda *_: np.full((121, 121), np.inf))
    assert "not a finite number anywhere" in sentence(post("terrain", {"surface": "bowl"}))


def test_curvature_is_that_of_the_surface():
    answer = post("curvature", PLACE | {"points": [[0.4, 0.3], [1.0, -1.0]]}).json()
    assert set(answer) == {"loss", "gradient", "eigenvalues", "eigenvectors"}
    for loss, gradient, values, vectors in zip(*(answer[name] for name in sorted(answer, key=len)), strict=True):
        assert np.shape(loss) == ()
        assert np.shape(gradient) == (2,)
        assert values == sorted(values)
        assert values[1] / values[0] == pytest.approx(30.0)
        np.testing.assert_allclose(np.asarray(vectors).T @ np.asarray(vectors), np.eye(2), atol=1e-12)
        angle = np.degrees(np.arctan2(vectors[1][0], vectors[0][0])) % 180
        assert angle % 90 == pytest.approx(30.0)


def test_anatomy_has_every_symbol_that_its_lines_name():
    question = {"surface": "himmelblau", "optimizer": "adam", "steps": 20}
    arrays, facts = tensors(get("anatomy", {"run": question}).content)
    found = anatomy(RunSpec(**question))
    assert set(arrays) == set(found.symbols)
    for name, values in found.symbols.items():
        np.testing.assert_array_equal(arrays[name], values.astype(np.float32))
        assert len(arrays[name]) == 20
    assert len(facts["lines"]) == len(OPTIMIZERS["adam"].anatomy)
    for line in facts["lines"]:
        assert line["formula"].startswith("<math")
        places = {part.split('"')[0] for part in line["numbers"].split('data-symbol="')[1:]}
        assert places
        assert places <= set(arrays)


def test_an_optimizer_without_anatomy_says_so():
    name = next(name for name, row in OPTIMIZERS.items() if row.explain is None)
    response = post("anatomy", {"run": {"surface": "bowl", "optimizer": name}})
    assert response.status_code == 400
    assert "anatomy" in sentence(response)


@pytest.mark.parametrize(
    ("path", "rows"), [("surfaces", SURFACES), ("optimizers", OPTIMIZERS), ("schedules", SCHEDULES)]
)
def test_rows_are_listed_in_their_order_with_their_knobs(path, rows):
    listed = get(path).json()
    assert [row["name"] for row in listed] == list(rows)
    for told, row in zip(listed, rows.values(), strict=True):
        assert told["caption"] == row.caption
        assert [knob["name"] for knob in told["knobs"]] == [knob.name for knob in row.knobs]
        assert all(knob["low"] is None or knob["low"] <= knob["default"] for knob in told["knobs"])
        assert told.get("formula", "<math").startswith("<math")


def test_asking_without_a_network_gives_the_same_bytes():
    for path, question in [("terrain", PLACE), ("curvature", PLACE | {"points": [[0, 0]]}), ("surfaces", {})]:
        assert wire.ask(path, question) == post(path, question).content


def test_health_knows_the_version_and_what_is_going_on(monkeypatch):
    seeing, go = Gate("test", 1, 2), threading.Event()
    monkeypatch.setattr(import_module("wire.application"), "SEEING", seeing)
    jobs = [seeing.submit(partial(go.wait, 20)) for _ in range(2)]
    busy = call("GET", "health").json()
    go.set()
    wait(jobs, timeout=20)
    seeing.submit(int).result(20)  # the line has one worker: the calls before this one have left it
    quiet = call("GET", "health").json()
    assert busy["status"] == quiet["status"] == "ok"
    assert busy["version"] == quiet["version"]
    assert busy["answering"] >= 1  # itself
    assert busy["seeing"] == 2
    assert quiet["seeing"] <= 1  # a call leaves a moment after its result is there


def test_no_answer_holds_what_json_does_not_know():
    for path in ("surfaces", "optimizers", "schedules", "openapi.json"):
        assert json.loads(get(path).text, parse_constant=pytest.fail)
