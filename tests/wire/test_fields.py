"""Maps and basins come coarse first and finer after; each cell is the run that it plays, and nobody waits for long."""

import asyncio
import json
import threading
import time

import numpy as np
import pytest

import wire
from experiments import RunSpec, basins, run, sweep
from experiments.axes import Axis
from experiments.grid import varied
from experiments.many import field_of
from experiments.programs import prepare_summary
from experiments.sweeps import basins_at, share_of_global
from tests.experiments.compiles import counted
from tests.wire.client import APPLICATION, frames, get, post, sentence
from wire import fields, limits
from wire.gate import FIELDS

RUN = {"surface": "ravine", "optimizer": "momentum", "steps": 60}
MAP = {
    "run": RUN,
    "x": {"name": "learning_rate", "low": 0.001, "high": 0.3, "scale": "log"},
    "y": {"name": "momentum", "low": 0.0, "high": 0.99},
    "columns": 150,
    "rows": 130,
}
BASINS = {"run": {"surface": "himmelblau", "optimizer": "sgd", "steps": 80}, "columns": 140, "rows": 90}


@pytest.fixture(autouse=True, scope="module")
def _warm():
    prepare_summary(field_of(RunSpec.from_dict(RUN), ["learning_rate", "momentum"]))
    prepare_summary(field_of(RunSpec.from_dict(BASINS["run"]), []))


def pictures(body):
    """The first frame, and each level put together again from its bands."""
    head, *bands = frames(body)
    levels = []
    for arrays, facts in bands:
        if facts["row"] == 0:
            levels.append([])
        levels[-1].append((arrays, facts))
    whole = []
    for level in levels:
        names = set(level[0][0]) - {"x", "y"}
        together = {name: np.concatenate([arrays[name] for arrays, _ in level]) for name in names}
        whole.append((together | {name: level[0][0][name] for name in ("x", "y")}, level[-1][1]))
    return head, whole


def test_a_map_comes_coarse_first_and_is_the_sweep():
    (axes, facts), levels = pictures(post("map", MAP).content)
    assert facts["known"]
    assert [level["reached"].shape for level, _ in levels] == [(65, 75), (130, 150)]
    assert [told["finest"] for _, told in levels] == [False, True]
    assert axes["x"].dtype == np.float64
    fine, said = levels[-1]
    np.testing.assert_array_equal(fine["x"], axes["x"])
    made = sweep(RunSpec.from_dict(RUN), {"momentum": axes["y"], "learning_rate": axes["x"]}).arrays
    for name in ("reached", "outcome"):
        np.testing.assert_array_equal(fine[name], made[name])
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(fine["loss"], made["loss"].astype(np.float32))
    assert {0, 1, 2} == set(np.unique(fine["outcome"]))
    assert said["complete"]
    assert 0.9 < said["dimension"]["value"] < 2
    coarse, _ = levels[0]
    np.testing.assert_array_equal(coarse["reached"], fine["reached"][1::2, 1::2])


def test_a_cell_is_the_run_that_it_plays():
    (axes, _), levels = pictures(post("map", MAP).content)
    fine, _ = levels[-1]
    for row, column in ((0, 0), (64, 75), (100, 20), (129, 149)):
        spec = varied(RunSpec.from_dict(RUN), "learning_rate", float(axes["x"][column]))
        [alone] = run([varied(spec, "momentum", float(axes["y"][row]))])
        assert (fine["outcome"][row, column] == 2) == (alone.verdict.kind == "diverged")
        if alone.stopped_at is None:
            with np.errstate(over="ignore"):
                assert fine["loss"][row, column] == np.float32(alone.loss[-1])


def test_basins_are_those_of_the_library():
    (axes, facts), levels = pictures(post("basins", BASINS).content)
    assert len(facts["minima"]) == 4
    assert facts["global"] == [0, 1, 2, 3]
    fine, said = levels[-1]
    grid = basins_at(RunSpec.from_dict(BASINS["run"]), axes["x"], axes["y"])
    np.testing.assert_array_equal(fine["minimum"], grid.arrays["minimum"])
    np.testing.assert_array_equal(fine["reached"], grid.arrays["reached"])
    assert said["share"] == share_of_global(grid)
    row, column = np.argwhere(fine["minimum"] >= 0)[7]
    [alone] = run([grid.run_at(row, column)])
    at = facts["minima"][fine["minimum"][row, column]]["x"]
    assert alone.x[-1] == pytest.approx(at, abs=0.1)


