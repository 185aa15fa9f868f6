"""The maps page in a browser: what a hand and keys do on a field, what the address says, and what is played."""

import io
import json
import math
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from experiments import Race, run
from experiments.boundary import dimension
from tests.browser.finger import a_finger_at
from tests.browser.looks import LOOKS, ready
from tests.browser.pages.address import query
from tests.browser.pages.field import plane, question, settled, spot, stroke
from tests.sampling import sampled
from tests.wire.client import frames

pytestmark = pytest.mark.browser

SMALL = "?v=1&surface=ravine&steps=60&lane=momentum&map=learning_rate,momentum&grid=64"
#: How far whatever scrolls on the page has been scrolled.
SCROLL = "() => [...document.querySelectorAll('*')].reduce((sum, each) => sum + each.scrollTop, 0)"
BASINS = "?v=1&surface=himmelblau&steps=60&lane=sgd&lane=momentum&map=basins&grid=128"


@pytest.fixture
def open_map(open_page, address):
    """Opens the maps page, its questions kept in `page.asked`, and waits until its pictures and its run are there.

    Without Plotly, which only the small stage uses, unless that is wanted.
    """
    noted = []

    def open_map(query: str = SMALL, size: str = "laptop", *, plain: bool = True, **options) -> Page:
        page = open_page("about:blank", size, plain=plain, **options)
        page.asked = []

        def note(request) -> None:
            if "/api/" in request.url:
                page.asked.append(question(request))

        page.on("request", note)
        noted.append((page, note))
        page.goto(f"{address}maps{query}")
        settled(page)
        page.locator(f".compact{ready(plain)}").wait_for(timeout=120_000)
        return page

    yield open_map
    for page, note in noted:
        page.remove_listener("request", note)


def last(page: Page, path: str) -> dict:
    return [asked for name, asked in page.asked if name == path][-1]


def answered(page: Page, path: str, asked: dict) -> tuple[dict, dict, dict[str, np.ndarray]]:
    """The axes, the facts and the finest picture of the server's answer."""
    base = page.url.partition("maps")[0]
    (axes, facts), *bands = frames(page.request.post(f"{base}api/{path}", data=json.dumps(asked)).body())
    fine = [arrays for arrays, told in bands if told["finest"]]
    names = set(fine[0]) - {"x", "y"}
    return axes, facts, {name: np.concatenate([band[name] for band in fine]) for name in names}


def test_a_click_plays_the_very_run_of_the_pixel(open_map):
    page = open_map()
    picture = last(page, "map")
    page.mouse.click(*spot(page, 0.55, 0.3))
    page.wait_for_url(re.compile("at="))
    page.wait_for_function("document.querySelector('.compact').dataset.step > 0")
    played = Race.from_dict({key: value for key, value in last(page, "race").items() if key != "fields"})
    [alone] = run(played.specs)
    axes, _, cells = answered(page, "map", picture)
    assert cells["loss"][int(0.3 * 64), int(0.55 * 64)] == np.float32(alone.loss[-1])
    assert alone.spec.hyperparameters["learning_rate"] == axes["x"][int(0.55 * 64)]
    assert alone.spec.hyperparameters["momentum"] == axes["y"][int(0.3 * 64)]
    expect(page.locator(".compact td.sentence")).to_contain_text(alone.verdict.sentence[:20])
    with page.expect_request(re.compile("api/verdict")) as asked:
        page.mouse.move(*spot(page, 0.99, 0.3))
    _, lost = question(asked.value)
    [alone] = run([alone.spec.with_(hyperparameters=lost["at"])])
    at, limit = (alone.verdict.numbers[name] for name in ("at", "limit"))
    expect(page.locator(".field-tools .readout")).to_contain_text(f"diverged after {at:.0f} steps at a loss of")
    expect(page.locator(".field-tools .readout")).to_contain_text(f"stable up to {limit:.3g}")


