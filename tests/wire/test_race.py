"""A race comes as frames: what is ready at once, the rest as its programs are made, and nothing when nobody listens."""

import asyncio
import json
import threading
from concurrent.futures import wait

import numpy as np
import pytest

import wire
from experiments import Race, RunSpec, run
from experiments.programs import is_ready, prepare
from tests.experiments.compiles import counted
from tests.wire.client import APPLICATION, frames, get, post, sentence
from wire.gate import COMPILER, Compiler, Gate
from wire.lanes import FIELDS
from wire.race import race

HOT = {"shared": {"surface": "bowl", "steps": 30}, "lanes": [{"optimizer": "sgd"}, {"optimizer": "momentum"}]}
#: A race whose last two lanes stand for programs that nobody has asked for yet.
MIXED = {"shared": {"surface": "bowl", "steps": 30}, "lanes": [{"optimizer": name} for name in ("sgd", "lion", "adam")]}


@pytest.fixture(autouse=True, scope="module")
def _warm():
    for lane in (*HOT["lanes"], *MIXED["lanes"]):
        prepare(RunSpec(**HOT["shared"], **lane))


@pytest.fixture
def cold(monkeypatch):
    """Makes all but gradient descent wait for a compile that lasts until the returned event is set."""
    go, made = threading.Event(), []

    def prepare_slowly(spec):
        assert go.wait(20)
        made.append(spec.optimizer)

    monkeypatch.setattr("wire.race.is_ready", lambda spec: spec.optimizer == "sgd")
    monkeypatch.setattr("wire.race.prepare", prepare_slowly)
    go.made = made
    yield go
    go.set()


def test_the_learning_rate_comes_as_it_is_at_each_step():
    lanes = [
        {"optimizer": "sgd", "schedule": "linear", "changes": [[10, {"learning_rate": 0.5}]]},
        {"optimizer": "momentum", "hyperparameters": {"learning_rate": 0.25}},
    ]
    [(arrays, _)] = frames(post("race", {**HOT, "lanes": lanes, "fields": ["learning_rate"]}).content)
    first = RunSpec("bowl", "sgd").hyperparameter_values()["learning_rate"]
    falling = np.where(np.arange(30) < 10, first, 0.5) * (1 - np.arange(30) / 30)
    np.testing.assert_allclose(arrays["0.learning_rate"], falling, rtol=1e-6)
    np.testing.assert_array_equal(arrays["1.learning_rate"], np.full(30, 0.25, np.float32))


def test_a_drag_compiles_nothing():
    run_ = {"surface": "ravine", "steps": 40}
    moves = [
        *({**run_, "start": [0.1 * k, 1.0 - 0.07 * k]} for k in range(8)),
        *({**run_, "surface_knobs": {"condition_number": 5 + 9 * k}} for k in range(4)),
        *(
            {**run_, "frame_angle": 11 * k, "frame_dx": 0.1 * k, "noise": 0.03 * k, "clip_norm": 1 + k}
            for k in range(4)
        ),
        *(
            {**run_, "schedule": "cosine", "schedule_knobs": {"alpha": 0.1 * k}, "weight_decay": 0.01 * k}
            for k in range(4)
        ),
    ]

    def asked(shared, rate):
        lanes = [{"optimizer": name, "hyperparameters": {"learning_rate": rate}} for name in ("sgd", "adam")]
        picture = {
            name: shared[name] for name in ("surface", "surface_knobs", "frame_angle", "frame_dx") if name in shared
        }
        return post("race", {"shared": shared, "lanes": lanes}).content, post("terrain", picture).content

    asked(run_, 0.05)
    with counted() as made:
        answers = {asked(shared, 0.001 * (k + 1)) for k, shared in enumerate(moves)}
    assert made == [0]
    assert len(answers) == len(moves), "every move has an answer of its own"


#: What is told only of runs that can leave the plane that is drawn.
OFF = {"away", "slice", "slope"}


