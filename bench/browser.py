"""In a real browser: from opening the page, and from a move of the hand, to the runs; and how smoothly they play."""

from __future__ import annotations

import math
from statistics import median

from playwright.sync_api import Browser, Page, ViewportSize

from bench.report import machine, write
from bench.serving import browser, served
from docs.sections import table

DRAGGED = (
    "?v=1&surface=himmelblau&start=0.2,-4&steps=300&lane=sgd&lane=momentum&lane=nesterov&lane=rmsprop&lane=adam"
    "&lane=lion&step=0"
)
PLAYED = (
    "?v=1&surface=himmelblau&start=0.2,-4&steps=1000&lane=sgd&lane=momentum&lane=nesterov&lane=rmsprop&lane=adam"
    "&lane=lion&lane=adagrad&lane=nadam&step=0"
)
#: How many times the hand moves, and how long it waits between two moves, in milliseconds.
MOVES, PAUSE = 120, 60
#: How long a race is watched, in seconds.
WATCHED = 8
#: How often the page is opened.
VISITS = 5
SIZE: ViewportSize = {"width": 1440, "height": 900}

WATCH = """() => {
    window.moves = []; window.painted = []; window.frames = 0;
    addEventListener("pointermove", event => window.moves.push(event.timeStamp), { capture: true });
    addEventListener("stage:painted", event => event.detail.whole && window.painted.push(event.detail));
    const count = () => { window.frames++; requestAnimationFrame(count); };
    requestAnimationFrame(count);
}"""


def first_paint(started: Browser, address: str) -> float:
    """Milliseconds from opening the page to the first picture of its runs, for a browser that has never been there."""
    page = started.new_page(viewport=SIZE)
    page.add_init_script("addEventListener('stage:painted', event => window.first ??= event.detail.painted)")
    page.goto(address)
    first = page.wait_for_function("window.first", timeout=60_000).json_value()
    page.close()
    return float(first)


def _opened(started: Browser, address: str, race: str) -> Page:
    """The page of a race, whole, at rest and watched."""
    page = started.new_page(viewport=SIZE)
    page.goto(address + race)
    page.locator('.stage[data-ready="plotly"][data-pending="0"]').wait_for(timeout=180_000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    return page


def drag(page: Page) -> list[float]:
    """Milliseconds from each move of the hand to the picture of that very start, where it was painted at all."""
    box = page.get_by_role("button", name="Start point").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(MOVES):
        angle = 2 * math.pi * k / MOVES
        page.mouse.move(x + 60 * math.sin(angle), y - 60 * (1 - math.cos(angle)))
        page.wait_for_timeout(PAUSE)
    page.mouse.up()
    moves, painted = page.evaluate("[window.moves, window.painted]")
    answered = {max(move for move in moves if move <= each["asked"]): each["painted"] for each in painted}
    return sorted(when - move for move, when in answered.items())


def play(page: Page) -> tuple[float, float]:
    """Frames a second while a race plays, and milliseconds of JavaScript in each."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def now() -> tuple[float, float, float]:
        found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return page.evaluate("window.frames"), found["Timestamp"], found["ScriptDuration"]

    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(500)
    before = now()
    page.wait_for_timeout(1000 * WATCHED)
    frames, seconds, script = (after - start for after, start in zip(now(), before, strict=True))
    return frames / seconds, 1000 * script / frames


def main() -> None:
    """Measures the app as `make run` starts it."""
    with served() as address, browser() as started:
        firsts = [first_paint(started, address) for _ in range(VISITS)]
        waits = drag(_opened(started, address, DRAGGED))
        rate, script = play(_opened(started, address, PLAYED))
    rows = [
        ["page opened to runs painted, empty browser cache", f"{median(firsts) / 1000:.1f} s"],
        ["start dragged, 6 lanes x 300 steps: move to painted", f"{median(waits):.0f} ms"],
        ["the same, 95 of 100 moves", f"{waits[int(0.95 * len(waits))]:.0f} ms"],
        ["moves answered with their own picture", f"{len(waits)} of {MOVES}"],
        ["8 lanes x 1,000 steps played", f"{rate:.0f} frames/s"],
        ["JavaScript in each frame", f"{script:.1f} ms"],
    ]
    text = f"Headless Chromium without a graphics card, server and browser on the same cores. {machine()}\n\n"
    write("browser", text + table(["what", "measured"], rows))


if __name__ == "__main__":
    main()
