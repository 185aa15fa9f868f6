"""The page of networks in a browser: train, pause, scrub, another plane, the test's surface, links, all sizes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import LOOKS

pytestmark = pytest.mark.browser

QUERY = "networks?v=1&hidden=6&steps=200&lane=adam&lane=sgd"
STEP = 'input[type="range"][aria-label="Step"]'


@pytest.fixture
def open_networks(open_page, address):
    """Opens the page with a query and waits until the training is over and drawn."""

    def open_networks(query: str = QUERY, size: str = "laptop", *, plain: bool = True, **options) -> Page:
        page = open_page(address + query, size, plain=plain, **options)
        page.locator('.stage.training[data-revision]:not([data-revision="0"])').wait_for(timeout=120_000)
        expect(page.locator(".train")).to_have_text("New first weights", timeout=60_000)
        return page

    return open_networks


def seen(page: Page, view: str) -> str:
    """What a view's canvases show."""
    return page.evaluate(
        "view => [...document.querySelectorAll(`[data-view=${view}] canvas`)].map(c => c.toDataURL()).join()", view
    )


def changed(page: Page, view: str, before: str) -> None:
    page.wait_for_function(
        "([view, before]) => [...document.querySelectorAll(`[data-view=${view}] canvas`)]"
        ".map(c => c.toDataURL()).join() !== before",
        arg=[view, before],
        timeout=30_000,
    )


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_it_trains_without_a_complaint_and_fits(open_networks, size, scheme):
    page = open_networks(QUERY, size, plain=False, color_scheme=scheme)
    expect(page.locator('.stage.training[data-ready="plotly"]')).to_have_count(1, timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size != "phone":
        box = page.locator(".hero").bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"]
    expect(page.get_by_test_id("training")).to_have_attribute("data-step", "200")
    expect(page.locator(".planes")).to_contain_text("of the variance")
    expect(page.locator(".notice")).to_be_hidden()


def test_one_timeline_moves_plane_outputs_and_weights(open_networks):
    page = open_networks()
    before = {view: seen(page, view) for view in ("map", "boundary", "network")}
    page.locator(STEP).fill("20")
    expect(page.get_by_test_id("training")).to_have_attribute("data-step", "20")
    for view, picture in before.items():
        changed(page, view, picture)
    page.keyboard.press("End")
    expect(page.get_by_test_id("training")).to_have_attribute("data-step", "200")


def test_another_plane_another_surface_another_centre(open_networks):
    page = open_networks()
    heading = page.locator('[data-view="map"] h3')
    expect(heading).to_have_text("Plane: main directions of the path")
    page.get_by_role("combobox", name="Plane").select_option("filter_normalized")
    expect(heading).to_have_text("Plane: random, filter-normalized")
    page.wait_for_url(re.compile("plane=filter_normalized"))
    picture = seen(page, "map")
    page.get_by_role("button", name="Other directions").click()
    changed(page, "map", picture)
    picture = seen(page, "map")
    page.get_by_label("Surface of").select_option("test")
    changed(page, "map", picture)
    page.wait_for_url(re.compile("part=test"))
    page.locator(STEP).fill("0")
    page.get_by_role("button", name="Centre on this step").click()
    expect(page.get_by_role("button", name="Centre on the end")).to_be_visible()
    expect(page.get_by_role("region", name="Slice", exact=True)).to_contain_text("Adam is 0 off it")


def test_a_link_brings_back_the_study_and_its_plane(open_networks):
    page = open_networks(QUERY + "&data=circles&plane=hessian")
    page.wait_for_url(re.compile("plane=hessian"))
    other = open_networks("networks?" + page.url.split("?")[1])
    assert seen(other, "boundary") == seen(page, "boundary")
    expect(other.locator('[data-view="map"] h3')).to_have_text("Plane: sharpest directions")


def test_training_is_paused_and_goes_on(open_page, address):
    page = open_page(address + "networks?v=1&hidden=64-64&steps=20000&lane=adam", "laptop", plain=True)
    button = page.locator(".train")
    expect(button).to_have_text("Pause", timeout=60_000)
    page.wait_for_function("document.querySelector('.stage.training').dataset.done > 0", timeout=60_000)
    button.click()
    expect(button).to_have_text("Continue")
    done = int(page.get_by_test_id("training").get_attribute("data-done"))
    assert 0 < done < 20000
    button.click()
    page.wait_for_function(f"document.querySelector('.stage.training').dataset.done > {done}", timeout=60_000)
    button.click()
    expect(button).to_have_text("Continue")


def test_other_first_weights_are_trained_at_once(open_networks):
    page = open_networks()
    picture = seen(page, "network")
    page.locator(".train").click()
    page.wait_for_url(re.compile("seed=1"))
    changed(page, "network", picture)


def test_what_has_no_picture_leaves_its_place(open_networks):
    page = open_networks("networks?v=1&data=iris&hidden=4&steps=50&lane=adam")
    expect(page.locator('[data-view="boundary"]')).to_be_hidden()
    expect(page.locator('[data-view="network"]')).to_be_visible()
