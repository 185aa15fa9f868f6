"""The page of networks in a browser: train, pause, scrub, another plane, the test's surface, links, all sizes."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from experiments.training import TrainSpec, load, train
from tests.browser.conftest import SIZES
from tests.browser.looks import LOOKS
from ui.network_link import CURVES, INSIDES

pytestmark = pytest.mark.browser

QUERY = "networks?v=1&hidden=6&steps=200&lane=adam&lane=sgd"
PHONE = dict(zip(("width", "height"), SIZES["phone"], strict=True))
STEP = 'input[type="range"][aria-label="Step"]'


@pytest.fixture
def open_networks(open_page, address):
    """Opens the page with a query and waits until the training is over and drawn."""

    def open_networks(query: str = QUERY, size: str = "laptop", *, plain: bool = True, **options) -> Page:
        page = open_page(address + query, size, plain=plain, **options)
        page.locator('.stage.training[data-revision]:not([data-revision="0"])').wait_for(timeout=120_000)
        expect(page.locator(".train")).to_have_text("New first weights", timeout=60_000)
        page.wait_for_function("(({ step, done }) => step === done)(document.querySelector('.training').dataset)")
        return page

    return open_networks


def seen(page: Page, view: str) -> str:
    """What a view's canvases show."""
    return page.evaluate(
        "view => [...document.querySelectorAll(`[data-view=${view}] canvas`)].map(c => c.toDataURL()).join()", view
    )


def values(choice) -> list[str]:
    """What can be chosen, by name."""
    return choice.locator("option").evaluate_all("list => list.map(each => each.value)")


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
    page.set_viewport_size(PHONE)
    before = {view: seen(page, view) for view in ("map", "boundary", "network")}
    page.locator(STEP).press("Home")
    expect(page.get_by_test_id("training")).to_have_attribute("data-step", "0")
    for view, picture in before.items():
        changed(page, view, picture)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.full
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


def test_the_surface_goes_from_training_to_test(open_networks):
    page = open_networks(QUERY + "&part=both")
    expect(page.locator(".planes")).to_contain_text("lowest in window, apart")
    expect(page.locator(".planes .note")).to_have_text("All of the network counts alike, biases too.")
    first = seen(page, "map")
    slider = page.get_by_label("From training loss to test loss")
    slider.press("End")
    changed(page, "map", first)
    last = seen(page, "map")
    page.set_viewport_size(PHONE)
    changed(page, "map", last)
    last = seen(page, "map")
    slider.press("Home")
    changed(page, "map", last)
    last = seen(page, "map")
    page.get_by_role("combobox", name="Plane").press("ArrowDown")
    expect(page.locator('[data-view="map"] h3')).to_have_text("Plane: random, filter-normalized")
    changed(page, "map", last)
    page.get_by_label("Surface of").select_option("aside")
    expect(page.locator('[data-view="aside"]')).to_be_visible()
    expect(page.locator('[data-view="surface"]')).to_be_hidden()
    changed(page, "aside", "")
    assert seen(page, "aside") != seen(page, "map")


@pytest.mark.full
def test_every_curve_and_every_view_of_the_network_is_drawn(open_networks):
    page = open_networks(QUERY.replace("200", "300"))
    expect(page.locator(".learning .small")).to_have_text("300 of 300 steps; one in 2 is kept, 257 of each run at most")
    choice = page.locator('[data-view="upper"]').get_by_label("Curve")
    assert values(choice) == [*CURVES]
    for name in CURVES[1:]:
        before = seen(page, "upper")
        choice.select_option(name)
        changed(page, "upper", before)
    page.wait_for_url(re.compile("upper=sharpness"))
    expect(page.locator('[data-view="upper"] .lines')).to_contain_text(re.compile(r"at \d+ of 151"), timeout=30_000)
    inside = page.locator(".inside:not([hidden]) select.heading")
    assert values(inside) == [*INSIDES]
    for name in INSIDES[1:]:
        inside.select_option(name)
        changed(page, name, "")
    before = seen(page, "line")
    page.get_by_label("To", exact=True).select_option("1,-1")
    changed(page, "line", before)
    expect(page.locator('[data-view="line"]')).to_contain_text("apart")


