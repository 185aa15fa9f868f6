"""The whole app, started once for these tests as a visitor's server starts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from bench.serving import served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def open_race(open_page: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Opens the race page with a query and waits until all runs are drawn."""

    def open_race(query: str = "", size: str = "laptop", **options) -> Page:
        page = open_page(address + query, size, **options)
        page.locator('.stage[data-ready="plotly"][data-pending="0"]').wait_for(timeout=120_000)
        return page

    return open_race