def test_hot_lanes_come_in_one_frame_with_the_engine_s_numbers():
    response = post("race", HOT)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-encoding"] == "identity"
    [(arrays, facts)] = frames(response.content)
    specs = Race.from_dict(HOT).specs
    assert facts["pending"] == []
    assert facts["waiting"] == ""
    assert set(arrays) == {f"{lane}.{name}" for lane in range(len(specs)) for name in FIELDS if name not in OFF}
    for lane, made in enumerate(run(specs)):
        expected = {"x": made.x, "loss": made.loss, "gap": made.gap, "gradient": made.grad, "rate": made.rate}
        expected["learning_rate"] = np.full(30, made.spec.hyperparameter_values()["learning_rate"])
        for name, array in expected.items():
            np.testing.assert_array_equal(arrays[f"{lane}.{name}"], array.astype(np.float32))
        told = facts["lanes"][str(lane)]
        assert told["final"]["x"] == list(made.x[-1])
        assert told["final"]["loss"] == made.loss[-1]
        assert told["final"]["best_loss"] == made.loss.min()
        assert told["verdict"]["sentence"] == made.verdict.sentence
        assert told["evaluations"] == {"gradients": 30, "values": 0}
        assert told["hyperparameters"] == made.spec.hyperparameter_values()
        low, high = told["ranges"]["learning_rate"]
        assert low <= told["hyperparameters"]["learning_rate"] <= high
        assert (told["steps"], told["stopped_at"]) == (30, None)


def test_only_the_fields_that_were_asked_for():
    [(arrays, _)] = frames(post("race", HOT | {"fields": ["x", "gap", "x"]}).content)
    assert set(arrays) == {"0.x", "0.gap", "1.x", "1.gap"}
    assert all(array.dtype == np.float32 for array in arrays.values())
    assert arrays["0.x"].shape == (31, 2)


def test_an_unknown_minimum_means_no_gap(monkeypatch):
    monkeypatch.setattr("experiments.trajectory.Trajectory.gap", None)
    [(arrays, facts)] = frames(post("race", HOT).content)
    assert "0.gap" not in arrays
    assert facts["lanes"]["0"]["final"]["gap"] is None


def test_a_run_that_leaves_the_numbers_is_told_as_it_is():
    wild = {"shared": {"surface": "bowl", "steps": 2000}, "lanes": [{"optimizer": "sgd"}]}
    wild["lanes"][0]["hyperparameters"] = {"learning_rate": 1e6}
    [(arrays, facts)] = frames(post("race", wild).content)
    stopped = facts["lanes"]["0"]["stopped_at"]
    assert 0 < stopped < 2000
    [made] = run(Race.from_dict(wild).specs)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(arrays["0.loss"], made.loss.astype(np.float32))
    assert np.isinf(arrays["0.loss"]).any()
    assert facts["lanes"]["0"]["final"]["loss"] == made.loss[-1]


async def _stream(question, take):
    """Sends a question as a server would and hands `take` each piece of the body; closes when `take` says so."""
    body = json.dumps(question).encode()
    sent, gone, headers = asyncio.Event(), asyncio.Event(), {}

    async def receive():
        if not sent.is_set():
            sent.set()
            return {"type": "http.request", "body": body, "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            headers["status"] = message["status"]
            headers.update({name.decode(): value.decode() for name, value in message["headers"]})
        elif message.get("body") and await take(message["body"]):
            gone.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/api/race",
        "raw_path": b"/api/race",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [],
        "server": ("wire", 80),
        "client": ("visitor", 1),
    }
    await asyncio.wait_for(APPLICATION(scope, receive, send), 20)
    return headers


