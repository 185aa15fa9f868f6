"""The race page in a browser: links, undo of what was done on the stage, bad addresses, all sizes."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from experiments.presets import PRESETS
from experiments.protocol import line
from experiments.race import Race
from tests.browser.looks import LOOKS
from tests.browser.pages.address import query
from tests.sampling import sampled
from ui.link import encode

pytestmark = pytest.mark.browser

STEP = 'input[type="range"][aria-label="Step"]'


def field(page: Page, label: str):
    """An input of the sidebar."""
    return page.get_by_test_id("stSidebar").get_by_label(label, exact=True)


def type_in(page: Page, label: str, value: str) -> None:
    field(page, label).fill(value)
    field(page, label).press("Enter")


#: Puts Streamlit's sign of a script that runs, or of a server that is gone, where Streamlit has it.
SIGN = """(sign) => {
  const widget = `<div data-testid="stStatusWidget"><div data-testid="${sign}">Sign</div></div>`;
  document.querySelector('[data-testid="stToolbar"]').insertAdjacentHTML("beforeend", widget);
}"""
#: The map's window and the eye of the surface's camera, as Plotly has them.
SEEN = """() => {
  const plot = (view) => document.querySelector(`[data-view="${view}"] .plot`);
  const [map, surface] = ["map", "surface"].map((view) => plot(view)._fullLayout);
  const { eye } = surface.scene._scene.getCamera();
  return [[...map.xaxis.range, ...map.yaxis.range], [eye.x, eye.y, eye.z]];
}"""


def dragged(page: Page, selector: str, dx: float, dy: float) -> None:
    """Pulls a picture from beside its middle, where nothing lies that would be taken hold of."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=8)
    page.mouse.up()


TURNED = """() => {
    const { scene } = document.querySelector('[data-view="surface"] .plot')._fullLayout;
    return Array.from(scene._scene.glplot.cameraParams.view);
}"""


def test_a_copied_address_opens_the_same_in_another_browser(open_race):
    page = open_race(
        "?surface=ravine&surface.condition_number=60&angle=20&lane=adam~b1=0.8&lane=sgd~clip_norm=1&step=0",
        plain=False,
    )
    type_in(page, "Noise", "0.25")
    page.wait_for_url(re.compile("noise=0.25"))
    page.get_by_role("slider", name="Step", exact=True).fill("37")
    page.wait_for_url(re.compile("step=37"))
    dragged(page, '[data-view="map"] .plot', 50, 30)
    page.wait_for_url(re.compile("window="))
    dragged(page, '[data-view="surface"] .plot', 70, 160)
    page.wait_for_url(re.compile("camera="))
    page.get_by_role("combobox", name="Coordinate").select_option("y")
    page.wait_for_url(re.compile("coordinate=1"))
    other = open_race("?" + urlsplit(page.url).query, plain=False)
    expect(other.get_by_test_id("stage")).to_have_attribute("data-step", "37")
    for label in ("Condition number", "Noise", "b1", "Steps"):
        assert field(other, label).input_value() == field(page, label).input_value(), label
    other.wait_for_timeout(1000)  # long enough for an address of its own to be written, were it another one
    assert query(other) == query(page)
    for mine, theirs in zip(page.evaluate(SEEN), other.evaluate(SEEN), strict=True):
        assert theirs == pytest.approx(mine, abs=2e-3)
    assert page.evaluate(TURNED)[10] > 0.99  # straight from above, where the eye alone tells of no direction
    assert other.evaluate(TURNED) == pytest.approx(page.evaluate(TURNED), abs=0.02)
    expect(other.locator(".headline [role=status]")).to_have_count(0)


TREATED = {
    "shared": {
        "surface": "ravine",
        "surface_knobs": {"condition_number": 61.25},
        "frame_angle": 20,
        "frame_dx": 0.5,
        "steps": 120,
        "seed": 3,
        "boxed": 1,
    },
    "lanes": [
        {"optimizer": "adam", "noise": 0.25, "start": [1, 0.5], "changes": [[30, {"learning_rate": 0.0125}]]},
        {"optimizer": "sgd", "clip_norm": 1.5, "clip_value": 0.5, "weight_decay": 0.001, "difference": 0.015625},
        {"optimizer": "momentum", "schedule": "step", "schedule_knobs": {"every": 0.375}},
    ],
}


@pytest.mark.parametrize("race", [PRESETS["first_race"].race, Race.from_dict(TREATED)], ids=["plain", "treated"])
def test_the_line_below_a_race_is_the_protocol_of_its_runs(open_race, race):
    page = open_race(f"?{encode(race)}&step=0")
    expect(page.locator(".protocol")).to_have_text(line(race.specs))


