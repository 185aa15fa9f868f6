"""The keyboard on the map and on the surface: it zooms, moves and turns, and leaves time and the start alone."""

import json
import math

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LOOK = "() => Object.fromEntries(new URLSearchParams(location.search))"


def look(page, name):
    """The numbers of a part of the view, as the address says them."""
    return [float(number) for number in page.evaluate(LOOK)[name].split(",")]


def press(page, view, name, *keys):
    """Presses keys on a picture one after the other; gives what the address says after each."""
    page.get_by_role("group", name=view, exact=True).focus()
    seen = []
    for key in keys:
        before = json.dumps(page.evaluate(LOOK).get(name))
        page.keyboard.press(key)
        page.wait_for_function(f"new URLSearchParams(location.search).get('{name}') !== {before}")
        seen.append(look(page, name))
    return seen


def distance(camera):
    return math.dist(camera[:3], camera[3:])


def sides(window):
    return [(window[0] + window[1]) / 2, (window[2] + window[3]) / 2, window[1] - window[0], window[3] - window[2]]


@pytest.mark.parametrize("ready", ["plain", pytest.param("plotly", marks=pytest.mark.full)])
def test_keys_zoom_and_move_the_map(open_plain, open_stage, ready):
    page = (open_plain if ready == "plain" else open_stage)(lanes="descent", step=20)
    near, far, right, up = map(
        sides, press(page, "Contour map", "window", "+", "-", "Shift+ArrowRight", "Shift+ArrowUp")
    )
    assert near[:2] == pytest.approx(far[:2], abs=0.01), "about the middle"
    assert near[2:] == pytest.approx([0.8 * side for side in far[2:]], rel=0.01)
    assert right == pytest.approx([far[0] + 0.1 * far[2], *far[1:]], abs=0.01)
    assert up == pytest.approx([right[0], right[1] + 0.1 * far[3], *far[2:]], abs=0.01)
    assert page.get_by_test_id("stage").get_attribute("data-step") == "20"


@pytest.mark.parametrize("ready", ["plain", pytest.param("plotly", marks=pytest.mark.full)])
def test_keys_turn_the_surface_and_come_nearer(open_plain, open_stage, ready):
    page = (open_plain if ready == "plain" else open_stage)(lanes="descent", step=20)
    right, up, near, back = press(page, "Surface", "camera", "Shift+ArrowRight", "Shift+ArrowUp", "+", "-")
    assert distance(right) == pytest.approx(distance(up), rel=0.01)
    assert up[2] > right[2]
    assert distance(near) == pytest.approx(0.8 * distance(up), rel=0.01)
    assert back == pytest.approx(up, abs=0.01)
    assert page.get_by_test_id("stage").get_attribute("data-step") == "20"


def test_the_other_keys_still_belong_to_time_and_to_the_start(open_plain):
    page = open_plain(lanes="descent", step=20)
    page.get_by_role("group", name="Contour map", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("stage")).to_have_attribute("data-step", "21")
    page.get_by_role("button", name="Start point").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("harness.edits().length === 1")
    assert "window" not in page.evaluate(LOOK)


@pytest.mark.full
def test_a_picture_that_is_reached_with_the_keyboard_says_what_keys_do(open_plain):
    page = open_plain(lanes="descent")
    help_ = page.get_by_text("plus and minus zoom, Shift and arrows move")
    assert not help_.is_visible()
    page.get_by_role("button", name="Enlarge Contour map").focus()
    page.keyboard.press("Tab")
    assert help_.is_visible()
    page.keyboard.press("Shift+Tab")
    assert not help_.is_visible()
