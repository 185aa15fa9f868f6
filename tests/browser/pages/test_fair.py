"""The fair race in a browser: a small race from the button to the winners on the stage, stopping, all sizes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LOOKS

pytestmark = pytest.mark.browser

SMALL = "fair?v=1&surface=bowl&steps=20&budget=4&starts=3&optimizers=sgd,adam"


def go(page):
    return page.get_by_role("button", name="Run", exact=True)


def see_the_figure(page):
    """Waits for the race, and for Plotly, which a browser loads with its first figure."""
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_small_race_is_run_and_shown(open_page, address, size, scheme):
    page = open_page(address + SMALL, size, color_scheme=scheme)
    go(page).click()
    see_the_figure(page)
    expect(page.locator(".js-plotly-plot .legendtext")).to_have_text(["Gradient descent", "Adam"])
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_test_id("protocol")).to_contain_text("4 settings of each")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.full
def test_the_winners_are_opened_on_the_stage(open_page, address):
    page = open_page(address + SMALL)
    go(page).click()
    page.get_by_role("button", name="Open the winners in the race").click()
    expect(page.get_by_test_id("stage")).to_have_attribute("data-pending", "0", timeout=60_000)
    page.wait_for_url(re.compile(r"/\?v=1&surface=bowl&.*lane=sgd~learning_rate=[\d.]+&lane=adam~"))
    expect(page.locator(".headline [role=status]")).to_have_count(0)


def test_a_race_is_stopped_and_another_can_be_run(open_page, address):
    page = open_page(f"{address}fair?surface=bowl&steps=400&budget=900&starts=60&optimizers=sgd,adam,newton,bfgs")
    go(page).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".headline [role=status]")).to_have_text("Stopped.")
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    page.goto(address + SMALL)
    go(page).click()
    see_the_figure(page)


@pytest.mark.full
def test_what_is_changed_stands_in_the_address_and_the_keyboard_is_enough(open_page, address):
    page = open_page(address + SMALL)
    starts = page.get_by_test_id("stSidebar").get_by_label("Starts", exact=True)
    starts.fill("5")
    starts.press("Enter")
    page.wait_for_url(re.compile("starts=5"))
    go(page).focus()
    page.keyboard.press("Enter")
    see_the_figure(page)
    expect(page.get_by_test_id("protocol")).to_contain_text("5 starts drawn evenly")
    with page.expect_download() as download:
        page.get_by_role("button", name="Runs as CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("# Bowl")
    assert len(text.splitlines()) == 3 + 2 * 5


def test_a_bad_address_shows_a_page_and_one_line(open_page, address):
    page = open_page(f"{address}fair?optimizers=%3Cscript%3E&budget=1e9&surface=nowhere")
    expect(page.locator(".headline [role=status]")).to_contain_text("Not everything could be taken as it came")
    expect(go(page)).to_be_visible()


@pytest.mark.full
def test_it_is_reached_from_the_race_and_takes_its_optimizers_along(open_race):
    page = open_race("?surface=bowl&lane=lion&lane=adam&step=0")
    page.get_by_role("link", name="Fair race").click()
    expect(go(page)).to_be_visible()
    page.wait_for_url(re.compile("fair.*surface=bowl.*optimizers=lion"))
    page.get_by_role("link", name="Race", exact=True).click()
    expect(page.get_by_test_id("stage")).to_be_visible()
    expect(page.locator(".headline [role=status]")).to_have_count(0)
