"""A browser that can be driven: Chrome, Chromium or Edge, wherever this system keeps it, and how to start it.

As a script it prints the path, and exits with 1 where there is none.
"""

import os
import shutil
import sys
from pathlib import Path

#: With what it is started so that it does no more than it is told, and paints as fast as a real one.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # Without this a page is composited in software, and 60 frames a second become 12.
    "--disable-gpu-compositing",
]

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def _playwrights_own() -> str:
    """Where Playwright would keep the browser that it downloads."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_browser() -> str | None:
    """The browser's path: `DESCENT_LAB_BROWSER` where set, else an installed one, else Playwright's own, else None."""
    if chosen := os.environ.get("DESCENT_LAB_BROWSER"):
        return chosen
    installed = (shutil.which(command) for command in _COMMANDS)
    if found := next((path for path in (*installed, *_PLACES) if path and Path(path).is_file()), None):
        return found
    own = _playwrights_own()
    return own if Path(own).is_file() else None


if __name__ == "__main__":
    browser = find_browser()
    print(browser or "no browser found")
    sys.exit(browser is None)