def test_a_rate_under_the_hand_compiles_nothing_for_coarse_pictures_nor_for_fine_ones():
    run = BASINS["run"]
    with counted() as compiles:
        for i, cells in enumerate([64] * 5 + [128]):
            moved = run | {"hyperparameters": {"learning_rate": 0.001 * (i + 1)}}
            _, levels = pictures(post("basins", BASINS | {"run": moved, "columns": cells, "rows": cells}).content)
            assert levels[-1][0]["minimum"].shape == (cells, cells)
    assert compiles == [0]


def test_zooming_in_is_the_same_region_computed_afresh():
    wide = Axis("learning_rate", 0.001, 0.3, "log")
    cells = 128
    edges = [wide.low * (wide.high / wide.low) ** (part / cells) for part in (32, 64)]
    part = MAP | {"x": MAP["x"] | {"low": edges[0], "high": edges[1]}, "columns": 32, "rows": 32}
    _, levels = pictures(post("map", part).content)
    fine, _ = levels[-1]
    grid = sweep(RunSpec.from_dict(RUN), {"momentum": fine["y"], "learning_rate": fine["x"]})
    np.testing.assert_array_equal(fine["reached"], grid.arrays["reached"])
    np.testing.assert_allclose(fine["x"], wide.values(cells)[32:64], rtol=1e-12)


def test_the_factor_and_its_theory_agree():
    question = MAP | {"run": RUN | {"steps": 2000}, "columns": 40, "rows": 40, "show": "factor"}
    (_, facts), [(fine, _)] = pictures(post("map", question).content)
    told = np.isfinite(fine["factor"])
    assert np.quantile(np.abs(fine["factor"] - fine["theory"])[told], 0.97) < 1e-3
    assert facts["best"] == pytest.approx({"learning_rate": 4 / 36, "momentum": 4 / 9})


def test_whoever_has_no_network_gets_the_same_bytes():
    question = MAP | {"columns": 20, "rows": 20}
    assert wire.ask("map", question) == post("map", question).content


AXIS = MAP["x"]
WRONG = [
    ("map", MAP | {"columns": 513}, "from 2 to 512"),
    ("map", MAP | {"columns": 512, "rows": 512, "run": RUN | {"steps": 5000}}, f"at most {limits.FIELD_WORK} steps"),
    ("map", MAP | {"x": AXIS | {"name": "learning_rat"}}, "did you mean 'learning_rate'"),
    ("map", MAP | {"x": AXIS | {"name": ["x"]}}, "the name of a number"),
    ("map", MAP | {"x": AXIS | {"low": None}}, "finite numbers within"),
    ("map", MAP | {"x": AXIS | {"low": 0.3}}, "cannot go from 0.3 to 0.3"),
    ("map", MAP | {"x": AXIS | {"low": -0.3}}, "cannot go from -0.3"),
    ("map", MAP | {"x": AXIS | {"scale": "cubic"}}, "no scale 'cubic'"),
    ("map", MAP | {"x": AXIS | {"more": 1}}, "x must be"),
    ("map", MAP | {"x": MAP["y"]}, "must differ"),
    ("map", MAP | {"y": MAP["y"] | {"high": 2.0}}, "momentum must lie between"),
    ("map", MAP | {"x": AXIS | {"low": 0.1, "high": 0.1 + 1e-16}}, "the digits end here"),
    ("map", MAP | {"tolerance": 0}, "from 1e-12 to 0.5"),
    ("map", MAP | {"show": "all"}, "no show 'all'"),
    ("map", MAP | {"show": "factor", "run": RUN | {"noise": 1}}, "there is no theory"),
    ("map", MAP | {"show": "factor", "y": {"name": "run.noise", "low": 0, "high": 1}}, "there is no theory"),
    ("map", {"run": RUN}, "x is missing"),
    ("basins", BASINS | {"run": BASINS["run"] | {"optimizer": "sdg"}}, "no optimizer"),
    ("basins", BASINS | {"window": [[1.0, 1.0 + 1e-15], [0, 1]]}, "the digits end here"),
    ("basins", BASINS | {"window": [[1, 0], [0, 1]]}, "cannot go from"),
    ("basins", BASINS | {"columns": 512, "rows": 512, "run": BASINS["run"] | {"steps": 2000}}, "steps together"),
]