def test_what_the_hand_does_on_the_stage_can_be_undone_in_the_sidebar(open_race):
    page = open_race("?surface=himmelblau&start=0.2,-4&lane=sgd&lane=adam&step=0")
    handle = page.get_by_role("button", name="Start point").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=8)
    page.mouse.up()
    expect(field(page, "x")).not_to_have_value("0.2")
    moved = field(page, "x").input_value()
    page.wait_for_url(re.compile(r"start=(?!0\.2,-4)"))
    page.get_by_role("button", name="Undo").click()
    expect(field(page, "x")).to_have_value("0.2")
    page.wait_for_url(re.compile(r"start=0\.2,-4"))
    page.get_by_role("button", name="Redo").click()
    expect(field(page, "x")).to_have_value(moved)


def test_a_run_of_many_variables_is_seen_through_a_slice(open_race):
    page = open_race("?v=1&surface=rosenbrock_3d&steps=100&lane=bfgs&step=0")
    told = page.get_by_role("region", name="Slice", exact=True)
    expect(page.locator('[data-view="map"] h3')).to_have_text("Slice z = 1")
    expect(told).to_contain_text("BFGS is 0 off it.")
    expect(told).to_contain_text(
        "the contours there are not the run's own losses, and a hollow or a wall in the slice need"
    )
    page.get_by_role("slider", name="Step", exact=True).fill("45")
    expect(told).to_contain_text(re.compile(r"BFGS is 0\.\d+ off it\. Its loss is \d\.\d+, that of the slice \d+\.\d"))
    expect(page.get_by_text("Turn and shift")).to_have_count(0)
    type_in(page, "x", "-1")
    page.wait_for_url(re.compile(r"start=-1,0\.6"))
    expect(page.get_by_role("region", name="Results")).to_contain_text("Reached the global minimum")
    expect(page.locator(".headline [role=status]")).to_have_count(0)


@pytest.mark.full
def test_schedules_are_compared_and_one_of_them_is_drawn_anew(open_race):
    page = open_race("?v=1&surface=bowl&lane=sgd&step=0")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("Learning-rate schedules").click()
    page.wait_for_url(re.compile("lane=sgd&lane=sgd~schedule=step&.*lane=sgd~schedule=warm_restarts"))
    expect(page.locator('[data-view="rate"] h3')).to_have_text("Learning rate")
    page.get_by_role("region", name="Standings").get_by_role("button", name="cosine", exact=False).nth(0).click()
    page.get_by_role("slider", name="Learning rate, point 4 of 8").press("PageDown")
    page.wait_for_url(re.compile(r"lane=sgd~schedule=drawn~schedule\.height_2="))
    expect(page.locator(".st-key-lane")).to_contain_text("Gradient descent, drawn")
    other = open_race("?" + urlsplit(page.url).query)
    other.wait_for_timeout(1000)  # long enough for an address of its own to be written, were it another one
    assert query(other)["lane"] == query(page)["lane"]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile("lane=sgd~schedule=cosine"))


@pytest.mark.full
def test_a_rate_is_changed_again_and_again_and_taken_back(open_race):
    page = open_race("?v=1&surface=himmelblau&start=0.2,-4&lane=sgd&lane=sgd~learning_rate=0.001&step=0&selected=0")
    rate = field(page, "Learning rate")
    slider = page.get_by_test_id("stage").get_by_role("slider", name="Learning rate")
    first = page.locator(".st-key-lane").get_by_role("radio", name="Lane 1")
    shown = [rate.input_value()]
    for key in ("End", "Home"):
        slider.press(key)
        expect(rate).not_to_have_value(shown[-1])
        expect(first).to_be_checked()
        shown.append(rate.input_value())
    page.get_by_role("button", name="Undo").click()
    expect(rate).to_have_value(shown[1])
    for typed in ("0.004", "0.005"):
        type_in(page, "Learning rate", typed)
        page.wait_for_url(re.compile(rf"lane=sgd~learning_rate={typed}&lane=sgd~learning_rate=0\.001"))
        expect(first).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(rate).to_have_value("0.004")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("5 learning rates").click()
    expect(page.locator(".st-key-lane").get_by_role("radio")).to_have_count(5)
    expect(first).to_be_checked()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.full
def test_a_lane_is_chosen_on_the_stage_and_in_the_sidebar_alike(open_race):
    page = open_race("?surface=bowl&lane=sgd&lane=adam&lane=lion&step=0")
    sidebar, standings = page.locator(".st-key-lane"), page.get_by_role("region", name="Standings")
    standings.get_by_role("button", name="Lion").click()
    expect(sidebar.get_by_role("radio", name="Lane 3")).to_be_checked()
    expect(field(page, "Optimizer")).to_have_value("Lion")
    sidebar.get_by_text("Adam").click(force=True)
    expect(standings.get_by_role("button", name="Adam")).to_have_attribute("aria-pressed", "true")
    expect(standings.get_by_role("button", name="Lion")).to_have_attribute("aria-pressed", "false")
    page.wait_for_url(re.compile("selected=1"))
    page.get_by_role("button", name="Remove").click()
    expect(standings.get_by_role("button", name="Adam")).to_have_count(0)
    expect(sidebar.get_by_role("radio", name="Lane 2")).to_be_checked()
    expect(standings.get_by_role("button", name="Lion")).to_have_attribute("aria-pressed", "true")