@pytest.mark.full
def test_a_plane_moves_with_the_training_and_goes_through_solutions(open_networks):
    page = open_networks()
    page.get_by_label("Move with the training").check()
    page.locator(STEP).fill("40")
    expect(page.get_by_role("region", name="Slice", exact=True)).to_contain_text("Adam is 0 off it", timeout=20_000)
    page.get_by_role("combobox", name="Plane").select_option("weights")
    page.get_by_label("Weight 2, by its number").fill("7")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("plane.pair=0,7"))
    expect(page.locator('[data-view="map"] h3')).to_have_text("Plane: two weights")
    page.get_by_label("Weight 2, by its number").fill("99")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("plane.pair=0,24"))
    expect(page.locator(".planes .note")).to_have_text("Weights are counted from 0 to 24; 0 and 24 are taken.")
    page = open_networks(QUERY + "&plane=weights&plane.pair=400,401")
    expect(page.get_by_label("Weight 1, by its number")).to_have_value("24")
    expect(page.get_by_label("Weight 2, by its number")).to_have_value("23")
    expect(page.locator(".planes .note")).to_contain_text("24 and 23 are taken")


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_twins_play_in_step(open_page, address, size):
    page = open_page(address + QUERY + "&twin=batch_norm", size, plain=True)
    stages = page.get_by_test_id("training")
    for i in (0, 1):
        expect(stages.nth(i)).to_have_attribute("data-done", "200", timeout=120_000)
        expect(stages.nth(i)).to_have_attribute("data-step", "200", timeout=60_000)
    page.locator(STEP).first.fill("50")
    for i in (0, 1):
        expect(stages.nth(i)).to_have_attribute("data-step", "50")
    page.get_by_role("button", name="Step back").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    for i in (0, 1):
        expect(stages.nth(i)).to_have_attribute("data-step", "10")
    captions = page.locator("h2 .caption").all_inner_texts()
    assert len(set(captions)) == 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.full
def test_the_weights_can_be_taken_home(open_networks, tmp_path):
    page = open_networks("networks?v=1&hidden=4&steps=40&lane=adam&lane=sgd&selected=1")
    page.locator(STEP).fill("30")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the weights").click()
    taken.value.save_as(tmp_path / "taken.safetensors")
    found = load(tmp_path / "taken.safetensors")
    [made] = train([TrainSpec(optimizer="sgd", hidden=(4,), steps=40)])
    np.testing.assert_allclose(found.params[0]["weight"], made.params(30)[0]["weight"], rtol=1e-5)


def test_a_visitor_s_own_table_is_learnt(open_networks):
    page = open_networks()
    points = [(x / 10, y / 10) for x in range(-6, 7, 2) for y in range(-6, 7, 2)]
    rows = [f"{x},{y},{'in' if x * x + y * y < 0.2 else 'out'}" for x, y in points]
    page.get_by_text("Your own table").click()
    upload = page.locator('input[type="file"]')
    upload.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,=2\n"})
    expect(page.get_by_text("The file has 1 row of data")).to_be_visible()
    upload.set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": "\n".join(["u,v,kind", *rows]).encode()}
    )
    expect(page.get_by_text("Your own table is learnt")).to_be_visible()
    expect(page.locator(".train")).to_have_text("New first weights", timeout=60_000)
    assert "table" not in page.url


def test_a_link_brings_back_the_study_and_its_plane(open_networks):
    page = open_networks(QUERY + "&data=circles&plane=hessian")
    page.wait_for_url(re.compile("plane=hessian"))
    other = open_networks("networks?" + page.url.split("?")[1])
    assert seen(other, "boundary") == seen(page, "boundary")
    expect(other.locator('[data-view="map"] h3')).to_have_text("Plane: sharpest directions")


def test_training_is_paused_goes_on_and_is_stopped(open_page, address):
    page = open_page(address + "networks?v=1&hidden=64-64&steps=20000&lane=adam", "laptop", plain=True)
    button = page.locator(".train")
    expect(button).to_have_text("Pause", timeout=60_000)
    page.wait_for_function("document.querySelector('.stage.training').dataset.done > 0", timeout=60_000)
    button.click()
    expect(button).to_have_text("Continue", timeout=20_000)
    done = int(page.get_by_test_id("training").get_attribute("data-done"))
    assert 0 < done < 20000
    button.click()
    page.wait_for_function(f"document.querySelector('.stage.training').dataset.done > {done}", timeout=60_000)
    stop = page.get_by_role("button", name="Stop", exact=True)
    stop.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Train", timeout=20_000)
    expect(button).to_be_focused()
    expect(stop).to_be_hidden()
    training, rest = page.get_by_test_id("training"), page.locator(".learning .small")
    done = int(training.get_attribute("data-done"))
    expect(rest).to_have_text(f"Stopped after {done:,} of 20,000 steps; “Train” begins anew.")
    page.wait_for_function("fetch('api/health').then(got => got.json()).then(({ training }) => training === 0)")
    assert training.get_attribute("data-done") == str(done)
    button.click()
    page.wait_for_function(f"document.querySelector('.stage.training').dataset.done < {done}", timeout=60_000)
    stop.click()
    expect(button).to_have_text("Train", timeout=20_000)


@pytest.mark.full
def test_other_first_weights_are_trained_at_once(open_networks):
    page = open_networks()
    picture = seen(page, "network")
    page.locator(".train").click()
    page.wait_for_url(re.compile("seed=1"))
    changed(page, "network", picture)


@pytest.mark.full
def test_what_has_no_picture_leaves_its_place(open_networks):
    page = open_networks("networks?v=1&data=iris&hidden=4&steps=50&lane=adam")
    expect(page.locator('[data-view="boundary"]')).to_be_hidden()
    expect(page.locator('[data-view="network"]')).to_be_visible()
