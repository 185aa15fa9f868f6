"""The page of depth in a browser: live sliders, numbers at a layer, kinds of first weights, links, a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WHOLE = '.stage.depth[data-pending="0"]'


@pytest.fixture
def open_depth(open_page, address):
    """Opens the page with a query and waits until all of it is drawn."""

    def open_depth(query: str = "", size: str = "laptop", **options) -> Page:
        page = open_page(f"{address}depth{query}", size, plain=True, **options)
        page.locator(WHOLE).wait_for(timeout=120_000)
        return page

    return open_depth


def seen(page: Page, view: str) -> str:
    return page.evaluate("view => document.querySelector(`[data-view=${view}] canvas.paths`).toDataURL()", view)


def test_factors_layers_and_kinds_are_live_and_stand_in_the_link(open_depth):
    page = open_depth("?layers=4&width=16")
    said, gradient = page.locator(".numbers-said"), page.get_by_role("slider", name="gradient on its way back")
    expect(said).to_contain_text("the second has grown 16-fold")
    gradient.focus()
    for key in ("End", "ArrowLeft"):
        gradient.press(key)
    expect(gradient).to_have_attribute(
        "aria-valuetext", re.compile(r"^Layer 1\. first 1; second 8; first, clipped 0\.124")
    )
    before = {view: seen(page, view) for view in ("signal", "spread", "weights")}
    page.get_by_role("slider", name="Factor b", exact=True).press("End")
    expect(said).to_contain_text("the second has grown 81-fold")
    page.get_by_role("slider", name="Layers", exact=True).press("ArrowRight")
    expect(said).to_contain_text("the second has grown 243-fold")
    expect(page.locator(".networks-said")).to_contain_text("through 5 layers")
    page.get_by_role("combobox", name="Activation").select_option("relu")
    page.get_by_role("button", name="Zeros").click()
    expect(page.get_by_role("button", name="Zeros")).to_contain_text("no signal")
    page.wait_for_url(re.compile("b=3&layers=5.*activation=relu.*picked=.*zeros"))
    page.locator(WHOLE).wait_for()
    assert all(seen(page, view) != picture for view, picture in before.items())
    expect(page.locator(".notice")).to_be_hidden()
    other = open_depth("?" + page.url.split("?")[1])
    assert {view: seen(other, view) for view in before} == {view: seen(page, view) for view in before}
    page.get_by_role("button", name="Reset").click()
    page.wait_for_url(re.compile(r"depth\?v=1$"))


def test_a_phone_in_the_dark_shows_it_all_below_one_another(open_depth):
    page = open_depth("?a=0.5&b=0.9&x=1", "phone", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = [
        page.locator(f"[data-view={view}]").bounding_box()["y"] for view in ("signal", "gradient", "spread", "weights")
    ]
    assert tops == sorted(tops)
    expect(page.locator(".headline")).to_contain_text("is no part of a link")
