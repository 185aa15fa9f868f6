"""The page of learning rates in a browser: a fan and its results follow the hand, and the address says it all."""

import math
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import LOOKS, ready

pytestmark = pytest.mark.browser

QUERY = "rates?v=1&surface=ravine&steps=80&lane=sgd&lane=momentum&fan=learning_rate,0.002,0.1,6&step=0"

#: Notes where on the page the line lies that each word was last painted beside, four pixels to the left.
LISTEN = """() => {
  window.words = {};
  const paint = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (word, x, y) {
    window.words[word] = this.canvas.getBoundingClientRect().left + x + 4;
    paint.call(this, word, x, y);
  };
}"""


@pytest.fixture
def open_rates(open_page, address):
    """Opens the page with a query and waits until fan and results are drawn; without Plotly unless that is wanted."""

    def open_rates(query: str = QUERY, size: str = "laptop", *, plain: bool = True, **options) -> Page:
        page = open_page(address + query, size, plain=plain, **options)
        page.locator(f".stage{ready(plain)}").wait_for(timeout=120_000)
        page.locator('[data-view="response"][data-revision]').wait_for(timeout=60_000)
        return page

    return open_rates


def revision(page) -> int:
    return int(page.locator('[data-view="response"]').get_attribute("data-revision"))


def dragged(page, handle, dx, dy=0.0):
    """Drags a handle and lets go; gives how often results were drawn before that."""
    before, box = revision(page), handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, 21):
        page.mouse.move(x + dx * i / 20, y + dy * i / 20)
        page.wait_for_timeout(30)
    drawn = revision(page) - before
    page.mouse.up()
    return drawn


def across(page, rate):
    """Where a rate lies on the page from left to right, by where the fan's ends lie."""
    ends = []
    for name in ("Fan from", "Fan to"):
        grip = page.get_by_role("slider", name=name)
        box = grip.bounding_box()
        ends.append((math.log(float(grip.get_attribute("aria-valuenow"))), box["x"] + box["width"] / 2))
    (low, left), (high, right) = ends
    return left + (right - left) * (math.log(rate) - low) / (high - low)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_it_opens_without_a_complaint_and_fits(open_rates, size, scheme):
    page = open_rates("rates", size, plain=False, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size != "phone":
        box = page.locator(".hero").bounding_box()
        assert box["y"] + box["height"] <= page.viewport_size["height"]
    page.locator(".findings").scroll_into_view_if_needed()
    expect(page.locator(".findings li")).to_have_count(3)
    expect(page.locator(".findings li").first).to_contain_text("Diverges from")
    expect(page.locator(".bands li b")).to_have_text(["too small", "good", "diverged"])


def test_whatever_is_dragged_draws_fan_and_results_anew_with_the_limits_at_both_ends(open_rates):
    page = open_rates("rates?v=1&surface=rosenbrock&steps=80&lane=momentum&fan=learning_rate,0.00001,0.003,6&step=0")
    sentence = page.locator(".findings li").first.inner_text()
    page.evaluate(LISTEN)
    assert dragged(page, page.get_by_role("button", name="Start point"), 60, 90) >= 3
    page.wait_for_url(re.compile("start="))
    assert page.locator(".findings li").first.inner_text() != sentence
    assert dragged(page, page.get_by_role("slider", name="b", exact=True), 40) >= 3
    page.wait_for_url(re.compile(r"surface\.b="))
    assert dragged(page, page.get_by_role("slider", name="Momentum", exact=True), -40) >= 3
    page.wait_for_url(re.compile(r"momentum=0\.[1-8]"))
    told = re.search(
        r"above (\S+) at the start, .* and above (\S+) at the minimum", page.locator(".findings").inner_text()
    )
    drawn = page.evaluate("words")
    for place, rate in zip(("start", "minimum"), map(float, told.groups()), strict=True):
        assert drawn[f"limit at the {place}"] == pytest.approx(across(page, rate), abs=1)
    page.get_by_role("button", name="Enlarge Result").click()
    expect(page.locator(".hero .view:visible")).to_have_attribute("data-view", "response")
    page.wait_for_url(re.compile("enlarged=response"))


def test_the_chosen_rate_is_a_handle_on_the_curve(open_rates):
    page = open_rates()
    grip = page.get_by_role("slider", name="Chosen run")
    value = float(grip.get_attribute("aria-valuenow"))
    dragged(page, grip, 40)
    page.wait_for_url(re.compile("learning_rate="))
    moved = float(grip.get_attribute("aria-valuenow"))
    assert moved > 1.2 * value
    expect(page.get_by_test_id("stNumberInputField").nth(4)).not_to_have_value(str(value))
    grip.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"Number(document.querySelector('.grip.chosen').getAttribute('aria-valuenow')) < {moved}")
    page.get_by_role("slider", name="Learning rate, point 4 of 8").press("PageDown")
    page.wait_for_url(re.compile("lane=sgd[^&]*drawn"))
    assert page.url.count("drawn") == 1, "the schedule is drawn for the chosen run alone"


