"""Two visitors' heavy maps do not starve a third one's race."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from urllib.parse import quote

from bench.load import percentile
from bench.serving import served

HEAVY = {
    "run": {"surface": "himmelblau", "optimizer": "momentum", "steps": 2000},
    "x": {"name": "learning_rate", "low": 1e-4, "high": 0.01, "scale": "log"},
    "y": {"name": "momentum", "low": 0.0, "high": 0.99},
    "columns": 512,
    "rows": 512,
}
LANES = [{"optimizer": name} for name in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "lion")]
RACES = 60


def ask(address: str, path: str, question: dict) -> int:
    """How many bytes the whole answer has."""
    with urllib.request.urlopen(f"{address}api/{path}?q={quote(json.dumps(question))}", timeout=120) as answer:  # noqa: S310
        return len(answer.read())


def test_a_race_beside_two_heavy_maps_takes_less_than_half_a_second():
    with served(DESCENT_LAB_AHEAD="0") as address:
        light = HEAVY | {"columns": 16, "rows": 16}
        race = {"shared": {"surface": "himmelblau", "steps": 300}, "lanes": LANES}
        for path, question in (("map", light), ("race", race)):
            ask(address, path, question)
        over, busy, done = threading.Event(), threading.Barrier(3), []

        def visitor(i: int) -> None:
            busy.wait()
            while not over.is_set():  # each time another map, so that none is answered from memory
                done.append(
                    ask(
                        address,
                        "map",
                        HEAVY | {"y": {"name": "momentum", "low": 0.001 * (i + len(done)), "high": 0.99}},
                    )
                )

        visitors = [threading.Thread(target=visitor, args=(i,)) for i in range(2)]
        for each in visitors:
            each.start()
        busy.wait()
        waits = []
        for i in range(RACES):
            began = time.perf_counter()
            ask(address, "race", race | {"shared": race["shared"] | {"start": [0.01 * i, -2.0]}})
            waits.append(time.perf_counter() - began)
            time.sleep(0.05)
        still = [each.is_alive() for each in visitors]
        over.set()
        for each in visitors:
            each.join()
    assert all(still)
    assert min(done) > 512 * 512
    assert percentile(waits, 0.95) < 500
