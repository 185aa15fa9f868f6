"""The pictures in docs/pictures, taken from the running app: `make pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from bench.serving import browser, served
from plots.palette import THEMES, Theme

FOLDER = Path(__file__).resolve().parent / "pictures"
#: The race that the pictures show, in mid-run.
RACE = "?v=1&surface=himmelblau&start=0.2,-4&lane=sgd&lane=momentum&lane=rmsprop&lane=adam&step=60"
SIZE: ViewportSize = {"width": 1440, "height": 900}


def take(started: Browser, address: str, theme: Theme) -> None:
    """One picture of the whole page, once all of it is drawn."""
    page = started.new_page(viewport=SIZE, color_scheme=theme)
    page.goto(address + RACE)
    page.locator('.stage[data-ready="plotly"][data-pending="0"][data-step="60"]').wait_for(timeout=120_000)
    page.wait_for_function("document.querySelectorAll('[data-testid=stStatusWidget], .stSpinner').length === 0")
    page.screenshot(path=FOLDER / f"race-{theme}.png", animations="disabled")
    page.close()


def main() -> None:
    """Takes one picture for each theme."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address, browser() as started:
        for theme in THEMES:
            take(started, address, theme)


if __name__ == "__main__":
    main()
