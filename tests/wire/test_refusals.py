"""Everything from a browser is hostile until it has been checked: each limit holds, and says so in a sentence."""

import asyncio
import json
import math

import httpx
import pytest

from tests.wire.client import APPLICATION, call, get, post, sentence
from wire import limits

RUN = {"surface": "bowl", "optimizer": "sgd"}
BOWL = {"surface": "bowl"}
MANY = {"shared": {**BOWL, "steps": 5000}, "lanes": [{"optimizer": "sgd"}] * 21}

WRONG_TEXTS = {
    "no JSON": (b'{"surface": ', "not JSON"),
    "no object": (b"[1, 2]", "must be a JSON object"),
    "a word": (b"null", "must be a JSON object"),
    "no UTF-8": (b'{"surface": "\xff\xfe"}', "not UTF-8"),
    "UTF-16": ('{"surface": "bowl"}'.encode("utf-16"), "not"),
    "NaN": (b'{"surface": "bowl", "columns": NaN}', "'NaN' is not a finite number"),
    "infinity": (b'{"surface": "bowl", "frame_dx": -Infinity}', "'-Infinity' is not a finite number"),
    "beyond floats": (b'{"surface": "bowl", "frame_dx": 1e999}', "'1e999' is not a finite number"),
    "a huge whole number": (b'{"surface": "bowl", "columns": ' + b"9" * 400 + b"}", "largest exact whole number"),
    "a longer one": (b'{"surface": "bowl", "columns": ' + b"9" * 9000 + b"}", "largest exact whole number"),
    "a name twice": (b'{"surface": "bowl", "surface": "ravine"}', "the same name twice"),
    "deep lists": (b"[" * 20 + b"]" * 20, "nested at most 12 deep"),
    "bottomless lists": (b"[" * 100_000, "nested at most 12 deep"),
    "bottomless objects": (b'{"a":' * 40_000, "nested at most 12 deep"),
}


@pytest.mark.parametrize("case", WRONG_TEXTS)
def test_what_is_no_strict_json_is_refused(case):
    text, words = WRONG_TEXTS[case]
    response = call("POST", "terrain", content=text)
    assert response.status_code == 400
    assert words in sentence(response)


WRONG_QUESTIONS = [
    ("terrain", {}, "surface is missing"),
    ("terrain", {"surface": "rosenbrok"}, "did you mean 'rosenbrock'"),
    ("terrain", {"surface": ["bowl"]}, "no surface"),
    ("terrain", {**BOWL, "colums": 3}, "did you mean 'columns'"),
    ("terrain", {**BOWL, "surface_knobs": {"condition": 3}}, "no knob"),
    ("terrain", {"surface": "ravine", "surface_knobs": {"condition_number": -1}}, "must lie between"),
    ("terrain", {"surface": "ravine", "surface_knobs": {"condition_number": "7"}}, "must be a finite number"),
    ("terrain", {**BOWL, "frame_angle": 1e9}, "must lie between -360 and 360"),
    ("terrain", {**BOWL, "columns": 513}, "from 2 to 512"),
    ("terrain", {**BOWL, "rows": 1}, "from 2 to 512"),
    ("terrain", {**BOWL, "rows": True}, "from 2 to 512"),
    ("terrain", {**BOWL, "rows": 2.5}, "from 2 to 512"),
    ("terrain", {**BOWL, "window": [[0, 0], [0, 1]]}, "between 1e-09 and 2e+09"),
    ("terrain", {**BOWL, "window": [[1, 0], [0, 1]]}, "between 1e-09 and 2e+09"),
    ("terrain", {**BOWL, "window": [[-1e12, 1e12], [0, 1]]}, "within ±1e+09"),
    ("terrain", {**BOWL, "window": [[0, 1, 2], [0, 1]]}, "must be [[x0, x1], [y0, y1]]"),
    ("terrain", {**BOWL, "window": [[0, "1"], [0, 1]]}, "must be [[x0, x1], [y0, y1]]"),
    ("terrain", {**BOWL, "window": 7}, "must be [[x0, x1], [y0, y1]]"),
    ("curvature", {**BOWL, "points": []}, "1 to 64 points"),
    ("curvature", {**BOWL, "points": [[0, 0]] * 65}, "1 to 64 points"),
    ("curvature", {**BOWL, "points": [[0, 1e300]]}, "within ±1e+09"),
    ("curvature", {**BOWL, "points": [[0, None]]}, "finite numbers"),
    ("curvature", BOWL, "points is missing"),
    ("anatomy", {"run": {**RUN, "steps": 10**9}}, "between 1 and 5000"),
    ("anatomy", {"run": {**RUN, "steps": 0}}, "between 1 and 5000"),
    ("anatomy", {"run": {**RUN, "start": [1e30, 0]}}, "start must be"),
    ("anatomy", {"run": {**RUN, "start": [0, None]}}, "start must be"),
    ("anatomy", {"run": {**RUN, "optimizer": "adamm"}}, "did you mean"),
    ("anatomy", {"run": {**RUN, "hyperparameters": {"learning_rat": 1}}}, "did you mean 'learning_rate'"),
    ("anatomy", {"run": {**RUN, "hyperparameters": {"learning_rate": -1}}}, "must lie between"),
    ("anatomy", {"run": {**RUN, "changes": [[1, {}]] * 65}}, "at most 64"),
    ("anatomy", {"run": {**RUN, "changes": [["1", {}]]}}, "must be a finite number"),
    ("anatomy", {"run": "bowl"}, "must be an object"),
    ("race", {"shared": BOWL, "lanes": []}, "1 to 65 lanes"),
    ("race", {"shared": BOWL, "lanes": [{"optimizer": "sgd"}] * 66}, "1 to 65 lanes, not 66"),
    ("race", {"shared": BOWL, "lanes": [{"optimizer": "sgd"}] * 5_000}, "1 to 65 lanes, not 5000"),
    ("race", MANY, "at most 100000 steps together, not 105000"),
    ("race", {"shared": BOWL, "lanes": [{"optimizer": "sgd", "surface": "ravine"}]}, "belongs to all lanes"),
    ("race", {"shared": BOWL, "lanes": {"optimizer": "sgd"}}, "lanes a list"),
    ("race", {"shared": BOWL, "lanes": [7]}, "each lane must be an object"),
    ("race", {"shared": BOWL, "lanes": [{"optimizer": "sgd"}], "fields": ["loss", "los"]}, "did you mean 'loss'"),
    ("race", {"shared": BOWL, "lanes": [{"optimizer": "sgd"}], "fields": "loss"}, "must be a list"),
]


