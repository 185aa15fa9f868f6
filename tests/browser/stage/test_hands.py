"""What the visitor moves: the start, the rates, the surface. The runs follow, and what was set up stays."""

import json

import pytest

from tests.browser.finger import a_finger_at

pytestmark = pytest.mark.browser

PATHS = """() => document.querySelector('[data-view="map"] canvas.paths').toDataURL()"""
WATCH = """() => {
  window.painted = [];
  document.addEventListener("stage:painted", ({ detail }) => window.painted.push(detail));
}"""


def edits(page):
    return [value for name, value in page.evaluate("harness.triggers") if name == "edit"]


def start_handle(page):
    box = page.get_by_role("button", name="Start point").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pull(page, x, y, dx, dy):
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def test_only_dragging_the_start_is_told_and_moves_the_runs_alone(open_stage):
    page = open_stage(step=60)
    page.evaluate(WATCH)
    plane = page.locator('[data-view="map"] .plane').bounding_box()
    page.mouse.move(plane["x"] + 200, plane["y"] + 200)
    page.mouse.wheel(0, -300)
    surface = page.locator('[data-view="surface"] .plane').bounding_box()
    pull(page, surface["x"] + surface["width"] / 2, surface["y"] + surface["height"] / 2, 60, 10)
    page.wait_for_function("location.search.includes('camera=') && location.search.includes('window=')")
    zoomed = page.evaluate("new URLSearchParams(location.search).get('window')")
    pull(page, plane["x"] + 90, plane["y"] + 90, 25, 15)
    page.get_by_role("slider", name="Step", exact=True).fill("61")
    page.wait_for_function("(before) => new URLSearchParams(location.search).get('window') !== before", arg=zoomed)
    page.wait_for_function("location.search.includes('step=61')")
    page.wait_for_timeout(400)
    assert page.evaluate("harness.triggers") == [], "Python need not know of zoom, pan, orbit and time"
    look = """() => {
      const { xaxis, yaxis } = document.querySelector('[data-view="map"] .plot')._fullLayout;
      const { scene } = document.querySelector('[data-view="surface"] .plot')._fullLayout;
      return [...xaxis.range, ...yaxis.range, ...Object.values(scene._scene.getCamera().eye)];
    }"""
    before, paths = page.evaluate(look), page.evaluate(PATHS)
    x, y = start_handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=5)
    page.wait_for_function("window.painted.length > 0")
    during = page.evaluate(PATHS)
    assert during != paths, "the runs follow while the start is dragged"
    assert edits(page) == [], "nothing is reported before the hand lets go"
    page.mouse.up()
    page.wait_for_timeout(400)
    (edit,) = edits(page)
    assert edit["id"] == 1
    assert edit["race"]["shared"]["start"] != [-0.5, -0.8]
    assert page.evaluate(look) == pytest.approx(before)
    assert int(page.get_by_test_id("stage").get_attribute("data-revision")) > 1
    assert int(page.get_by_test_id("stage").get_attribute("data-step")) == 61
    assert len(page.evaluate("harness.triggers")) == 1


def test_a_click_or_a_tap_puts_the_start_there(open_plain):
    for size in ("laptop", "phone"):
        page = open_plain(size)
        plane = page.locator('[data-view="map"] .plane').bounding_box()
        x, y = plane["x"] + 200, plane["y"] + 90
        if size == "phone":
            page.touchscreen.tap(x, y)
        else:
            page.mouse.click(x, y)
        page.wait_for_function("harness.edits().length === 1")
        assert start_handle(page) == pytest.approx((x, y), abs=1)


def test_a_finger_drags_the_start_and_not_the_page(open_plain):
    page = open_plain("phone")
    paths, (x, y) = page.evaluate(PATHS), start_handle(page)
    page.evaluate(WATCH)
    with a_finger_at(page, x, y) as drag:
        drag(50, -60)
        page.wait_for_function("window.painted.length > 0")
        assert page.evaluate(PATHS) != paths, "the runs follow the finger"
        assert edits(page) == []
    page.wait_for_function("harness.edits().length === 1")
    assert start_handle(page) == pytest.approx((x + 50, y - 60), abs=1)
    assert page.evaluate("scrollY") == 0


