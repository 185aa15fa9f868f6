"""Pictures of many runs: basins against vectorized NumPy and PyTorch, how time and memory grow with the picture."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.race import rival
from bench.report import machine, write
from docs.sections import table
from experiments import RunSpec, sweep
from experiments.many import Lot, summaries

SIDE, STEPS, ROUNDS = 256, 300, 5
RATE, MOMENTUM = 0.001, 0.9
SIDES = (64, 128, 256, 512, 1024)
SPEC = RunSpec("himmelblau", "momentum", {"learning_rate": RATE, "momentum": MOMENTUM}, steps=STEPS)


def starts(side: int) -> np.ndarray:
    """Starts on a grid over the surface's window, (side², 2)."""
    line = np.linspace(-5.0, 5.0, side)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def with_engine(points: np.ndarray) -> np.ndarray:
    """Where the runs end; lowest losses, steps and finiteness are found on the way."""
    return summaries(Lot(SPEC, points, {}, np.full(len(points), np.nan))).x


def with_numpy(points: np.ndarray) -> np.ndarray:
    """The same rule over whole arrays, of which only the last points are kept."""
    x, y = points.T.copy()
    u, v = np.zeros_like(x), np.zeros_like(y)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            a, b = x * x + y - 11, x + y * y - 7
            u, v = MOMENTUM * u + 4 * a * x + 2 * b, MOMENTUM * v + 2 * a + 4 * b * y
            x, y = x - RATE * u, y - RATE * v
    return np.stack([x, y], axis=-1)


def with_torch(torch: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The same in PyTorch: one optimizer over all starts at once, gradients by its own differentiation."""

    def go(points: np.ndarray) -> np.ndarray:
        x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
        rule = torch.optim.SGD([x], lr=RATE, momentum=MOMENTUM)
        for _ in range(STEPS):
            rule.zero_grad()
            a, b = x[:, 0] ** 2 + x[:, 1] - 11, x[:, 0] + x[:, 1] ** 2 - 7
            (a * a + b * b).sum().backward()
            rule.step()
        return x.detach().numpy()

    return go


def contenders() -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """Who takes part: PyTorch only where it is installed."""
    return {"engine": with_engine, "NumPy, vectorized": with_numpy} | rival(with_torch)


def seconds(go: Callable[..., Any], *arguments: Any) -> float:
    """The median time of a few goes after a first one."""
    go(*arguments)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        go(*arguments)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def peak(side: int) -> float:
    """Megabytes that a process of its own holds at its peak while it makes a picture of a size."""
    code = (
        "import resource; from bench.maps import starts, with_engine;"
        f"with_engine(starts({side})); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int(said) * _UNIT / 1e6


#: What `ru_maxrss` counts in: kilobytes, on a Mac bytes.
_UNIT = 1 if sys.platform == "darwin" else 1024


def hypermap() -> np.ndarray:
    """A map over rate and momentum, 500 steps."""
    axes = {"momentum": np.linspace(0.0, 0.99, SIDE), "learning_rate": np.geomspace(1e-4, 0.2, SIDE)}
    return np.asarray(sweep(RunSpec("ravine", "momentum", steps=500), axes).arrays["loss"])


def main() -> None:
    """Measures and writes the medians down."""
    # First of all: on Linux a process begins with the peak of the one that starts it.
    small, large = peak(4), peak(1024)
    points = starts(SIDE)
    race = contenders()
    ends = {name: go(points) for name, go in race.items()}
    settled = np.isfinite(ends["engine"]).all(axis=1)
    for name, end in ends.items():
        apart = np.abs(end - ends["engine"])[settled].max(axis=1) > 1e-6
        assert apart.mean() < 1e-3, f"{name} ends elsewhere in {apart.sum()} of {len(apart)} places"
    times = {name: seconds(go, points) for name, go in race.items()}
    rows = [[name, f"{1000 * each:.0f}", f"{each / times['engine']:.1f}"] for name, each in times.items()]
    growth = [[f"{side} x {side}", f"{1000 * seconds(with_engine, starts(side)):.0f}"] for side in SIDES]
    text = (
        f"Where {SIDE} x {SIDE} starts on Himmelblau's function lead in {STEPS} steps of momentum, everything warm: "
        f"medians of {ROUNDS}. {machine()}\n\n{table(['who', 'ms', 'times the engine'], rows)}\n\n"
        f"How that grows:\n\n{table(['starts', 'ms'], growth)}\n\n"
        f"A map of {SIDE} x {SIDE} rates and momenta, 500 steps: {1000 * seconds(hypermap):.0f} ms. "
        f"A process that makes 1024 x 1024 starts holds {large:.0f} MB at its peak, one that makes 4 x 4 "
        f"{small:.0f} MB."
    )
    write("maps", text)


if __name__ == "__main__":
    main()