@pytest.mark.full
def test_a_knob_of_the_surface_is_fanned_out(open_rates):
    page = open_rates(QUERY.replace("learning_rate,0.002,0.1,6", "surface.condition_number,2,400,6"))
    expect(page.get_by_text("Each run is on a surface of its own")).to_be_visible()
    before = page.evaluate("document.querySelector('[data-view=map] canvas.paths').toDataURL()")
    page.get_by_role("slider", name="Chosen run").focus()
    page.keyboard.press("PageUp")
    page.wait_for_url(re.compile(r"surface\.condition_number=\d+.*fan=surface\.condition_number,2\.0,400\.0,6"))
    page.wait_for_function(f"document.querySelector('[data-view=map] canvas.paths').toDataURL() !== {before!r}")
    page.get_by_role("slider", name="Fan to").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile(r"fan=surface\.condition_number,2\.0,[123]\d\d\.?\d*,6"))


@pytest.mark.full
def test_the_ends_of_the_fan_are_moved_with_the_keyboard(open_rates):
    page = open_rates()
    page.get_by_role("slider", name="Fan to").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile(r"fan=learning_rate,0\.002,0\.0[1-9]\d*,6"))
    page.get_by_role("slider", name="Fan from").focus()
    page.keyboard.press("PageUp")
    page.wait_for_url(re.compile(r"fan=learning_rate,0\.00[3-9]\d*,0\.0\d+,6"))


@pytest.mark.full
def test_a_copied_address_opens_the_same_in_another_browser(open_rates):
    page = open_rates()
    page.get_by_role("slider", name="Fan to").focus()
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile(r"fan=learning_rate,0\.002,0\.0[1-9]\d*,6"))
    query = page.url.partition("/rates?")[2]
    other = open_rates(f"rates?{query}")
    for name in ("Fan from", "Fan to", "Chosen run"):
        here = page.get_by_role("slider", name=name).get_attribute("aria-valuenow")
        assert other.get_by_role("slider", name=name).get_attribute("aria-valuenow") == here
    assert other.locator(".findings").inner_text() == page.locator(".findings").inner_text()


@pytest.mark.full
def test_the_sharpness_follows_the_timeline(open_rates):
    page = open_rates("rates?v=1&surface=ravine&steps=60&lane=adam&step=0")
    said = page.locator('[data-view="sharpness"] .what')
    expect(said).to_contain_text("limit")
    before = said.inner_text()
    page.get_by_role("slider", name="Step", exact=True).fill("50")
    expect(said).not_to_have_text(before)
    expect(page.locator('[data-view="sharpness"] .key')).to_have_text("condition number 25")


def test_a_hostile_address_opens_the_page_with_a_word(open_rates):
    page = open_rates("rates?v=1&surface=nowhere&lane=sgd~learning_rate=1e400&fan=<script>,1,2,3")
    expect(page.locator(".headline")).to_contain_text("Not everything could be taken")


@pytest.mark.full
def test_the_way_to_the_race_and_back(open_rates):
    page = open_rates()
    page.get_by_role("link", name="Race", exact=True).click()
    expect(page.locator(f".stage:not(.fan){ready(plain=True)}")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Learning rates").click()
    expect(page.locator(f".stage.fan{ready(plain=True)}")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("slider", name="Fan to")).to_have_attribute("aria-valuenow", "0.1")


PAINTED = """() => Object.fromEntries([...document.querySelectorAll('.stage .view:not([hidden])')]
  .filter((view) => view.querySelector("canvas.paths")?.width)
  .map((view) => [view.dataset.view, view.querySelector("canvas.paths").toDataURL()]))"""


@pytest.mark.full
def test_a_crowd_takes_turns_under_the_hand_and_is_whole_at_rest(open_rates):
    crowd = QUERY.replace("steps=80", "steps=300").replace(",6&", ",64&")
    page = open_rates(crowd)
    before = page.evaluate(PAINTED)
    assert {"map", "loss"} < before.keys()
    handle = page.get_by_role("button", name="Start point").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.evaluate("""() => document.addEventListener("stage:painted", () => window.painted ??= true)""")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    page.mouse.move(x + 40, y + 30)
    page.wait_for_function("window.painted")
    assert page.evaluate(PAINTED)["map"] != before["map"]
    page.mouse.up()
    page.wait_for_url(re.compile("start="))
    page.locator('.stage[data-pending="0"]').wait_for()
    page.wait_for_timeout(1000)
    after = page.evaluate(PAINTED)
    again = open_rates(f"rates?{urlsplit(page.url).query}&step=0").evaluate(PAINTED)
    assert {name for name in after if after[name] != again[name]} == set()
