"""The page of learning rates: a fan under the hand, and results against the rate."""

from __future__ import annotations

import json
import time
import urllib.request
from statistics import median
from urllib.parse import quote

from bench.browser import drag, opened
from bench.report import machine, write
from bench.serving import browser, served
from docs.sections import table

FAN = (
    "rates?v=1&surface=himmelblau&start=0.2,-4&steps=300&lane=momentum&lane=sgd&lane=rmsprop&lane=adam"
    "&fan=learning_rate,0.0001,0.01,{runs}&step=0"
)
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


def main() -> None:
    """Measures the page as `make run` serves it."""
    rows = []
    with served() as address, browser() as started:
        waits = responses(address)
        rows.append(["results: 256 rates x 500 steps x 4 optimizers, at the wire", f"{median(waits):.0f} ms"])
        for runs in FANS:
            moved, pictures, _ = drag(opened(started, address, FAN.format(runs=runs)))
            name = f"start dragged, {runs} runs x 300 steps: move to painted"
            rows.append([name, f"{median(moved):.0f} ms, {pictures:.0f} pictures in a second"])
    text = f"Headless Chromium without a graphics card, server and browser on the same cores. {machine()}\n\n"
    write("rates", text + table(["what", "measured"], rows))


if __name__ == "__main__":
    main()
