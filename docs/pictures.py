"""The pictures in docs/pictures, taken from the running app: `make pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from bench.serving import browser, served
from plots.palette import THEMES, Theme

FOLDER = Path(__file__).resolve().parent / "pictures"
#: Each page by the name of its pictures: its address, and what is there once all of it is drawn.
PAGES = {
    "race": (
        "?v=1&surface=himmelblau&start=0.2,-4&lane=sgd&lane=momentum&lane=rmsprop&lane=adam&step=60",
        '.stage[data-ready="plotly"][data-pending="0"][data-step="60"]',
    ),
    "overview": (
        "overview?v=1&surfaces=ravine,rosenbrock,himmelblau,saddle&optimizers=sgd,momentum,rmsprop,adam&steps=200&step=80",
        ".cell canvas",
    ),
    "rates": (
        "rates?v=1&surface=ravine&steps=150&lane=sgd&lane=momentum&lane=adam&fan=learning_rate,0.0006667,0.12,16&step=60",
        '.stage[data-ready="plotly"][data-step="60"] [data-view="response"][data-revision]',
    ),
    "maps": (
        "maps?v=1&surface=ravine&lane=momentum&map=learning_rate,momentum&step=100",
        '[data-testid="field"][data-pending="0"]',
    ),
    "basins": (
        "maps?v=1&surface=himmelblau&steps=300&lane=sgd&lane=momentum&map=basins&step=150",
        '[data-testid="field"][data-pending="0"]',
    ),
    "fair": (
        "fair?v=1&surface=rosenbrock&optimizers=sgd,momentum,rmsprop,adam&budget=32",
        ".js-plotly-plot .legendtext",
    ),
    "slice": (
        "?v=1&surface=rosenbrock_3d&steps=300&lane=sgd&lane=momentum&lane=adam&lane=bfgs&step=45",
        '.stage[data-ready="plotly"][data-pending="0"][data-step="45"]',
    ),
    "networks": (
        "networks?v=1&lane=sgd&lane=momentum&lane=adam",
        '.stage.training[data-ready="plotly"][data-done="1000"]',
    ),
    "twins": (
        "networks?v=1&data=wine&lane=sgd&lane=momentum&lane=adam&twin=scaling",
        '.stages.twins > section:nth-child(2) .stage[data-ready="plotly"][data-done="1000"]',
    ),
    "widths": ("widths", '[data-testid="widths"][data-over="224"]'),
    "trainability": ("trainability", '[data-testid="field"][data-pending="0"]'),
    "depth": ("depth", '[data-testid="depth"][data-pending="0"]'),
    "atlas": ("atlas?show=himmelblau", ".gallery-card"),
}
#: What is pressed first, where a page waits to be told.
PRESSED = {"fair": "Run"}
SIZE: ViewportSize = {"width": 1440, "height": 900}
#: Milliseconds for what is drawn a moment after the first of it.
SETTLE = 3000
#: Nothing is being run or loaded, and every picture in sight is there.
AT_REST = """() => document.querySelectorAll("[data-testid=stStatusWidget], .stSpinner").length === 0
    && [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight)"""


def take(started: Browser, address: str, name: str, theme: Theme, folder: Path = FOLDER) -> Path:
    """One picture of a whole page, once all of it is drawn; where it was put."""
    query, whole = PAGES[name]
    page = started.new_page(viewport=SIZE, color_scheme=theme)
    page.goto(address + query)
    if name in PRESSED:
        page.get_by_role("button", name=PRESSED[name], exact=True).click()
        page.mouse.move(0, 0)  # or its help text stays in the picture
    page.locator(whole).first.wait_for(timeout=120_000)
    page.wait_for_function(AT_REST)
    page.wait_for_timeout(SETTLE)
    path = folder / f"{name}-{theme}.png"
    page.screenshot(path=path, animations="disabled")
    page.close()
    return path


def main() -> None:
    """Takes one picture of each page in each theme."""
    FOLDER.mkdir(exist_ok=True)
    with served() as address, browser() as started:
        for name in PAGES:
            for theme in THEMES:
                take(started, address, name, theme)


if __name__ == "__main__":
    main()
