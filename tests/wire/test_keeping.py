"""Who may keep an answer: the same question to the same code has the same answer, and a changed code a new one."""

import pytest

from tests.wire.client import call, get, post
from version import VERSION

QUESTIONS = [
    ("terrain", {"surface": "bowl", "columns": 5, "rows": 5}),
    ("race", {"shared": {"surface": "bowl", "steps": 5}, "lanes": [{"optimizer": "sgd"}]}),
    ("curvature", {"surface": "bowl", "points": [[0, 0]]}),
    ("surfaces", None),
]


@pytest.fixture(autouse=True, scope="module")
def _warm():
    for path, question in QUESTIONS:
        post(path, question or {})  # so that nothing has to wait for a program


@pytest.mark.parametrize(("path", "question"), QUESTIONS)
def test_an_answer_is_asked_for_again_by_its_tag(path, question, monkeypatch):
    first = get(path, question)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    assert get(path, question).headers["etag"] == tag
    for name in ("wire.race.run", "wire.landscape.terrain", "wire.landscape.curvature"):
        monkeypatch.setattr(name, lambda *_: pytest.fail("worked for an answer that the client has"))
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        again = get(path, question, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag


@pytest.mark.parametrize(("path", "question"), QUESTIONS)
def test_an_answer_to_this_version_may_be_kept_for_good(path, question):
    assert "immutable" in get(path, question, params={"v": VERSION}).headers["cache-control"]
    assert get(path, question, params={"v": "older"}).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("path", "question"), QUESTIONS)
def test_the_head_alone_needs_no_work(path, question, monkeypatch):
    for name in ("wire.race.run", "wire.landscape.terrain", "wire.landscape.curvature"):
        monkeypatch.setattr(name, lambda *_: pytest.fail("worked for a head"))
    response = get(path, question, method="HEAD")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["etag"]
    assert "content-length" not in response.headers  # nobody knows it without the work


def test_what_was_posted_or_changes_is_not_kept():
    assert post(*QUESTIONS[0]).headers["cache-control"] == "no-store"
    assert call("GET", "health").headers["cache-control"] == "no-store"
    assert call("POST", "terrain", content="{").headers["cache-control"] == "no-store"


def test_another_code_has_other_tags(monkeypatch):
    path, question = QUESTIONS[0]
    before = get(path, question).headers["etag"]
    monkeypatch.setattr("wire.serving.VERSION", "another")
    after = get(path, question, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_a_wrong_question_is_never_unchanged():
    path, question = QUESTIONS[0]
    tag = get(path, question | {"rows": 7}).headers["etag"]
    assert get(path, question, headers={"If-None-Match": tag}).status_code == 200
    assert get(path, question | {"rows": -7}, headers={"If-None-Match": tag}).status_code == 400
