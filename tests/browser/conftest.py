"""A real browser for the tests: one process for the session, one fresh context for each page that a test opens."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

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
    used: list[tuple[str, Page]] = []
    kept_away: list[CDPSession] = []
    ear = Ear()

    def open_page(address: str, size: str = "laptop", *, quiet: bool = True, plain: bool = False, **options) -> Page:
        options |= sized(size)
        key = repr(sorted(options.items()))
        page = resting[key].pop() if resting[key] else chromium.new_context(**options).new_page()
        used.append((key, page))
        page.set_viewport_size(options["viewport"])  # an earlier test may have made it another
        page.set_default_timeout(60_000)
        ear.listen(page, quiet)
        if plain:
            kept_away.append(without_plotly(page))
        page.goto(address)
        return page

    yield open_page
    for session in kept_away:
        session.detach()
    for key, page in used:
        if ear.leave(page):
            rested(page)
            resting[key].append(page)
    assert ear.complaints == []


class Ear:
    """What pages complain of while a test uses them."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._loud: set[Page] = set()
        self._dead: set[Page] = set()
        self._events = {"console": self._said, "pageerror": self._failed, "crash": self._died}

    def listen(self, page: Page, quiet: bool) -> None:
        """Hears a page, whose console must be quiet or may say what it likes."""
        for event, listener in self._events.items():
            page.on(event, listener)
        if not quiet:
            self._loud.add(page)

    def leave(self, page: Page) -> bool:
        """Hears a page no more; whether it can be used again, which one whose process has died cannot."""
        for event, listener in self._events.items():
            page.remove_listener(event, listener)
        return page not in self._dead

    def _said(self, message) -> None:
        if is_ours(message) and message.page not in self._loud:
            self.complaints.append(message.text)

    def _died(self, page: Page) -> None:
        self._dead.add(page)

    def _failed(self, error) -> None:
        self.complaints.append(str(error))


def sized(size: str) -> dict:
    """What makes a page of a size."""
    width, height = SIZES[size]
    touch = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
    return {"viewport": {"width": width, "height": height}, **touch}


def is_ours(message) -> bool:
    """Whether what the console says is a complaint about us."""
    known = PLOTLY in message.location["url"] or any(other in message.text for other in NOT_OURS)
    return message.type in ("error", "warning") and not known


def without_plotly(page: Page) -> CDPSession:
    """Keeps Plotly away from a page until the session ends. A route would do as well, but has nothing cached."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": [f"*{PLOTLY}*"]})
    return session


def rested(page: Page) -> None:
    """Makes a page forget what it has shown."""
    page.unroute_all()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
