"""Many runs under the hand: a fan, results against the rate, and maps that are redrawn coarsely."""

from __future__ import annotations

import json
import time
import urllib.request
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Browser

from bench.browser import SIZE, drag_start, opened
from bench.report import machine, write
from bench.serving import browser, served
from docs.sections import table

FAN = (
    "rates?v=1&surface=himmelblau&start=0.2,-4&steps=300&lane=momentum&lane=sgd&lane=rmsprop&lane=adam"
    "&fan=learning_rate,0.0001,0.01,{runs}&step=0"
)
#: Maps of 256 x 256 runs: what they are, their address, and the slider that is pulled.
MAPS = (
    (
        "map of rate and momentum redrawn while a surface's knob is dragged",
        "?v=1&surface=ravine&lane=momentum&map=learning_rate,momentum",
        "Condition number",
    ),
    (
        "basins of two optimizers redrawn while a rate is dragged, 300 steps",
        "?v=1&surface=himmelblau&steps=300&lane=sgd&lane=momentum&map=basins",
        "Gradient descent: learning rate",
    ),
)
PULLS = 150
SETTLE = 3000
WATCH = """() => {
    window.painted = [];
    document.querySelector(".field").addEventListener("field:painted", ({ detail }) => {
        if (detail.moving && detail.lane === 0) window.painted.push(performance.now());
    });
}"""
#: How many runs the fans have that are dragged.
FANS = (16, 64)
QUESTION = {
    "shared": {"surface": "himmelblau", "steps": 500},
    "lanes": [{"optimizer": name} for name in ("sgd", "momentum", "rmsprop", "adam")],
    "name": "learning_rate",
    "low": 1e-4,
    "high": 1e-2,
    "count": 256,
}
ROUNDS = 60


def responses(address: str) -> list[float]:
    """Milliseconds from a question about results to its answer, each from another start, ascending."""
    waits = []
    for i in range(ROUNDS):
        question = QUESTION | {"shared": {**QUESTION["shared"], "start": [0.01 * i, -2.0]}}  # type: ignore[dict-item]
        began = time.perf_counter()
        with urllib.request.urlopen(f"{address}api/response?q={quote(json.dumps(question))}", timeout=60) as answer:  # noqa: S310
            answer.read()
        waits.append(1000 * (time.perf_counter() - began))
    return sorted(waits[5:])


def redraws(started: Browser, address: str, chart: str, slider: str) -> float:
    """How often a second a map is painted anew while a slider under it is pulled."""
    page = started.new_page(viewport=SIZE)
    page.goto(f"{address}maps{chart}")
    page.locator('[data-testid="field"][data-pending="0"]').wait_for(timeout=180_000)
    page.wait_for_timeout(SETTLE)
    page.evaluate(WATCH)
    box = page.get_by_role("slider", name=slider, exact=True).bounding_box()
    assert box is not None
    x, y = box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(PULLS):
        page.mouse.move(x + 0.3 * box["width"] * k / PULLS, y)
        page.wait_for_timeout(4)
    painted = page.evaluate("window.painted")
    page.mouse.up()
    page.close()
    return 1000 * (len(painted) - 1) / (painted[-1] - painted[0])


def main() -> None:
    """Measures the page as `make run` serves it."""
    rows = []
    with served() as address, browser() as started:
        waits = responses(address)
        rows.append(["results: 256 rates x 500 steps x 4 optimizers, at the wire", f"{median(waits):.0f} ms"])
        for runs in FANS:
            moved, pictures, _ = drag_start(opened(started, address, FAN.format(runs=runs)))
            name = f"start dragged, {runs} runs x 300 steps: move to painted"
            rows.append([name, f"{median(moved):.0f} ms, {pictures:.0f} pictures in a second"])
        for name, chart, slider in MAPS:
            rows.append([name, f"{redraws(started, address, chart, slider):.0f} times a second"])
    text = f"Headless Chromium without a graphics card, server and browser on the same cores. {machine()}\n\n"
    write("rates", text + table(["what", "measured"], rows))


if __name__ == "__main__":
    main()
