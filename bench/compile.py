"""Six lanes on a surface that this process never ran: the wait with an empty cache on disk, and with a full one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from bench.report import machine, write
from docs.sections import table
from experiments import RunSpec, run
from experiments.programs import prepare

OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "lion")
SURFACES = ("himmelblau", "rosenbrock", "ackley")


def _lane(spec: RunSpec) -> None:
    prepare(spec)
    run([spec])


def six_lanes(surface: str) -> dict[str, float]:
    """Seconds until the first and until all of six lanes are run, compiled on two threads as the wire does."""
    run([RunSpec("bowl", "sgd")])  # a server has shown its first race
    specs = [RunSpec(surface, name) for name in OPTIMIZERS]
    began, done = time.perf_counter(), []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(_lane, spec) for spec in specs]):
            future.result()
            done.append(time.perf_counter() - began)
    return {"first": done[0], "all": done[-1]}


def _in_a_new_process(surface: str, cache: str) -> dict[str, float]:
    code = f"import json; from bench.compile import six_lanes; print(json.dumps(six_lanes({surface!r})))"
    environment = os.environ | {"DESCENT_LAB_CACHE": cache}
    done = subprocess.run([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return json.loads(done.stdout)


def main() -> None:
    """Measures each surface twice, in new processes, and writes the waits down."""
    rows = []
    for surface in SURFACES:
        with tempfile.TemporaryDirectory() as cache:
            waits = [_in_a_new_process(surface, cache) for _ in range(2)]
        rows += [[surface, *(f"{wait[until]:.2f}" for wait in waits for until in ("first", "all"))]]
    head = ["surface", "empty cache: first lane, s", "all six, s", "full cache: first lane, s", "all six, s"]
    text = f"From a race of {', '.join(OPTIMIZERS)} to its lanes, in a process new to the surface. {machine()}\n\n"
    write("compile", text + table(head, rows))


if __name__ == "__main__":
    main()
