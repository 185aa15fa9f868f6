"""The atlas in a browser: from a card to its facts, and from there into the race."""

import re

import pytest
from playwright.sync_api import expect

from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.browser.looks import LOOKS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_it_shows_every_surface(open_race, size, scheme):
    page = open_race("?surface=bowl&lane=adam&step=0", size, color_scheme=scheme)
    if size == "phone":
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Atlas").click()
    expect(page.locator(".gallery-page .gallery-card")).to_have_count(len(SURFACES), timeout=30_000)
    expect(page.locator(".stage")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size != "phone":
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        assert page.get_by_role("radio", name="Surfaces").bounding_box()["x"] < 40


def test_its_own_address_opens_it_without_a_complaint(open_page, address):
    page = open_page(f"{address}atlas?show=eggholder")
    expect(page.get_by_role("heading", name="Eggholder")).to_be_visible()
    page.get_by_role("link", name="Race", exact=True).click()
    expect(page.get_by_test_id("stage")).to_be_visible()


@pytest.mark.full
def test_on_a_phone_a_card_leads_up_to_its_title(open_page, address):
    page = open_page(f"{address}atlas", "phone")
    page.get_by_role("searchbox", name="Search surfaces").fill("beale")
    page.locator('.gallery-card[data-name="beale"]').click()
    expect(page.get_by_role("heading", name="Beale")).to_be_in_viewport(ratio=1)


def test_a_card_leads_to_its_facts_and_into_the_race(open_race):
    page = open_race("?surface=bowl&lane=adam~b1=0.8&step=0")
    page.get_by_role("link", name="Atlas").click()
    page.get_by_role("searchbox", name="Search surfaces").fill("rosen")
    page.locator('.gallery-card[data-name="rosenbrock"]').click()
    expect(page.get_by_role("heading", name="Rosenbrock")).to_be_visible()
    page.wait_for_url(re.compile("show=rosenbrock"))
    expect(page.locator(".portrait")).to_have_js_property("complete", True)
    page.get_by_text("The code that runs").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("def rosenbrock")
    page.get_by_role("button", name="Open in the race").click()
    expect(page.locator(".headline h1")).to_have_text("Rosenbrock")
    page.wait_for_url(re.compile(r"surface=rosenbrock&.*lane=adam~b1=0\.8"))
    page.go_back()
    page.wait_for_url(re.compile("atlas\\?show=rosenbrock$"))
    expect(page.get_by_role("heading", name="Rosenbrock")).to_be_visible()


@pytest.mark.full
@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_optimizer_is_pictured(open_page, address, size, scheme):
    page = open_page(f"{address}atlas?show=momentum", size, color_scheme=scheme)
    expect(page.locator(".portrait")).to_have_js_property("naturalWidth", 480, timeout=30_000)
    expect(page.get_by_text("from the ring to the disc")).to_be_visible()
    # A server that has never drawn them compiles one after the other.
    page.wait_for_function(
        """count => {
          const images = [...document.querySelectorAll(".gallery-card img")];
          return images.length === count && images.every((image) => image.naturalWidth === 240);
        }""",
        arg=len(OPTIMIZERS),
        timeout=120_000,
    )
    assert all(f"theme={scheme}" in image.get_attribute("src") for image in page.locator(".gallery-card img").all())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.full
def test_an_optimizer_is_added_to_the_race(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("link", name="Atlas").click()
    page.get_by_role("radio", name="Optimizers").click()
    page.locator('.gallery-card[data-name="lion"]').click()
    expect(page.get_by_role("heading", name="Lion")).to_be_visible()
    page.get_by_role("button", name="Add to the race").click()
    page.wait_for_url(re.compile("lane=adam&lane=lion"))


@pytest.mark.full
def test_a_gallery_that_is_left_while_it_loads_does_not_complain(open_page, address):
    page = open_page(f"{address}atlas")
    page.locator(".gallery-card").first.wait_for()
    cards = page.evaluate(
        """async () => {
          const styles = document.querySelector('link[href*="gallery.css"]').href;
          const { show } = await import(styles.replace(".css", ".js"));
          const parentElement = document.createElement("div");
          const data = { rows: "surfaces", value: "bowl", dialog: false, label: "" };
          show({ parentElement, data, setTriggerValue() {} });
          await new Promise((resolve) => setTimeout(resolve, 300));
          return parentElement.querySelectorAll(".gallery-card").length;
        }"""
    )
    assert cards == len(SURFACES)