@pytest.mark.parametrize(("path", "question", "words"), WRONG)
def test_a_wrong_question_is_refused_before_any_work(monkeypatch, path, question, words):
    monkeypatch.setattr(FIELDS, "submit", lambda _: pytest.fail("worked on a wrong question"))
    response = post(path, question)
    assert response.status_code == 400
    assert words in sentence(response)


def test_a_full_line_is_refused(monkeypatch):
    monkeypatch.setattr("wire.fields.FIELDS.inside", 99)
    response = get("map", MAP)
    assert response.status_code == 503
    assert "too much to do" in sentence(response)


async def _stream(path, question, take):
    """Sends a question as a server would and hands `take` each piece of the body; closes when `take` says so."""
    gone = asyncio.Event()
    asked = [{"type": "http.request", "body": json.dumps(question).encode(), "more_body": False}]

    async def receive():
        if asked:
            return asked.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.body" and take(message.get("body", b"")):
            gone.set()

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http"}
    scope |= {
        "path": f"/api/{path}",
        "raw_path": b"",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"a")],
    }
    await APPLICATION(scope | {"server": ("a", 80), "client": ("b", 1)}, receive, send)


def test_closing_the_connection_stops_the_work_and_frees_its_worker():
    heavy = MAP | {"columns": 512, "rows": 512, "run": RUN | {"steps": 2000}}
    pieces = []

    def take(piece):
        pieces.append(piece)
        return len(pieces) == 2

    began = time.monotonic()
    asyncio.run(_stream("map", heavy, take))
    until = time.monotonic() + 5
    while FIELDS.inside and time.monotonic() < until:
        time.sleep(0.01)
    assert FIELDS.inside == 0
    assert len(pieces) < 8
    assert time.monotonic() - began < 10
    assert post("basins", BASINS | {"columns": 8, "rows": 8}).status_code == 200


def test_work_that_nobody_waits_for_stops_within_a_band(monkeypatch):
    calls, go = [], threading.Event()

    def slow(_sheet, axes, progress):
        calls.append(axes)
        go.set()
        for _ in range(1000):
            time.sleep(0.01)
            progress(0, 1)
        raise AssertionError("was not stopped")

    monkeypatch.setattr("wire.fields.RUNS", fields.Kind(slow, 1, "outcome"))

    async def ask():
        task = asyncio.create_task(_stream("map", MAP, lambda _: False))
        await asyncio.to_thread(go.wait, 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(ask())
    until = time.monotonic() + 5
    while FIELDS.inside and time.monotonic() < until:
        time.sleep(0.01)
    assert FIELDS.inside == 0
    assert len(calls) == 1


def test_the_line_is_shared_band_by_band():
    """A small picture asked for while a large one is made does not wait for it."""
    heavy = MAP | {"columns": 512, "rows": 512, "run": RUN | {"steps": 1000}}
    ended = {}

    async def ask():
        async def one(name, question):
            await _stream("map", question, lambda _: ended.__setitem__(name, time.monotonic()) or False)

        large = asyncio.create_task(one("large", heavy))
        await asyncio.sleep(0.2)
        await one("small", MAP | {"columns": 32, "rows": 32})
        await large

    asyncio.run(ask())
    assert ended["small"] < ended["large"]


def test_a_narrow_picture_has_coarse_levels_too():
    _, levels = pictures(post("map", MAP | {"columns": 3, "rows": 512, "run": RUN | {"steps": 5}}).content)
    assert [level["loss"].shape for level, _ in levels] == [(64, 1), (256, 1), (512, 3)]


def test_a_failure_is_told_in_a_sentence(monkeypatch):
    def fails(*_):
        raise ArithmeticError

    monkeypatch.setattr("wire.fields.RUNS", fields.Kind(fails, 1, "outcome"))
    _, (_, facts) = frames(post("map", MAP).content)
    assert facts["error"] == "this picture could not be computed"


def test_the_window_of_a_surface_is_its_own():
    (axes, _), _ = pictures(post("basins", BASINS | {"columns": 4, "rows": 4}).content)
    spec = RunSpec.from_dict(BASINS["run"])
    (low, high), _ = spec.frame.window(spec.surface_row)
    assert axes["x"] == pytest.approx(low + (high - low) * (np.arange(4) + 0.5) / 4)
    assert basins(spec, 3, 3).axes["x"][0] == low
