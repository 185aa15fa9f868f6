"""The whole app, started once for these tests as a visitor's server starts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from bench.serving import served
from tests.browser.looks import ready


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(DESCENT_LAB_AHEAD="0") as address:
        yield address


@pytest.fixture
def open_race(open_page: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Opens the race page with a query and waits until all runs are drawn; without Plotly unless that is wanted."""

    def open_race(query: str = "", size: str = "laptop", *, plain: bool = True, **options) -> Page:
        page = open_page(address + query, size, plain=plain, **options)
        page.locator(f".stage{ready(plain)}").wait_for(timeout=120_000)
        return page

    return open_race