@pytest.mark.full
def test_a_long_number_is_shown_short_and_kept_whole(open_race):
    page = open_race("?surface=bowl&start=-1.4142135623730951,1&lane=sgd&step=0")
    expect(field(page, "x")).to_have_value("-1.41421")
    field(page, "x").press("Tab")
    type_in(page, "y", "0.5")
    page.wait_for_url(re.compile(r"start=-1\.4142135623730951,0\.5"))


@pytest.mark.full
def test_curvature_is_shown_all_over_the_map(open_race):
    page = open_race("?surface=himmelblau&lane=sgd~learning_rate=0.02&step=20")
    canvas = "document.querySelector('[data-view=map] canvas.tint').getContext('2d')"
    ink = f"[...{canvas}.getImageData(0, 0, 900, 900).data].some(Boolean)"
    assert not page.evaluate(ink)
    page.get_by_text("Arrows", exact=True).click()
    page.get_by_label("Curvature everywhere").check()
    steps = r"tinted in steps: largest eigenvalue above (\d+), (\d+), (\d+)"
    said = re.compile(f"^hatched: curves down; {steps}; beyond the line: sharper than the limit, 100$")
    expect(page.locator(".key")).to_have_text(said)
    first, second, third = map(int, said.match(page.locator(".key").inner_text()).groups())
    assert first < second < third
    assert second / first == pytest.approx(third / second, rel=0.1), "even in ratio, but for two digits"
    assert page.evaluate(ink)
    page.wait_for_url(re.compile("arrows=regions"))
    page.get_by_label("Curvature everywhere").uncheck()
    expect(page.locator(".key")).to_be_hidden()
    assert not page.evaluate(ink)


BAD = [
    "?surface=%3Cscript%3Ealert(1)%3C/script%3E",
    "?start=9e99,x&step=99999&camera=0,0,0&selected=77",
    "?" + "a" * 9000 + "=1",
    "?v=7",
    "?lane=adam~b1=nan~~=~&lane=&steps=1e9&window=,,,",
]


@pytest.mark.parametrize("bad", sampled(BAD, BAD[:3]))
def test_a_bad_address_shows_a_race_and_says_what_was_wrong(open_race, bad):
    page = open_race(bad)
    expect(page.locator(".headline [role=status]")).to_contain_text("Not everything could be taken as it came")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_page_fits(open_race, size, scheme):
    page = open_race(
        "?surface=himmelblau&start=0.2,-4&lane=sgd&lane=adam&step=0", size, plain=False, color_scheme=scheme
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size != "phone":
        bottom = page.get_by_role("button", name="Play", exact=True).bounding_box()
        assert bottom["y"] + bottom["height"] <= page.viewport_size["height"]
        expect(page.get_by_test_id("stSidebar")).to_be_visible()


def test_on_a_phone_the_controls_wait_aside(open_race):
    page = open_race("?surface=himmelblau&lane=sgd&step=0", "phone")
    for sign, count in (("stStatusWidgetRunningIcon", 0), ("stConnectionStatus", 1)):
        page.evaluate(SIGN, sign)
        expect(page.get_by_test_id(sign).filter(visible=True)).to_have_count(count)
    expect(field(page, "Steps")).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Atlas")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Browse surfaces")).to_be_in_viewport()


@pytest.mark.full
def test_on_a_phone_the_controls_go_aside_after_a_choice(open_race):
    page = open_race("?surface=himmelblau&lane=sgd&step=0", "phone")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Browse surfaces").click()
    page.locator(".gallery-card[data-name=beale]").click()
    expect(page.locator(".headline h1")).to_have_text("Beale")
    expect(page.get_by_role("button", name="Browse surfaces")).not_to_be_in_viewport()


def test_a_preset_is_seen_whole_with_what_to_watch(open_race):
    page = open_race("?surface=himmelblau&lane=sgd&step=0")
    page.mouse.move(800, 600)
    page.mouse.wheel(0, 400)
    expect(page.locator(".headline")).not_to_be_in_viewport()
    longest = max(PRESETS.values(), key=lambda preset: len(preset.title + preset.watch))
    field(page, "Preset").fill(longest.title)
    field(page, "Preset").press("Enter")
    expect(page.locator(".headline h1")).to_have_text(longest.title)
    expect(page.locator(".headline")).to_be_in_viewport(ratio=1)
    expect(page.locator(".hero")).to_be_in_viewport(ratio=1)


@pytest.mark.full
def test_the_script_is_offered(open_race):
    page = open_race("?surface=bowl&lane=adam&step=0")
    page.get_by_role("button", name="Python").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("from experiments import RunSpec, run")
