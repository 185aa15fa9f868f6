"""The app as a process of its own, and a browser to look at it with."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.find import ARGUMENTS, find_browser

ROOT = Path(__file__).resolve().parent.parent
#: How long the app may take to answer for the first time, with nothing compiled yet.
PATIENCE = 180.0


@contextmanager
def served() -> Iterator[str]:
    """The address of the app, started as `make run` does and stopped afterwards.

    Raises:
        TimeoutError: it does not answer.
    """
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait(f"{address}api/health")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window.

    Raises:
        FileNotFoundError: there is none.
    """
    path = find_browser()
    if path is None:
        raise FileNotFoundError("no browser: install Chrome, Chromium or Edge")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()