def test_the_arrow_keys_move_the_start(open_plain):
    page = open_plain()
    page.get_by_role("button", name="Start point").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_function("harness.edits().length === 2")
    x, y = edits(page)[-1]["race"]["shared"]["start"]
    assert x > -0.5
    assert y - -0.8 > 5 * (x - -0.5)
    assert page.get_by_test_id("stage").get_attribute("data-step") == "0"


def test_the_newest_question_wins(open_plain, double):
    page = open_plain()
    page.evaluate(WATCH)
    double.state.asked.clear()
    double.state.delay = 0.15
    x, y = start_handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, 21):
        page.mouse.move(x + 3 * i, y)
        page.wait_for_timeout(10)
    page.mouse.up()
    last = edits(page)[-1]["race"]["shared"]["start"]
    page.wait_for_function(
        f"JSON.stringify(window.painted.at(-1)?.start) === '{json.dumps(last, separators=(',', ':'))}'"
    )
    painted = page.evaluate("window.painted.map(({ start }) => start[0])")
    assert painted == sorted(painted), "no older answer is painted after a newer one"
    assert len(double.asked("race")) < 8, "while one question is in flight, only the newest waits"
    assert len(painted) == len(double.asked("race"))


def test_the_learning_rate_of_all_runs_by_a_factor(open_plain):
    page = open_plain(lanes="descent:0.01,adam:0.2")
    slider = page.get_by_role("slider", name="Learning rate")
    assert slider.get_attribute("aria-valuetext") == "1 ×"
    paths, box = page.evaluate(PATHS), slider.bounding_box()
    page.evaluate(WATCH)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2, steps=3)
    page.wait_for_function("window.painted.length > 0")
    assert page.evaluate(PATHS) != paths, "the runs follow while the rate is dragged"
    assert edits(page) == []
    page.mouse.up()
    page.wait_for_function("harness.edits().length === 1")
    slow, fast = (lane["hyperparameters"]["learning_rate"] for lane in edits(page)[0]["race"]["lanes"])
    assert slow < 0.01
    assert fast == pytest.approx(20 * slow, rel=1e-2)


def test_the_learning_rates_are_multiplied_by_what_is_typed(open_plain):
    page = open_plain(lanes="descent:0.01,adam:0.2")
    page.get_by_role("textbox", name="Learning rate, exact value").fill("2")
    page.keyboard.press("Enter")
    page.wait_for_function("harness.edits().length === 1")
    rates = [lane["hyperparameters"]["learning_rate"] for lane in edits(page)[0]["race"]["lanes"]]
    assert rates == [0.02, 0.4]


@pytest.mark.full
def test_the_settings_of_the_selected_run(open_plain):
    page = open_plain(step=200)
    paths = page.evaluate(PATHS)
    page.get_by_role("button", name="Adam").click()
    assert page.get_by_role("slider", name="Learning rate").get_attribute("aria-valuetext") == "0.2"
    page.get_by_role("slider", name="b1").focus()
    page.keyboard.press("Home")
    page.wait_for_function("harness.edits().length === 1")
    assert edits(page)[0]["race"]["lanes"][2]["hyperparameters"]["b1"] == 0
    page.wait_for_function(f"({PATHS})() !== {json.dumps(paths)}")


@pytest.mark.full
def test_a_number_out_of_range_is_refused_with_a_sentence(open_plain):
    page = open_plain()
    page.get_by_role("button", name="Adam").click()
    page.get_by_role("textbox", name="b1, exact value").fill("7")
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").filter(has_text="b1 is a number from 0 to 0.999.").is_visible()
    assert edits(page) == []


def test_a_change_in_mid_run(open_plain):
    page = open_plain(step=50)
    page.get_by_role("button", name="Adam").click()
    page.get_by_label("From this step on").check()
    page.get_by_role("textbox", name="Learning rate, exact value").fill("1")
    page.keyboard.press("Enter")
    page.wait_for_function("harness.edits().length === 1")
    lane = edits(page)[0]["race"]["lanes"][2]
    assert lane["changes"] == [[50, {"learning_rate": 1}]]
    assert "hyperparameters" not in lane
    assert page.get_by_test_id("stage").get_attribute("data-step") == "50"
    page.locator(".track .mark").click()
    page.wait_for_function("harness.edits().length === 2")
    assert edits(page)[1]["race"]["lanes"][2]["changes"] == []
    assert page.locator(".track .mark").count() == 0


