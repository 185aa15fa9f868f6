"""What pictures say: under the pointer, in the key of marks, along the box, in the menu of arrows."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage.canvases import HEAD, INK

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_menu_of_arrows_opens_on_the_screen(open_plain, size):
    page = open_plain(size)
    page.locator(".menu summary").click()
    for label in page.locator(".menu label").all():
        box = label.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]
        assert label.evaluate("(it) => it.scrollWidth <= it.clientWidth")


def test_a_run_tells_its_numbers_under_the_pointer(open_plain):
    page = open_plain(lanes="descent", step=5)
    x, y, _ = page.evaluate(HEAD, "loss")
    page.mouse.move(x, y)
    tip = page.locator('[data-view="loss"] .tip')
    tip.wait_for(state="visible")
    assert "Gradient descent" in tip.inner_text()
    assert "gradient" in tip.inner_text()


@pytest.mark.full
def test_a_run_speaks_alone_under_the_pointer(open_stage):
    page = open_stage(lanes="descent", step=5)
    x, y, _ = page.evaluate(HEAD, "surface")
    surface = page.locator('[data-view="surface"]')
    plotly = surface.locator(".hovertext")
    for beside in range(40, 140, 4):  # Plotly looks at what is under the pointer when it gets to it
        page.mouse.move(x - beside, y - 40)
        page.wait_for_timeout(100)
        if plotly.count():
            break
    expect(plotly).to_be_visible()
    page.mouse.move(x, y)
    surface.locator(".tip").wait_for(state="visible")
    expect(plotly.filter(visible=True)).to_have_count(0)


def test_the_key_says_what_marks_there_are(open_plain):
    page = open_plain()
    key = page.get_by_role("list", name="Marks").get_by_role("listitem")
    assert key.all_inner_texts() == ["global minimum", "saddle", "start"]
    for entry in key.all():
        assert entry.bounding_box()["height"] > 10
    assert page.evaluate(INK, ["surface", "tint"]) > 100, "the same signs are on the surface"


@pytest.mark.full
def test_the_numbers_of_two_sides_of_the_box_do_not_meet(open_stage):
    page = open_stage(lanes="descent", step=0)
    for axis in ("xaxis", "yaxis"):
        low, high, ticks = page.evaluate(
            """(axis) => {
              const { range, tickvals } = document.querySelector('[data-view="surface"] .plot').layout.scene[axis];
              return [...range, tickvals];
            }""",
            axis,
        )
        assert len(ticks) > 2
        assert min(ticks) - low > 0.09 * (high - low)
        assert high - max(ticks) > 0.09 * (high - low)