@pytest.mark.parametrize(("path", "question", "words"), WRONG_QUESTIONS)
def test_a_wrong_question_is_refused_with_a_sentence(path, question, words):
    response = post(path, question)
    assert response.status_code == 400
    assert words in sentence(response)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("path", "question", "words"), WRONG_QUESTIONS[:5])
def test_and_in_an_address_too(path, question, words):
    response = get(path, question)
    assert response.status_code == 400
    assert words in sentence(response)


def test_an_address_has_a_limit():
    response = call("GET", "terrain", params={"q": "x" * limits.QUERY_BYTES})
    assert response.status_code == 414
    assert "8192" in sentence(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?q={}&q={}", "twice"),
        ("?quest={}", "no parameter 'quest'"),
        ("?" + "&".join(f"q{i}=1" for i in range(9)), "too many"),
        ("?q=%ff", "no text"),
    ],
)
def test_an_address_must_make_sense(query, words):
    response = call("GET", f"terrain{query}")
    assert response.status_code == 400
    assert words in sentence(response)


def test_a_large_body_is_refused_by_what_it_declares():
    response = call("POST", "terrain", content=b" " * (limits.BODY_BYTES + 1))
    assert response.status_code == 413
    assert str(limits.BODY_BYTES) in sentence(response)


def test_a_body_without_end_is_refused_at_the_limit():
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 10_000
            yield b" " * 10_000

    response = call("POST", "terrain", content=endless())
    assert response.status_code == 413
    assert sent <= limits.BODY_BYTES + 10_000


def test_a_body_that_never_comes_is_given_up(monkeypatch):
    monkeypatch.setattr("wire.question.BODY_SECONDS", 0.05)

    async def slow():
        yield b"{"
        await asyncio.sleep(30)

    response = call("POST", "terrain", content=slow())
    assert response.status_code == 408
    assert "0.05 seconds" in sentence(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("PUT", "race", 405),
        ("DELETE", "terrain", 405),
        ("POST", "picture/bowl.png", 405),
        ("GET", "picture/bowi.png", 404),
    ],
)
def test_what_is_not_there_is_said_as_well(method, path, status):
    response = call(method, path)
    assert response.status_code == status
    assert sentence(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("theme=blue", "no theme 'blue'"),
        ("width=9999", "from 16 to 640"),
        ("height=0", "from 16 to 480"),
        ("width=1e2", "from 16 to 640"),
        ("width=²", "from 16 to 640"),
        ("size=3", "no parameter 'size'"),
    ],
)
def test_pictures_have_limits(query, words):
    response = call("GET", f"picture/bowl.png?{query}")
    assert response.status_code == 400
    assert words in sentence(response)


def test_nothing_is_computed_for_a_wrong_question(monkeypatch):
    def fail(*_):
        raise AssertionError("worked on a wrong question")

    for name in ("wire.race.run", "wire.race.prepare", "wire.landscape.terrain", "wire.landscape.curvature"):
        monkeypatch.setattr(name, fail)
    for path, question, _ in WRONG_QUESTIONS:
        assert post(path, question).status_code == 400


def test_other_sites_get_no_permission():
    async def preflight() -> httpx.Response:
        transport = httpx.ASGITransport(app=APPLICATION)
        headers = {"Origin": "http://elsewhere", "Access-Control-Request-Method": "POST"}
        async with httpx.AsyncClient(transport=transport, base_url="http://wire") as client:
            return await client.options("/api/race", headers=headers)

    assert not [name for name in asyncio.run(preflight()).headers if name.startswith("access-control")]


def test_the_limits_are_numbers_that_make_sense():
    numbers = [value for name, value in vars(limits).items() if name.isupper()]
    flat = [number for value in numbers for number in (value if isinstance(value, tuple) else (value,))]
    assert all(math.isfinite(number) and number > 0 for number in flat)
    assert len(json.dumps({"q": "x" * limits.QUERY_BYTES})) < limits.BODY_BYTES