@pytest.mark.full
def test_a_click_on_a_basin_plays_both_runs_from_there(open_map):
    page = open_map(BASINS)
    pictures = {asked["run"]["optimizer"]: asked for name, asked in page.asked if name == "basins"}
    page.mouse.click(*spot(page, 0.2, 0.8, "second"))
    page.wait_for_url(re.compile("at="))
    page.wait_for_function("document.querySelector('.compact').dataset.step > 0")
    race = Race.from_dict({key: value for key, value in last(page, "race").items() if key != "fields"})
    assert [spec.optimizer for spec in race.specs] == ["sgd", "momentum"]
    row, column = int(0.8 * 128), int(0.2 * 128)
    ends = []
    for spec, alone in zip(race.specs, run(race.specs), strict=True):
        axes, facts, cells = answered(page, "basins", pictures[spec.optimizer])
        assert spec.start == (axes["x"][column], axes["y"][row])
        ends.append(cells["minimum"])
        end = ends[-1][row, column]
        assert end >= 0
        assert alone.x[-1] == pytest.approx(facts["minima"][end]["x"], abs=0.2)
    share = 100 * np.mean(ends[0] != ends[1])
    expect(page.locator(".field")).to_contain_text(f"{share:.3g} % end apart")


def test_the_second_picture_may_come_before_the_first(open_page, address):
    page, held = open_page("about:blank", plain=True), []

    def hold(route) -> None:
        first = question(route.request)[1]["run"]["optimizer"] == "sgd"
        held.append(route) if first else route.continue_()

    page.route("**/api/basins?**", hold)
    page.goto(f"{address}maps{BASINS}")
    expect(page.locator('.field [data-view="second"]')).to_contain_text("% to a global minimum", timeout=60_000)
    page.mouse.move(*spot(page, 0.2, 0.8, "second"))
    expect(page.locator(".field-tools .readout")).to_contain_text("Momentum: ")
    for route in held:
        route.continue_()
    expect(page.locator('.field [data-view="difference"]')).to_contain_text("% end apart", timeout=60_000)


def test_a_rectangle_is_zoomed_into_and_back_and_forward_go_where_they_say(open_map):
    page = open_map()
    buttons = {name: page.get_by_role("button", name=name, exact=True) for name in ("Back", "Forward", "Whole")}
    for button in buttons.values():
        expect(button).to_be_disabled()
    revision = settled(page)
    stroke(page, (0.25, 0.25), (0.5, 0.75))
    revision = settled(page, revision)
    page.wait_for_url(re.compile("part="))
    x0, x1, y0, y1 = map(float, query(page)["part"][0].split(","))
    first = next(asked for name, asked in page.asked if name == "map")
    ratio = first["x"]["high"] / first["x"]["low"]
    assert x0 == pytest.approx(first["x"]["low"] * ratio**0.25, rel=0.02)
    assert x1 == pytest.approx(first["x"]["low"] * ratio**0.5, rel=0.02)
    assert (y0, y1) == pytest.approx((0.25, 0.75), abs=0.01)
    asked = last(page, "map")
    assert [asked["x"]["low"], asked["x"]["high"], asked["y"]["low"], asked["y"]["high"]] == [x0, x1, y0, y1]
    buttons["Back"].click()
    revision = settled(page, revision)
    expect(buttons["Back"]).to_be_disabled()
    page.wait_for_url(lambda url: "part=" not in url)
    buttons["Forward"].click()
    settled(page, revision)
    page.wait_for_url(re.compile("part="))
    assert query(page)["part"][0] == ",".join(repr(value).removesuffix(".0") for value in (x0, x1, y0, y1))


def test_a_copied_address_opens_the_same_picture_and_the_same_run(open_map):
    page = open_map()
    revision = settled(page)
    stroke(page, (0.5, 0.5), (0.75, 0.9))
    settled(page, revision)
    page.mouse.click(*spot(page, 0.4, 0.4))
    page.wait_for_url(re.compile("part=.*at="))
    page.get_by_role("slider", name="Step", exact=True).fill("12")
    page.wait_for_url(re.compile("step=12"))
    other = open_map("?" + urlsplit(page.url).query)
    assert last(other, "map") == last(page, "map")
    assert last(other, "race") == last(page, "race")
    expect(other.locator(".compact")).to_have_attribute("data-step", "12")
    other.wait_for_timeout(1000)  # long enough for an address of its own to be written, were it another one
    assert query(other) == query(page)
    expect(other.locator(".headline [role=status]")).to_have_count(0)