def test_ready_lanes_do_not_wait_for_the_others(cold):
    pieces = []

    async def take(piece):
        pieces.append(piece)
        cold.set()  # what must be compiled is compiled only now that the first frame is here

    headers = asyncio.run(_stream(MIXED, take))
    assert headers["status"] == 200
    assert headers["cache-control"] == "no-store"
    found = frames(b"".join(pieces))
    assert list(found[0][1]["lanes"]) == ["0"]
    assert found[0][1]["pending"] == [1, 2]
    assert found[0][1]["waiting"] == "compiling Lion on Bowl"
    assert sorted(lane for _, facts in found[1:] for lane in facts["lanes"]) == ["1", "2"]
    assert [len(facts["pending"]) for _, facts in found] == [2, 1, 0]
    together = {name: array for arrays, _ in found for name, array in arrays.items()}
    for lane, made in enumerate(run(Race.from_dict(MIXED).specs)):
        np.testing.assert_array_equal(together[f"{lane}.x"], made.x.astype(np.float32))


def test_work_stops_when_the_client_goes_away(cold, monkeypatch):
    monkeypatch.setattr("wire.race.COMPILER", only := Compiler(Gate("test", 1, 8)))

    async def leave(_):
        return True

    asyncio.run(_stream(MIXED, leave))
    cold.set()
    wait([only.gate.submit(lambda: None)], timeout=20)
    assert cold.made == ["lion"]  # had begun; Adam had not, and nobody waits for it any more


def test_a_surface_that_is_looked_at_is_begun(cold, monkeypatch):
    monkeypatch.setattr("wire.race.COMPILER", only := Compiler(Gate("test", 1, 8)))
    answer = post("expect", MIXED | {"surface": "booth"})
    assert answer.json() == {"begun": 2}
    assert answer.headers["cache-control"] == "no-store"
    cold.set()
    wait([only.gate.submit(lambda: None)], timeout=20)
    assert cold.made == ["lion", "adam"]
    assert post("expect", MIXED | {"surface": "nowhere"}).status_code == 404


def test_a_full_gate_says_so_at_once(cold, monkeypatch):
    monkeypatch.setattr(COMPILER.gate, "_places", 0)
    response = post("race", MIXED)
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert "ask again" in sentence(response)
    assert not cold.made
    assert post("race", HOT | {"lanes": HOT["lanes"][:1]}).status_code == 200  # what is ready needs no place


@pytest.mark.usefixtures("cold")
def test_a_lane_that_fails_leaves_the_others(monkeypatch, caplog):
    def fail(spec):
        if spec.optimizer == "lion":
            raise RuntimeError("out of registers")

    monkeypatch.setattr("wire.race.prepare", fail)
    found = frames(post("race", MIXED).content)
    told = {lane: facts for _, frame in found for lane, facts in frame["lanes"].items()}
    assert told["1"] == {"error": "this run could not be computed"}
    assert told["2"]["verdict"]["sentence"]
    assert "out of registers" in caplog.text


def test_asking_without_a_network_compiles_first_and_gives_the_same_bytes():
    question = {"shared": {"surface": "saddle", "steps": 10}, "lanes": [{"optimizer": "sgd"}, {"optimizer": "adam"}]}
    whole = wire.ask("race", question)
    assert all(is_ready(spec) for spec in Race.from_dict(question).specs)
    assert frames(whole)[0][1] == frames(post("race", question).content)[0][1]
    assert len(frames(whole)) == 1
    with pytest.raises(wire.RefusedError, match="no optimizer"):
        wire.ask("race", {"shared": {"surface": "saddle"}, "lanes": [{"optimizer": "sdg"}]})
    with pytest.raises(wire.RefusedError, match="nothing at"):
        wire.ask("picture", {})


def test_sixty_four_lanes_are_a_fan():
    lanes = [{"optimizer": "sgd", "hyperparameters": {"learning_rate": 0.001 * (i + 1)}} for i in range(64)]
    response = get("race", {"shared": {"surface": "bowl", "steps": 20}, "lanes": lanes[:40], "fields": ["x"]})
    assert len(frames(response.content)[0][0]) == 40
    assert len(race(Race.from_dict({"shared": {"surface": "bowl", "steps": 20}, "lanes": lanes}, most=64), ["x"]).body)
