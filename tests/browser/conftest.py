"""A real browser for the tests: one process for the session, one fresh context for each page that a test opens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find import ARGUMENTS, find_browser

SIZES = {"laptop": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}
#: What Chromium and Plotly say by themselves on a machine without a graphics card.
NOT_OURS = ("GL Driver Message", "willReadFrequently", "Automatic fallback to software WebGL")

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


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens an address; at the end of the test no page may have complained on its console."""
    contexts, complaints = [], []

    def listen(message) -> None:
        if message.type in ("error", "warning") and not any(known in message.text for known in NOT_OURS):
            complaints.append(message.text)

    def open_page(address: str, size: str = "laptop", *, quiet: bool = True, **options) -> Page:
        width, height = SIZES[size]
        touch = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
        context = chromium.new_context(viewport={"width": width, "height": height}, **touch, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        if quiet:
            page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
