"""The stage alone, on a page of its own and over a wire of plain NumPy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import uvicorn
from playwright.sync_api import Page

from tests.browser.stage.wire_double import make_app


class Double:
    """The wire's double, running: where it is, what it was asked, and what it is to do."""

    def __init__(self) -> None:
        self.app = make_app()
        self.state = self.app.state
        self.server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.address = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}/"

    def asked(self, path: str) -> list[dict]:
        return [question for name, question in self.state.asked if name == path]

    def reset(self) -> None:
        self.state.asked.clear()
        self.state.faults.clear()
        self.state.delay, self.state.released = 0.0, False

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="session")
def running_double() -> Iterator[Double]:
    double = Double()
    yield double
    double.close()


@pytest.fixture
def double(running_double: Double) -> Double:
    running_double.reset()
    return running_double


@pytest.fixture
def open_stage(double: Double, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the stage and waits until it is whole: `canvas` for the first picture, `plotly` for all of it."""

    def open_stage(size: str = "laptop", ready: str = "plotly", quiet: bool = True, **query) -> Page:
        page = open_page(f"{double.address}?{urlencode(query)}", size, quiet=quiet)
        page.wait_for_selector(f'.stage[data-ready="{ready}"]')
        return page

    return open_stage


@pytest.fixture
def open_plain(double: Double, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the stage without Plotly."""

    def open_plain(size: str = "laptop", quiet: bool = True, **query) -> Page:
        page = open_page(f"{double.address}?{urlencode(query)}", size, quiet=quiet, plain=True)
        page.wait_for_selector('.stage[data-ready="plain"]')
        return page

    return open_plain
