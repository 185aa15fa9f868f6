"""Pictures are drawn once: kept on disk under the code's version, or in memory up to a limit."""

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from experiments import run
from experiments.portraits import WINDOW, portrait
from optim import OPTIMIZERS
from plots.palette import lane
from plots.picture import MARK
from surfaces import SURFACES
from tests.sampling import sampled, spread
from tests.wire.client import call, sentence
from wire import pictures
from wire.memory import Memory

#: A surface and an optimizer.
ROWS = ("himmelblau", "momentum")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_LAB_CACHE", str(tmp_path))
    monkeypatch.setattr("wire.pictures._KEPT", Memory(1_000_000))
    return tmp_path


def picture(query="", row="himmelblau"):
    response = call("GET", f"picture/{row}.png?{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(response.content))


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.usefixtures("cache")
def test_a_picture_has_the_size_and_look_that_were_asked_for(row):
    assert picture(row=row).size == (240, 180)
    assert picture("width=80&height=60", row).size == (80, 60)
    light, dark = (np.asarray(picture(f"theme={theme}", row).convert("L")) for theme in ("light", "dark"))
    assert light.mean() > 2 * dark.mean()


@pytest.mark.parametrize("row", ROWS)
def test_the_usual_ones_are_drawn_once_and_survive_a_restart(cache, monkeypatch, row):
    drawn = picture(row=row)
    [file] = (cache / "pictures").rglob("*.png")
    assert file.name == f"{row}-light.png"
    monkeypatch.setattr("wire.pictures._KEPT", Memory(1_000_000))
    monkeypatch.setattr("wire.pictures.terrain", lambda *_: pytest.fail("drawn again"))
    assert picture(row=row).tobytes() == drawn.tobytes()


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, spread(OPTIMIZERS, 11)))
def test_every_optimizer_is_pictured_by_its_own_run(name):
    size = (200, 150)
    pixels = np.asarray(picture("width=200&height=150", name).convert("RGB"), dtype=float)
    [made] = run([portrait(name)])
    (x0, x1), (y0, y1) = WINDOW
    points = (made.x - (x0, y1)) / (x1 - x0, y0 - y1) * size
    marked = np.minimum(*(np.hypot(*(points - end).T) for end in points[[0, -1]])) < 2 * MARK * np.sqrt(size[1])
    columns, rows = points[~marked | (np.arange(len(points)) == len(points) - 1)].astype(int).T
    np.testing.assert_allclose(
        pixels[rows, columns], np.broadcast_to(ImageColor.getrgb(lane(0).light), (len(rows), 3)), atol=8
    )


def test_what_is_no_row_is_refused_with_the_nearest():
    for wrong, right in (("himelblau", "himmelblau"), ("adamm", "adam")):
        response = call("GET", f"picture/{wrong}.png")
        assert response.status_code == 404
        assert f"no surface or optimizer '{wrong}'" in sentence(response)
        assert f"'{right}'" in sentence(response)


def test_a_name_is_that_of_one_row():
    assert set(SURFACES).isdisjoint(OPTIMIZERS)


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
    kept = Memory(30)
    for name in ("a", "b", "c"):
        kept.keep((name, "light", 1, 1), b"0123456789")
    assert kept.find(("a", "light", 1, 1))
    kept.keep(("d", "light", 1, 1), b"0123456789")
    assert kept.find(("b", "light", 1, 1)) is None
    assert [kept.find((name, "light", 1, 1)) for name in "acd"] == [b"0123456789"] * 3
    kept.keep(("d", "light", 1, 1), b"x")
    kept.keep(("e", "light", 1, 1), b"123456789")
    assert kept.find(("a", "light", 1, 1))
