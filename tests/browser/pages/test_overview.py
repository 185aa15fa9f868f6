"""The overview in a browser: sixteen runs in step, from the keyboard as well, and from each of them into the race."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import LOOKS, ready
from tests.browser.pages.address import query

pytestmark = pytest.mark.browser

PICTURES = """() => [...document.querySelectorAll(".cell")].map((cell) =>
  [...cell.querySelectorAll("canvas.paths, canvas.heads")].map((canvas) => canvas.toDataURL()).join())"""


@pytest.fixture
def open_overview(open_page, address):
    def open_overview(query: str = "?step=20", size: str = "laptop", **options) -> Page:
        page = open_page(f"{address}overview{query}", size, **options)
        page.locator('.multiples[data-ready="canvas"][data-pending="0"]').wait_for(timeout=120_000)
        return page

    return open_overview


def step(page: Page) -> int:
    return int(page.get_by_test_id("multiples").get_attribute("data-step"))


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_it_opens_whole_and_fits(open_overview, size, scheme):
    page = open_overview(size=size, color_scheme=scheme)
    expect(page.locator(".cell")).to_have_count(16)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size == "phone":
        widths = {round(cell.bounding_box()["width"]) for cell in page.locator(".cell").all()}
        assert max(widths) - min(widths) <= 1
        assert min(widths) > 150
        for standing in page.locator(".standing").all():
            assert standing.evaluate("(it) => it.scrollHeight <= it.clientHeight"), standing.inner_text()
    else:
        transport = page.get_by_role("group", name="Playback").bounding_box()
        assert transport["y"] + transport["height"] <= page.viewport_size["height"]


def test_all_maps_go_on_together(open_overview):
    page = open_overview()
    before = page.evaluate(PICTURES)
    page.get_by_role("button", name="Step forward").click()
    assert step(page) == 21
    after = page.evaluate(PICTURES)
    assert [i for i in range(16) if before[i] == after[i]] == []
    page.get_by_role("button", name="Step back").click()
    assert page.evaluate(PICTURES) == before


@pytest.mark.full
def test_the_numbers_are_the_wires_at_the_step_that_is_shown(open_overview):
    page = open_overview()
    question = {
        "shared": {"surface": "himmelblau"},
        "lanes": [{"optimizer": name} for name in ("sgd", "momentum", "rmsprop", "adam")],
        "fields": ["gap"],
    }
    gaps = page.evaluate(
        """async (question) => {
          const { frames, decode, chunksOf } = await import(`${location.origin}/assets/dev/safetensors.js`);
          const answer = await fetch("api/race", { method: "POST", body: JSON.stringify(question) });
          for await (const frame of frames(chunksOf(answer.body))) {
            const { arrays } = decode(frame);
            return [0, 1, 2, 3].map((i) => [...arrays[`${i}.gap`].data]);
          }
        }""",
        json.loads(json.dumps(question)),
    )
    for at in (0, 37, 200):
        page.get_by_role("slider", name="Step", exact=True).fill(str(at))
        told = page.locator('.cell[aria-label*="Himmelblau"] .value').all_inner_texts()
        for text, gap in zip(told, gaps, strict=True):
            mantissa, _, power = text.partition("×10")
            digits = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
            assert float(mantissa) * 10 ** int(digits or 0) == pytest.approx(gap[at], rel=0.05)


def test_it_plays_once_by_itself_and_by_the_keyboard(open_overview):
    page = open_overview("?steps=30")
    page.wait_for_selector('.multiples[data-step="30"]')
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert "" not in page.locator(".cell .word").all_inner_texts()
    page.get_by_test_id("multiples").focus()
    for key, expected in [("ArrowLeft", 29), ("Shift+ArrowLeft", 19), ("Home", 0), ("ArrowRight", 1), ("End", 30)]:
        page.keyboard.press(key)
        assert step(page) == expected, key
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_selector('.multiples[data-step="30"]')


@pytest.mark.full
def test_who_wants_no_motion_gets_the_end(open_overview):
    page = open_overview("?steps=40", reduced_motion="reduce")
    expect(page.get_by_test_id("multiples")).to_have_attribute("data-step", "40")


@pytest.mark.full
def test_a_verdict_is_read_by_pointer_and_by_focus(open_overview):
    page = open_overview()
    said = page.locator(".said")
    page.locator(".cell").nth(3).hover()
    expect(said).to_contain_text("Adam on Ravine: ")
    page.locator(".cell").nth(4).focus()
    expect(said).to_contain_text("Gradient descent on Rosenbrock: ")


def test_a_map_leads_into_its_race_and_back(open_overview):
    page = open_overview()
    page.get_by_role("link", name="Momentum on Saddle: open the race").focus()
    page.keyboard.press("Enter")
    page.locator(f".stage{ready(plain=False)}").wait_for(timeout=120_000)
    assert urlsplit(page.url).path == "/"
    page.wait_for_url(re.compile("surface=saddle.*lane=sgd&lane=momentum&lane=rmsprop&lane=adam"))
    expect(page.locator(".headline [role=status]")).to_have_count(0)
    expect(page.locator(".st-key-lane").get_by_role("radio", name="Lane 2")).to_be_checked()
    page.get_by_role("link", name="Overview").click()
    page.locator('.multiples[data-ready="canvas"]').wait_for()
    page.wait_for_url(re.compile("/overview.*surfaces=ravine,rosenbrock,himmelblau,saddle"))
    expect(page.locator(".headline [role=status]")).to_have_count(0)


@pytest.mark.full
def test_the_link_of_a_map_opens_the_same_race(open_overview, open_page):
    page = open_overview()
    href = page.locator(".cell").nth(9).get_attribute("href")
    other = open_page(href)
    other.wait_for_url(re.compile("surface=himmelblau.*lane=sgd&lane=momentum&lane=rmsprop&lane=adam"))
    expect(other.get_by_test_id("stage")).to_have_attribute("data-pending", "0", timeout=120_000)
    expect(other.locator(".headline [role=status]")).to_have_count(0)


@pytest.mark.full
def test_what_is_picked_is_shown_and_stands_in_the_address(open_overview, open_page):
    page = open_overview()
    box = page.get_by_test_id("stSidebar").get_by_label("Row 1", exact=True)
    box.fill("Bowl")
    box.press("Enter")
    page.wait_for_url(re.compile("surfaces=bowl,rosenbrock,himmelblau,saddle"))
    page.locator('.multiples[data-pending="0"]').wait_for(timeout=120_000)
    page.get_by_role("slider", name="Step", exact=True).fill("12")
    page.wait_for_url(re.compile("step=12"))
    other = open_page(page.url)
    other.locator('.multiples[data-ready="canvas"]').wait_for(timeout=120_000)
    expect(other.get_by_test_id("multiples")).to_have_attribute("data-step", "12")
    assert other.locator(".cell .value").all_inner_texts() == page.locator(".cell .value").all_inner_texts()
    other.wait_for_timeout(1000)  # long enough for an address of its own to be written, were it another one
    assert query(other) == query(page)


def test_a_bad_address_says_in_one_line_what_was_ignored(open_overview):
    page = open_overview("?surfaces=beal,%3Cscript%3E&optimizers=nonsense&steps=1e999&lane=7&step=3")
    expect(page.locator(".headline [role=status]")).to_contain_text("Not everything could be taken as it came.")
    expect(page.locator(".cell")).to_have_count(16)


@pytest.mark.full
def test_without_the_wire_the_page_brings_the_answers(open_page, address):
    page = open_page("about:blank", quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{address}overview?step=5")
    page.locator('.multiples[data-ready="canvas"]').wait_for(timeout=120_000)
    assert "" not in page.locator(".cell .value").all_inner_texts()


@pytest.mark.full
def test_what_went_wrong_is_said(open_page, address):
    page = open_page("about:blank", quiet=False)
    refusal = {"status": 400, "content_type": "application/json", "body": '{"error": "There is no such surface."}'}
    page.route("**/api/race**", lambda route: route.fulfill(**refusal))
    page.goto(f"{address}overview")
    expect(page.get_by_role("alert")).to_have_text("There is no such surface.")