def test_everything_can_be_done_with_keys(open_map):
    page = open_map()
    revision = settled(page)
    page.get_by_role("application").first.focus()
    readout = page.locator(".field .readout")
    page.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("learning rate")
    here = readout.text_content()
    page.keyboard.press("Shift+ArrowUp")
    expect(readout).not_to_have_text(here)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("at="))
    page.keyboard.press("+")
    settled(page, revision)
    page.wait_for_url(re.compile("part="))
    at, part = (list(map(float, query(page)[key][0].split(","))) for key in ("at", "part"))
    assert part[0] < at[0] < part[1]
    assert part[2] < at[1] < part[3]


def test_a_rate_under_the_hand_redraws_the_basins_coarsely_until_it_rests(open_map):
    page = open_map(BASINS)
    revision = settled(page)
    slider = page.get_by_role("slider", name="Gradient descent: learning rate", exact=True)
    page.evaluate(
        "window.painted = []; document.querySelector('.field')"
        ".addEventListener('field:painted', event => window.painted.push(event.detail))"
    )
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    before = len(page.asked)
    page.mouse.down()
    for k in range(30):
        page.mouse.move(box["x"] + box["width"] * (0.7 + 0.008 * k), box["y"] + box["height"] / 2)
        page.wait_for_timeout(30)
    coarse = page.evaluate("window.painted.filter(each => each.moving && each.lane === 0).length")
    under_way = [asked["columns"] for name, asked in page.asked[before:] if name == "basins"]
    page.mouse.up()
    assert coarse >= 5
    assert set(under_way) == {64}
    settled(page, revision)
    page.wait_for_url(re.compile(r"lane=sgd~learning_rate="))
    rate = float(re.search(r"learning_rate=([\d.e-]+)", page.url)[1])
    asked = [asked for name, asked in page.asked if name == "basins" and asked["run"]["optimizer"] == "sgd"][-1]
    assert asked["run"]["hyperparameters"]["learning_rate"] == rate
    assert asked["columns"] == 128
    expect(page.locator(".field header").first).to_contain_text("% to a global minimum")
    for kind in ("settled elsewhere", "at a saddle", "still moving", "escaped"):
        expect(page.locator(".field-legend li").get_by_text(re.compile(f"^{kind}"))).to_be_visible()


def test_a_finger_scrolls_until_it_is_to_draw_what_is_zoomed_into(open_map):
    page = open_map(size="phone")
    scroll, revision = page.evaluate(SCROLL), settled(page)
    with a_finger_at(page, *spot(page, 0.2, 0.25)) as drag:
        drag(0, -120)
    page.wait_for_function(f"({SCROLL})() > {scroll}")
    assert settled(page) == revision, "nothing was zoomed into"
    page.get_by_role("button", name="Zoom by drawing").click()
    scroll, area = page.evaluate(SCROLL), plane(page)
    with a_finger_at(page, *spot(page, 0.25, 0.25)) as drag:
        drag(0.5 * area["width"], -0.5 * area["height"])
    settled(page, revision)
    page.wait_for_url(re.compile("part="))
    assert page.evaluate(SCROLL) == scroll
    x0, x1, y0, y1 = map(float, query(page)["part"][0].split(","))
    assert [math.log(x1 / x0), y1 - y0] == pytest.approx([0.5 * math.log(64 * 32), 0.5], rel=0.02)


