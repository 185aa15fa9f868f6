"""One timeline: playing, pausing, stepping to and fro, and the keyboard."""

import pytest

pytestmark = pytest.mark.browser

PICTURE = (
    """() => [...document.querySelectorAll("canvas.paths, canvas.heads")].map((canvas) => canvas.toDataURL()).join()"""
)


def step(page):
    return int(page.get_by_test_id("stage").get_attribute("data-step"))


def test_it_plays_and_pauses(open_plain):
    page = open_plain()
    assert step(page) == 0
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("Number(document.querySelector('.stage').dataset.step) > 5")
    page.get_by_role("button", name="Pause").click()
    at = step(page)
    page.wait_for_timeout(200)
    assert step(page) == at
    assert page.get_by_role("button", name="Play").is_visible()


def test_it_plays_once_by_itself(open_plain):
    page = open_plain(autoplay=1, steps=40)
    page.wait_for_selector('.stage[data-step="40"]')
    page.get_by_role("button", name="Play", exact=True).wait_for()


def test_who_wants_no_motion_gets_none(double, open_page):
    page = open_page(f"{double.address}?autoplay=1", plain=True, reduced_motion="reduce")
    page.wait_for_selector('.stage[data-ready="plain"]')
    page.wait_for_timeout(300)
    assert step(page) == 0


@pytest.mark.full
def test_200_steps_last_about_six_seconds(open_plain):
    page = open_plain()
    seconds = page.evaluate("""async () => (await import("./stage/timeline.js")).pace(200)""")
    assert 200 / seconds == pytest.approx(6)


def test_a_step_back_goes_back(open_plain):
    page = open_plain(step=20)
    before = page.evaluate(PICTURE)
    page.get_by_role("button", name="Step forward").click()
    assert step(page) == 21
    assert page.evaluate(PICTURE) != before
    page.get_by_role("button", name="Step back").click()
    assert step(page) == 20
    assert page.evaluate(PICTURE) == before


def test_the_slider_scrubs(open_plain):
    page = open_plain()
    page.get_by_role("slider", name="Step", exact=True).fill("123")
    assert step(page) == 123
    page.get_by_role("slider", name="Step", exact=True).fill("7")
    assert step(page) == 7


def test_the_keyboard(open_plain):
    page = open_plain()
    page.get_by_test_id("stage").focus()
    for key, expected in [("ArrowRight", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("End", 200), ("Home", 0)]:
        page.keyboard.press(key)
        assert step(page) == expected, key
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play", exact=True).wait_for()


def test_keys_follow_a_click_on_a_picture(open_stage):
    page = open_stage()
    page.locator('[data-view="loss"] .plot').click(position={"x": 60, "y": 60})
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('.stage[data-step="1"]')


def test_it_loops_and_changes_speed(open_plain):
    page = open_plain(steps=20)
    page.evaluate(
        """() => {
          const stage = document.querySelector(".stage");
          window.steps = [];
          new MutationObserver(() => window.steps.push(Number(stage.dataset.step)))
            .observe(stage, { attributeFilter: ["data-step"] });
        }"""
    )
    page.get_by_role("combobox", name="Speed").select_option("8")
    page.get_by_role("button", name="Loop").click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("window.steps.some((step, i) => step < window.steps[i - 1])")
    assert max(page.evaluate("window.steps")) > 10
    page.get_by_role("button", name="Pause").click()


def test_the_standings_follow(open_plain):
    page = open_plain(step=0)
    values = page.locator(".legend .value")
    first = values.all_inner_texts()
    page.keyboard.press("Tab")
    page.get_by_role("slider", name="Step", exact=True).fill("200")
    assert values.all_inner_texts() != first
    assert sorted(page.locator(".legend .rank").all_inner_texts()) == ["1", "2", "3"]
    page.locator(".legend [aria-live]").filter(has_text="1. ").wait_for(state="attached")
