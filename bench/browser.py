"""In a real browser: from opening the page, and from a move of the hand, to the runs; and how smoothly they play."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page, ViewportSize

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
MOVES, PAUSE = 200, 4
#: A drag comes back to where it began: the angle at each move.
TURN = [2 * math.pi * k / MOVES for k in range(MOVES)]
#: How long a card of the gallery is looked at before it is chosen, in milliseconds; its surface is compiled meanwhile.
REGARDED = 1000
#: How long a race is watched, in seconds.
WATCHED = 8
#: How often the page is opened.
VISITS = 5
#: Surfaces that nobody has run before: what is typed to find them in the gallery.
NEW = ("Ackley", "Rosenbrock", "Eggholder", "Griewank", "Beale")
SIZE: ViewportSize = {"width": 1440, "height": 900}

ARRIVAL = """
    addEventListener("stage:painted", event => window.first ??= event.detail.painted);
    const look = () => {
        if (document.querySelector('.stage[data-ready="plotly"]')) window.whole = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
WATCH = """() => {
    window.moves = []; window.painted = []; window.frames = 0;
    addEventListener("pointerrawupdate", event => window.moves.push(event.timeStamp), { capture: true });
    addEventListener("stage:painted", event => event.detail.whole && window.painted.push(event.detail));
    const count = () => { window.frames++; requestAnimationFrame(count); };
    requestAnimationFrame(count);
}"""


def arrival(started: Browser, address: str) -> tuple[float, float]:
    """Milliseconds from opening the page to its runs, and to the whole scene, for a browser that was never there."""
    page = started.new_page(viewport=SIZE)
    page.add_init_script(ARRIVAL)
    page.goto(address)
    page.wait_for_function("window.first && window.whole", timeout=60_000)
    first, whole = page.evaluate("[window.first, window.whole]")
    page.close()
    return first, whole


def choices(started: Browser, cache: str, regarded: int = 0) -> list[float]:
    """Milliseconds from choosing a surface that this server never ran to six lanes on it, for each of several.

    Args:
        started: a browser.
        cache: the folder of the server's compiled programs.
        regarded: for how many milliseconds the surface's card is looked at before it is chosen.
    """
    with served(DESCENT_LAB_CACHE=cache, DESCENT_LAB_AHEAD="0") as address:
        page = opened(started, address, DRAGGED)
        return [_chosen(page, title, regarded) for title in NEW]


def drawn(started: Browser, cache: str) -> None:
    """Has the gallery's pictures drawn into a cache, as a server does by itself while nobody waits for anything."""
    with served(DESCENT_LAB_CACHE=cache, DESCENT_LAB_AHEAD="0") as address:
        page = opened(started, address, DRAGGED)
        page.get_by_role("button", name="Browse surfaces").click()
        all_there = "[...document.querySelectorAll('.gallery-card img')].every(image => image.src && image.complete)"
        page.wait_for_function(f"document.querySelector('.gallery-card') && {all_there}", timeout=180_000)


def _chosen(page: Page, title: str, regarded: int) -> float:
    page.get_by_role("button", name="Browse surfaces").click()
    page.get_by_role("dialog", name="Browse surfaces").locator(".gallery-card:visible").first.wait_for()
    page.evaluate("window.painted = []; addEventListener('keydown', event => window.chosen = event.timeStamp, true)")
    page.get_by_role("searchbox", name="Search surfaces").fill(title)
    page.wait_for_timeout(regarded)
    page.keyboard.press("Enter")
    page.locator(".headline h1", has_text=title).wait_for()
    page.locator('.stage[data-pending="0"]').wait_for()
    page.wait_for_function("window.painted.length")
    milliseconds = page.evaluate("window.painted[0].painted - window.chosen")
    page.wait_for_timeout(3000)
    return float(milliseconds)


def opened(started: Browser, address: str, race: str) -> Page:
    """The page of a race, whole, at rest and watched."""
    page = started.new_page(viewport=SIZE)
    page.goto(address + race)
    page.locator('.stage[data-ready="plotly"][data-pending="0"]').wait_for(timeout=180_000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    return page


class Dragged(NamedTuple):
    """What was seen of a drag.

    Attributes:
        waits: milliseconds from moves of the hand to the pictures of those very moves, ascending.
        pictures, moves: how many a second.
    """

    waits: list[float]
    pictures: float
    moves: float


def drag_start(page: Page) -> Dragged:
    """The start is dragged round in a circle."""
    x, y, _ = _middle(page.get_by_role("button", name="Start point"))
    return _drag(page, [(x + 60 * math.sin(angle), y - 60 * (1 - math.cos(angle))) for angle in TURN])


def drag_rate(page: Page) -> Dragged:
    """The learning rates of all lanes are dragged up and down again by their slider."""
    x, y, width = _middle(page.get_by_test_id("stage").get_by_role("slider", name="Learning rate"))
    return _drag(page, [(x - 0.3 * width * math.cos(angle), y) for angle in TURN])


def _middle(handle: Locator) -> tuple[float, float, float]:
    """The middle of what can be dragged, and its width."""
    box = handle.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"]


def _drag(page: Page, places: Sequence[tuple[float, float]]) -> Dragged:
    """Takes hold at the first place and goes along all of them."""
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places:
        page.mouse.move(*place)
        page.wait_for_timeout(PAUSE)
    page.mouse.up()
    moves, painted = page.evaluate("[window.moves, window.painted]")
    answered = {max(move for move in moves if move <= each["asked"]): each["painted"] for each in painted}
    seconds = (moves[-1] - moves[0]) / 1000
    waits = sorted(when - move for move, when in answered.items())
    return Dragged(waits, len(answered) / seconds, len(moves) / seconds)


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


def _range(milliseconds: list[float]) -> str:
    least, middle, most = (f"{of(milliseconds) / 1000:.2f}" for of in (min, median, max))
    return f"{least} to {most} s, median {middle}"


def _followed(what: str, dragged: Dragged) -> list[list[str]]:
    """How runs followed a hand, as rows of a table."""
    waits, pictures, moves = dragged
    return [
        [f"{what}, 6 lanes x 300 steps: move to its own paths painted", f"{median(waits):.0f} ms"],
        ["the same, 95 of 100 moves", f"{waits[int(0.95 * len(waits))]:.0f} ms"],
        ["different pictures while the hand moves", f"{pictures:.0f} in a second ({moves:.0f} moves)"],
    ]


def main() -> None:
    """Measures the app as `make run` starts it."""
    with browser() as started, tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as another:
        cold = choices(started, cache)
        regarded = choices(started, another, REGARDED)
        drawn(started, cache)
        warm = choices(started, cache)
        regarded_warm = choices(started, cache, REGARDED)
    with served() as address, browser() as started:
        firsts, wholes = zip(*(arrival(started, address) for _ in range(VISITS)), strict=True)
        starts = drag_start(opened(started, address, DRAGGED))
        rates = drag_rate(opened(started, address, DRAGGED))
        rate, script = play(opened(started, address, PLAYED))
    rows = [
        ["page opened to runs painted, empty browser cache", f"{median(firsts) / 1000:.1f} s"],
        ["to the whole scene", f"{median(wholes) / 1000:.1f} s"],
        ["never compiled surface, chosen as soon as its name is typed, to its six lanes painted", _range(cold)],
        [f"the same, its card looked at for {REGARDED / 1000:g} s before", _range(regarded)],
        ["surface compiled by an earlier server, chosen as soon as its name is typed", _range(warm)],
        [f"the same, its card looked at for {REGARDED / 1000:g} s before", _range(regarded_warm)],
        *_followed("start dragged", starts),
        *_followed("learning rate of all dragged", rates),
        ["8 lanes x 1,000 steps played", f"{rate:.0f} frames/s"],
        ["JavaScript in each frame", f"{script:.2f} ms"],
    ]
    text = f"Headless Chromium without a graphics card, server and browser on the same cores. {machine()}\n\n"
    write("browser", text + table(["what", "measured"], rows))


if __name__ == "__main__":
    main()