def test_a_knob_of_the_surface_moves_the_terrain(open_plain, double):
    page = open_plain()
    heading = page.locator('[data-view="loss"] h3')
    assert heading.inner_text() == "Loss − minimum"
    double.state.asked.clear()
    page.get_by_role("slider", name="Tilt").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("harness.edits().length === 1")
    page.wait_for_timeout(600)
    columns = [question["columns"] for question in double.asked("terrain")]
    assert min(columns) < 61 < max(columns), "coarse while it moves, fine when it rests"
    assert double.asked("terrain")[-1]["surface_knobs"]["tilt"] > 0
    assert heading.inner_text() == "Loss, symmetric log"


@pytest.mark.full
def test_a_slider_stays_under_the_hand(open_plain, double):
    page = open_plain()
    page.get_by_role("button", name="Adam").click()
    double.state.delay = 0.1
    for name in ("Learning rate", "Tilt"):
        slider = page.get_by_role("slider", name=name)
        box = slider.bounding_box()
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.2, y, steps=5)
        page.wait_for_timeout(150)
        page.mouse.move(box["x"] + box["width"] * 0.8, y, steps=5)
        before = slider.input_value()
        page.wait_for_timeout(400)
        assert slider.input_value() == before, "an older answer does not pull the slider back"
        assert int(before) > 700
        page.mouse.up()
    assert len(edits(page)) == 2


@pytest.mark.full
def test_until_it_is_acknowledged_the_stages_own_race_counts(open_plain):
    page = open_plain()
    page.get_by_role("textbox", name="Start x").fill("1.5")
    page.keyboard.press("Enter")
    page.wait_for_function("harness.edits().length === 1")
    own = start_handle(page)
    page.evaluate("harness.update({ link: 'v=1&other=1' })")
    assert start_handle(page) == pytest.approx(own, abs=0.5)
    page.evaluate("harness.update({ acknowledged: 1 })")
    page.wait_for_function("document.querySelector('.handle').title.includes('(−0.5')")


def test_the_address_says_what_is_seen(open_plain):
    page = open_plain()
    page.get_by_role("slider", name="Step", exact=True).fill("42")
    page.get_by_role("button", name="Adam").click()
    page.get_by_role("button", name="Hide what is to come").click()
    page.wait_for_function("location.search.includes('step=42')")
    assert page.evaluate("location.search") == "?v=1&surface=himmelblau&step=42&hide=1&selected=2"


@pytest.mark.full
def test_a_selection_is_told_and_heard_without_an_echo(open_plain):
    page = open_plain()
    told = "harness.triggers.filter(([name]) => name === 'select').map(([, { lane }]) => lane)"
    hear = "(selected) => harness.update({ view: { ...harness.component.data.view, selected } })"
    pressed = page.locator(".legend [aria-pressed='true'] .label")
    page.get_by_role("button", name="Adam").click()
    page.get_by_role("button", name="Momentum").first.click()
    assert page.evaluate(told) == [2, 1]
    page.evaluate(hear, 2)
    assert pressed.inner_text() == "Momentum", "an answer to what has since been replaced changes nothing"
    page.evaluate(hear, 1)
    assert pressed.inner_text() == "Momentum"
    page.evaluate(hear, 0)
    assert pressed.inner_text() == "Gradient descent"
    page.get_by_role("button", name="Gradient descent").first.click()
    assert pressed.count() == 0
    assert page.evaluate(told) == [2, 1, None], "what Python said is not told back"


@pytest.mark.full
def test_the_factor_keeps_the_proportions_of_the_rates(open_plain):
    page = open_plain(lanes="descent:0.01,descent:0.1")
    page.get_by_role("slider", name="Learning rate").focus()
    rates = []
    for key in ("End", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        page.wait_for_function(f"harness.edits().length === {len(rates) + 1}")
        lanes = edits(page)[-1]["race"]["lanes"]
        rates.append([lane["hyperparameters"]["learning_rate"] for lane in lanes])
    assert rates[0] == rates[3] == [0.1, 1], "the end is where the first run meets its limit"
    assert rates[2] == [0.0001, 0.001]
    for slow, fast in rates:
        assert fast == pytest.approx(10 * slow, rel=1e-3)
    page.keyboard.press("Tab")
    assert page.get_by_role("slider", name="Learning rate").get_attribute("aria-valuetext") == "1 ×"
    field = page.get_by_role("textbox", name="Learning rate, exact value")
    field.fill("5")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="Learning rate is a number from 0.01 to 1.").wait_for()
    assert len(edits(page)) == 4
