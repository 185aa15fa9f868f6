"""The gallery of surfaces and optimizers in a browser: searched, picked from, closed, and cut off from the wire."""

import re
from contextlib import suppress
from urllib.parse import unquote

import pytest
from playwright.sync_api import Error, expect

from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.browser.pages.address import query

pytestmark = pytest.mark.browser


def test_a_key_that_is_quicker_than_the_cards_is_not_lost(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("button", name="Browse surfaces").focus()
    page.evaluate("""() => {
      const press = (target, key) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      document.activeElement.click();
      const search = document.querySelector(".gallery-search");
      search.value = "egghold";
      press(search, "Enter");
    }""")
    expect(page.locator(".headline h1")).to_have_text("Eggholder")


def test_the_gallery_is_searched_and_picked_from_with_the_keyboard_alone(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("button", name="Browse surfaces").focus()
    page.keyboard.press("Enter")
    gallery = page.get_by_role("dialog", name="Browse surfaces")
    cards = gallery.locator(".gallery-card:visible")
    expect(cards).to_have_count(len(SURFACES))
    page.keyboard.type("egghold")
    expect(cards).to_have_count(1)
    page.keyboard.press("Enter")
    expect(gallery).to_be_hidden()
    page.wait_for_url(re.compile("surface=eggholder"))
    expect(page.locator(".headline h1")).to_have_text("Eggholder")


def expected(surface: str):
    """Whether an answer is to a page that told which surface may be chosen next."""
    return lambda answer: "/api/expect?" in answer.url and f'"surface":"{surface}"}}' in unquote(answer.url)


@pytest.mark.full
def test_a_surface_that_is_looked_at_is_expected(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("button", name="Browse surfaces").click()
    with page.expect_response(expected("griewank")) as heard:
        page.keyboard.type("griew")
    assert heard.value.status == 200
    with page.expect_response(expected("beale")):
        page.get_by_role("searchbox", name="Search surfaces").fill("")
        page.locator(".gallery-card[data-name=beale]").hover()


def test_a_race_on_another_surface_plays_when_its_lanes_are_there(open_race):
    page = open_race("?surface=bowl&lane=ademamix&lane=yogi&lane=adan&step=40", plain=False)
    page.get_by_role("button", name="Browse surfaces").click()
    page.get_by_role("searchbox", name="Search surfaces").fill("Shubert")
    page.keyboard.press("Enter")  # on which no other test runs these: the answer begins without a lane
    expect(page.locator(".headline h1")).to_have_text("Shubert")
    expect(page.locator(".stage")).to_have_attribute("data-pending", "0", timeout=30_000)
    page.wait_for_timeout(500)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


@pytest.mark.full
def test_the_gallery_closes_without_a_choice(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("button", name="Browse optimizers").click()
    gallery = page.get_by_role("dialog", name="Browse optimizers")
    expect(gallery.locator(".gallery-card:visible")).to_have_count(len(OPTIMIZERS))
    expect(gallery.locator(".gallery-card[data-name=adam] img")).to_have_js_property("naturalWidth", 240)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(gallery.locator(".gallery-card:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(gallery).to_be_hidden()
    assert query(page)["lane"] == ["adam"]


@pytest.mark.full
def test_a_closed_gallery_stops_loading_and_an_open_one_goes_on(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    held = []
    page.route("**/api/picture/**", lambda route: held.append(route))
    page.get_by_role("button", name="Browse surfaces").click()
    gallery = page.get_by_role("dialog", name="Browse surfaces")
    expect(gallery.locator(".gallery-card img[src]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(gallery.locator("img[src]")).to_have_count(0)
    page.unroute("**/api/picture/**")
    for route in held:
        with suppress(Error):  # the browser has given it up
            route.continue_()
    page.get_by_role("button", name="Browse surfaces").click()
    # A server that has never drawn them draws one after the other.
    expect(gallery.locator(".gallery-card img[src]")).to_have_count(len(SURFACES), timeout=60_000)


@pytest.mark.full
def test_the_gallery_says_so_where_the_wire_cannot_be_reached(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0", quiet=False)
    page.route("**/api/surfaces", lambda route: route.abort())
    page.get_by_role("button", name="Browse surfaces").click()
    expect(page.get_by_text("Choose by name from the list beside it.")).to_be_visible()
