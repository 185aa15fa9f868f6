"""Pictures are drawn once: kept on disk under the code's version, or in memory up to a limit."""

import io

import pytest
from PIL import Image

from tests.wire.client import call
from wire import pictures
from wire.pictures import Kept


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_LAB_CACHE", str(tmp_path))
    monkeypatch.setattr("wire.pictures._KEPT", Kept(1_000_000))
    return tmp_path


def picture(query=""):
    response = call("GET", f"picture/himmelblau.png?{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(response.content))


@pytest.mark.usefixtures("cache")
def test_a_picture_has_the_size_and_look_that_were_asked_for():
    assert picture().size == (240, 180)
    assert picture("width=80&height=60").size == (80, 60)
    light, dark = picture("theme=light"), picture("theme=dark")
    assert light.convert("L").getextrema() != dark.convert("L").getextrema()


def test_the_usual_ones_are_drawn_once_and_survive_a_restart(cache, monkeypatch):
    drawn = picture()
    [file] = (cache / "pictures").rglob("*.png")
    assert file.name == "himmelblau-light.png"
    monkeypatch.setattr("wire.pictures._KEPT", Kept(1_000_000))
    monkeypatch.setattr("wire.pictures.terrain", lambda *_: pytest.fail("drawn again"))
    assert picture().tobytes() == drawn.tobytes()


def test_other_sizes_leave_nothing_on_disk(cache, monkeypatch):
    picture("width=64&height=48")
    assert not (cache / "pictures").exists()
    monkeypatch.setattr("wire.pictures.terrain", lambda *_: pytest.fail("drawn again"))
    assert picture("width=64&height=48").size == (64, 48)


def test_pictures_of_older_code_go(cache):
    old = cache / "pictures" / "0123456789ab"
    old.mkdir(parents=True)
    (old / "himmelblau-light.png").write_bytes(b"old")
    picture()
    assert [folder.name for folder in (cache / "pictures").iterdir()] == [pictures.VERSION]


def test_a_disk_that_cannot_be_written_costs_only_time(cache):
    (cache / "pictures").write_text("in the way")
    assert picture().size == (240, 180)


def test_memory_is_bounded_and_keeps_what_was_used_last():
    kept = Kept(30)
    for name in ("a", "b", "c"):
        kept.keep((name, "light", 1, 1), b"0123456789")
    assert kept.find(("a", "light", 1, 1))
    kept.keep(("d", "light", 1, 1), b"0123456789")
    assert kept.find(("b", "light", 1, 1)) is None
    assert [kept.find((name, "light", 1, 1)) for name in "acd"] == [b"0123456789"] * 3
    kept.keep(("d", "light", 1, 1), b"x")
    kept.keep(("e", "light", 1, 1), b"123456789")
    assert kept.find(("a", "light", 1, 1))
