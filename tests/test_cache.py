"""The folder for what can be made again."""

import sys

import pytest

import cache


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_LAB_CACHE", str(tmp_path / "lab"))
    return tmp_path / "lab"


def test_what_was_kept_is_read():
    assert cache.read("things", "v1", "name") is None
    cache.keep("things", "v1", "name", b"content")
    assert cache.read("things", "v1", "name") == b"content"
    assert cache.read("things", "v2", "name") is None


def test_a_newer_version_clears_away_the_older_of_its_kind(folder):
    cache.keep("things", "v1", "name", b"old")
    cache.keep("others", "v1", "name", b"other")
    cache.keep("things", "v2", "name", b"new")
    assert cache.read("things", "v1", "name") is None
    assert cache.read("others", "v1", "name") == b"other"
    assert sorted(path.name for path in folder.rglob("v*")) == ["v1", "v2"]


@pytest.mark.skipif(sys.platform == "win32", reason="a user's folders are kept apart by the system")
@pytest.mark.parametrize("mode", [0o770, 0o777, 0o707])
def test_a_folder_that_others_may_write_to_is_not_read(folder, mode):
    cache.keep("things", "v1", "name", b"content")
    (folder / "things" / "v1").chmod(mode)
    assert cache.read("things", "v1", "name") is None


def test_a_place_that_cannot_be_written_to_only_costs_time(folder):
    folder.write_text("a file, not a folder")
    cache.keep("things", "v1", "name", b"content")
    assert cache.read("things", "v1", "name") is None
