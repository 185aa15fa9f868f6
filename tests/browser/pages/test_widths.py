"""The page of widths in a browser: points that come, what is said of them, one that is opened; a stop."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

QUERY = "widths?v=1&steps=60&restarts=16&widest=4"


def over(page, count: int) -> None:
    """Waits until so many restarts are over."""
    page.wait_for_function(f"document.querySelector('.stage.widths')?.dataset.over >= {count}", timeout=120_000)


def test_restarts_are_read_kept_and_opened(open_page, address):
    page = open_page(address + QUERY, "laptop")
    over(page, 48)
    box = page.locator(".hero").bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    expect(page.locator(".seen")).to_contain_text("From width 1 to 4 the median training loss")
    expect(page.locator(".found tbody tr")).to_have_count(3)
    page.get_by_label("Whose loss is shown").select_option("test")
    page.wait_for_url(re.compile("part=test"))
    expect(page.locator(".seen")).to_contain_text("the median test loss")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0].startswith("width,weights,seed,diverged,train_loss")
    assert len(lines) == 1 + 48
    page.locator('[data-view="strip"] .plane').focus()
    for key in ("ArrowRight", "ArrowRight", "Home"):
        page.keyboard.press(key)
    said = page.locator(".met").inner_text()
    seed, loss = re.search(r"Width 2, seed (\d+): training loss ([\d.]+)", said).groups()
    lowest = min(float(line.split(",")[5]) for line in lines[1:] if line.startswith("2,"))
    assert f"test loss {lowest:.4f} " in said
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"networks\?.*seed={seed}"))
    expect(page.locator(".planes")).to_contain_text(loss[:4], timeout=60_000)
    expect(page.get_by_role("spinbutton", name="Width")).to_have_value("2")


def test_it_is_stopped_and_goes_on(open_page, address):
    page = open_page(f"{address}widths?v=1&steps=2000&restarts=256&widest=4&part=both", "phone")
    over(page, 4)
    button = page.locator(".train")
    button.click()
    expect(button).to_have_text("Continue")
    expect(page.locator(".headline")).to_contain_text("“part” cannot be “both”")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    count = int(page.get_by_test_id("widths").get_attribute("data-over"))
    button.click()
    over(page, count + 4)
    button.click()
    expect(button).to_have_text("Continue")
