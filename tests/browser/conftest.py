"""A real browser for the tests: one process for the session, one fresh context for each page that a test opens."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find import ARGUMENTS, find_browser

SIZES = {"laptop": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}
#: What Chromium and Plotly say by themselves on a machine without a graphics card.
NOT_OURS = ("GL Driver Message", "willReadFrequently", "Automatic fallback to software WebGL")
#: Where Plotly lies: the browser says so where it is kept away.
PLOTLY = "/vendor/plotly.min.js"

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        sentence = "NO BROWSER: install Chrome, Chromium or Edge, or name one in DESCENT_LAB_BROWSER"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def resting() -> dict[str, list[Page]]:
    """Pages that no test uses at the moment, each in a context of its own, by what they were made with.

    To open another address in an old page takes a browser half as long as to make a new one.
    """
    return defaultdict(list)


@pytest.fixture
def open_page(chromium: Browser, resting: dict[str, list[Page]]) -> Iterator[Open]:
    """Opens an address; at the end of the test no page may have complained on its console.

    `quiet=False` lets the console say what it likes. `plain` keeps Plotly away, which takes seconds to load and to
    draw, and which most of the stage does not need.
    """
    used, loud, crashed, complaints = [], set(), set(), []

    def listen(message) -> None:
        if is_ours(message) and message.page not in loud:
            complaints.append(message.text)

    def complain(error) -> None:
        complaints.append(str(error))

    # A page whose process has died is told by the test that used it, and by no other.
    listeners = {"console": listen, "pageerror": complain, "crash": crashed.add}

    def open_page(address: str, size: str = "laptop", *, quiet: bool = True, plain: bool = False, **options) -> Page:
        options |= sized(size)
        key = repr(sorted(options.items()))
        page = resting[key].pop() if resting[key] else chromium.new_context(**options).new_page()
        used.append((key, page))
        page.set_default_timeout(60_000)
        for event, listener in listeners.items():
            page.on(event, listener)
        if not quiet:
            loud.add(page)
        if plain:
            page.route(f"**{PLOTLY}*", lambda route: route.abort())
        page.goto(address)
        return page

    yield open_page
    for key, page in used:
        if page in crashed:
            page.context.close()
            continue
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        rested(page)
        resting[key].append(page)
    assert complaints == []


def sized(size: str) -> dict:
    """What makes a page of a size."""
    width, height = SIZES[size]
    touch = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
    return {"viewport": {"width": width, "height": height}, **touch}


def is_ours(message) -> bool:
    """Whether what the console says is a complaint about us."""
    known = PLOTLY in message.location["url"] or any(other in message.text for other in NOT_OURS)
    return message.type in ("error", "warning") and not known


def rested(page: Page) -> None:
    """Makes a page forget what it has shown."""
    page.unroute_all()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