@pytest.mark.full
def test_other_numbers_are_shown_in_other_colors(open_map):
    page = open_map()
    revision = settled(page)
    box, legend = page.get_by_test_id("stSidebar").get_by_label("Colour", exact=True), page.locator(".field-legend")
    _, _, cells = answered(page, "map", last(page, "map"))
    found = dimension(cells["outcome"])
    expect(legend).to_contain_text(f"boundary of dimension {found.value:.2f}")
    expect(legend).to_contain_text(f"boxes of {found.sizes[0]} to {found.sizes[-1]} cells, R² {found.fit:.4g}")
    expect(legend.locator(".dimension circle")).to_have_count(len(found.sizes))

    def choose(name: str, said: str) -> None:
        box.fill(name)
        box.press("Enter")
        expect(legend).to_contain_text(said)

    for name, said in (("Factor", "measured factor"), ("Steps", "steps to get there")):
        choose(name, said)
        revision = settled(page, revision)
    choose("Final", "final loss (log)")
    choose("Trained", "trained")
    expect(legend.locator("li")).to_have_text(["trained", "not there", "diverged"])
    for kind, patch in enumerate(legend.locator("li i").all()[:2]):
        told = patch.evaluate("patch => getComputedStyle(patch).backgroundColor")
        row, column = inside(cells["outcome"] == kind)
        assert color_at(page, *spot(page, (column + 0.5) / 64, (row + 0.5) / 64)) == told
    expect(page.get_by_test_id("stAlertContainer")).to_have_count(0)


def inside(held: np.ndarray) -> tuple[int, int]:
    """A cell that holds with all its neighbours."""
    around = [np.roll(held, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    row, column = np.argwhere(np.all(around, axis=0)[1:-1, 1:-1])[0] + 1
    return int(row), int(column)


def color_at(page: Page, x: float, y: float) -> str:
    """The colour of a pixel of the page, as CSS says it."""
    taken = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    red, green, blue = Image.open(io.BytesIO(taken)).convert("RGB").getpixel((0, 0))
    return f"rgb({red}, {green}, {blue})"


@pytest.mark.full
def test_the_digits_end_and_it_says_so(open_map):
    page = open_map(f"{SMALL}&part=0.02,0.02000000000000001,0.5,0.6")
    expect(page.locator(".headline [role=status]")).to_contain_text("The digits end here")
    page = open_map(f"{SMALL}&part=0.02,0.020000000000002,0.5,0.6")
    asked = len(page.asked)
    stroke(page, (0.4, 0.4), (0.5, 0.5))
    expect(page.locator(".field-notice")).to_contain_text("The digits end here")
    assert len([path for path, _ in page.asked[asked:] if path == "map"]) == 0


@pytest.mark.full
def test_the_start_is_dragged_on_the_small_stage_and_the_map_follows(open_map):
    page = open_map()
    revision = settled(page)
    handle = page.get_by_role("button", name="Start point").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=4)
    page.mouse.up()
    settled(page, revision)
    page.wait_for_url(re.compile("start="))
    start = [float(part) for part in query(page)["start"][0].split(",")]
    assert last(page, "map")["run"]["start"] == start


@pytest.mark.full
def test_theory_is_drawn_where_there_is_one(open_map):
    page = open_map(f"{SMALL.replace('steps=60', 'steps=400')}&color=factor")
    legend = page.locator(".field-legend")
    expect(legend).to_contain_text("edge of stability in theory")
    expect(legend).to_contain_text("Best in theory: learning rate 0.1111, momentum 0.4444")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("shown", [SMALL, BASINS], ids=["map", "basins"])
def test_the_page_fits(open_map, size, scheme, shown):
    page = open_map(shown, size, plain=shown == BASINS, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size != "phone":
        bottom = page.locator(".field .pictures").bounding_box()  # the card stands below, where one scrolls
        assert bottom["y"] + bottom["height"] <= page.viewport_size["height"] + 1
        play = page.locator(".compact .transport").bounding_box()
        assert play["y"] + play["height"] <= page.viewport_size["height"]


BAD = [
    "?map=learning_rate,nonsense&at=1,2",
    "?part=1,2,3&at=nan,1&grid=9999&tolerance=-1&color=red",
    "?surface=%3Cscript%3Ealert(1)%3C/script%3E&map=basins",
    "?v=7",
    "?" + "a" * 9000 + "=1",
]


@pytest.mark.parametrize("bad", sampled(BAD, BAD[:2]))
def test_a_bad_address_shows_a_map_and_says_what_was_wrong(open_map, bad):
    page = open_map(bad)
    expect(page.locator(".headline [role=status]")).to_contain_text("Not everything could be taken as it came")
    expect(page.get_by_test_id("stException")).to_have_count(0)
