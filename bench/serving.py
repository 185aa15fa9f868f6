"""The app as a process of its own, and a browser to look at it with."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.find import ARGUMENTS, find_browser

ROOT = Path(__file__).resolve().parent.parent
#: How long the app may take to answer for the first time, with nothing compiled yet.
PATIENCE = 180.0
#: How `make run` starts it.
COMMAND = "-m streamlit run app.py --server.address 127.0.0.1 --server.port {port}"


@contextmanager
def served(command: str = COMMAND, base: str = "", **environment: str) -> Iterator[str]:
    """The address of the app, started for itself and stopped afterwards.

    Args:
        command: what Python is given; `{port}` stands for the port.
        base: the path below which the command has it, with a stroke at the end.
        environment: what its environment has besides ours.

    Raises:
        RuntimeError: it ended, or did not answer in time.
    """
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}/{base}"
    arguments = [sys.executable, *command.format(port=port).split()]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(arguments, cwd=ROOT, env=os.environ | environment, stdout=quiet, stderr=quiet)  # noqa: S603
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(f"{address}api/health"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(15)
        server.kill()


def _answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310
        return bool(response.status == 200)
    return False


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
