"""A schedule drawn by hand: points along the chosen run's learning rate, with the pointer and from the keyboard."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

POINTS = '[data-view="rate"] .grip.height:visible'


def edits(page):
    return [value for name, value in page.evaluate("harness.triggers") if name == "edit"]


def middle(element):
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def open_drawing(open_plain):
    """The stage with its second lane chosen and the learning rate shown; the first lane falls along a cosine."""

    def open_drawing(size="laptop", own=({"schedule": "cosine"}, {}, {}), lane=1):
        page = open_plain(size, own=json.dumps(own), step=60)
        page.get_by_role("region", name="Standings").get_by_role("button").nth(lane).click()
        expect(page.locator(POINTS)).to_have_count(8)
        return page

    return open_drawing


@pytest.mark.full
def test_there_are_points_only_for_a_chosen_run_and_over_the_learning_rate(open_plain):
    page = open_plain(own=json.dumps([{"schedule": "cosine"}, {}, {}]))
    expect(page.locator(POINTS)).to_have_count(0)
    expect(page.get_by_text("Choose a run to draw its learning rate.")).to_be_visible()
    page.get_by_role("region", name="Standings").get_by_role("button").nth(1).click()
    expect(page.locator(POINTS)).to_have_count(8)
    expect(page.get_by_text("Choose a run to draw its learning rate.")).to_be_hidden()
    page.get_by_role("combobox", name="Coordinate").select_option("y")
    expect(page.locator(POINTS)).to_have_count(0)
    expect(page.get_by_text("Choose a run to draw its learning rate.")).to_be_hidden()


@pytest.mark.full
def test_the_points_lie_on_the_curve_that_there_is(open_drawing):
    page = open_drawing(lane=0)
    values = [float(point.get_attribute("aria-valuenow")) for point in page.locator(POINTS).all()]
    share = np.round(np.linspace(0, 199, 8)) / 199
    assert values == pytest.approx(np.maximum(0.5 + 0.5 * np.cos(np.pi * share), 1e-4), rel=2e-3)
    ink = """(point) => {
      const { left, top } = document.querySelector('[data-view="rate"] .plane').getBoundingClientRect();
      const [x, y] = [point[0] - left, point[1] - top];
      const { data } = document.querySelector('[data-view="rate"] canvas.paths').getContext("2d")
        .getImageData(x - 4, y - 4, 8, 8);
      return data.some((value) => value > 0);
    }"""
    for point in page.locator(POINTS).all()[1:7]:
        assert page.evaluate(ink, middle(point))


def test_pulling_a_point_draws_a_schedule_and_the_run_follows(open_drawing, double):
    page = open_drawing()
    page.evaluate("""() => {
      window.painted = 0;
      document.addEventListener("stage:painted", () => window.painted++);
    }""")
    value = page.locator(".legend .value").nth(1)
    before = value.inner_text()
    x, y = middle(page.locator(POINTS).nth(2))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 30, steps=5)
    page.wait_for_function("window.painted > 0")
    assert edits(page) == [], "nothing is reported before the hand lets go"
    page.mouse.up()
    page.wait_for_function("harness.edits().length === 1")
    race = edits(page)[0]["race"]
    assert race["lanes"][0]["schedule"] == "cosine"
    assert race["lanes"][1]["schedule"] == "drawn"
    (height,) = race["lanes"][1]["schedule_knobs"].items()
    assert height[0] == "height_3"
    assert 1e-4 < height[1] < 0.9
    assert "schedule" not in race["lanes"][2] | race["shared"]
    expect(value).not_to_have_text(before)
    for _ in range(50):  # the last place of the hand is asked for when the question before it is answered
        page.wait_for_timeout(100)
        if double.asked("race")[-1]["lanes"][1]["schedule_knobs"] == dict([height]):
            break
    assert double.asked("race")[-1]["lanes"][1]["schedule_knobs"] == dict([height])
    page.wait_for_timeout(300)
    assert float(page.locator(POINTS).nth(2).get_attribute("aria-valuenow")) == height[1]


@pytest.mark.full
def test_a_drawn_curve_keeps_what_was_there(open_drawing):
    page = open_drawing(lane=0)
    page.locator(POINTS).nth(0).focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("harness.edits().length === 1")
    drawn = edits(page)[0]["race"]["lanes"][0]
    assert drawn["schedule"] == "drawn"
    heights = [drawn["schedule_knobs"][f"height_{i}"] for i in range(1, 9)]
    assert heights[0] < 1
    assert heights[1:] == sorted(heights[1:], reverse=True)
    assert heights[-1] == 1e-4


def test_the_keyboard_draws_within_the_range(open_drawing):
    page = open_drawing()
    point = page.get_by_role("slider", name="Learning rate, point 8 of 8")
    point.focus()
    page.keyboard.press("ArrowUp")
    assert edits(page) == [], "the base rate is as high as it goes"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    fine = float(point.get_attribute("aria-valuenow"))
    page.keyboard.press("Shift+ArrowDown")
    assert float(point.get_attribute("aria-valuenow")) < fine**2 < fine < 1
    for _ in range(80):
        page.keyboard.press("PageDown")
    expect(point).to_have_attribute("aria-valuenow", "0.0001")
    assert int(page.get_by_test_id("stage").get_attribute("data-step")) == 60, "the keys are the point's own"


@pytest.mark.full
def test_it_is_drawn_with_a_finger_too(open_drawing):
    page = open_drawing("phone")
    point = page.locator(POINTS).nth(5)
    point.scroll_into_view_if_needed()
    x, y = middle(point)
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", [x, y]) == "grip height"
    page.evaluate(
        """([x, y]) => {
          const point = document.elementFromPoint(x, y);
          const send = (type, dy) => point.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: "touch",
            clientX: x, clientY: y + dy, bubbles: true, cancelable: true }));
          point.setPointerCapture = () => {};
          send("pointerdown", 0);
          send("pointerrawupdate", 24);
          send("pointerup", 24);
        }""",
        [x, y],
    )
    page.wait_for_function("harness.edits().length === 1")
    assert list(edits(page)[0]["race"]["lanes"][1]["schedule_knobs"]) == ["height_6"]
