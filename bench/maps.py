"""Pictures of many runs: basins against vectorized NumPy and PyTorch, how time and memory grow with the picture."""

from __future__ import annotations

import functools
import math
import operator
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import numpy as np

from bench.race import rival
from bench.report import machine, write
from docs.sections import table
from experiments import RunSpec, sweep
from experiments.facts import length, minima
from experiments.sweeps import SETTLING, basins_at
from experiments.thresholds import CLOSE

SIDE, STEPS, ROUNDS = 256, 300, 9
#: Seconds in which the threads of whoever went before stop waiting for more.
REST = 1.0
RATE, MOMENTUM = 0.001, 0.9
SIDES = (64, 128, 256, 512, 1024)
TOLERANCE, SETTLED = 1e-3, int(SETTLING * STEPS)
SPEC = RunSpec("himmelblau", "momentum", {"learning_rate": RATE, "momentum": MOMENTUM}, steps=STEPS)


def starts(side: int) -> np.ndarray:
    """Starts on a grid over the surface's window, (side², 2)."""
    line = np.linspace(-5.0, 5.0, side)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


class Picture(NamedTuple):
    """What a map of basins holds.

    Attributes:
        minimum: which one each run ends in, -1 for none.
        reached: its first step within the tolerance.
    """

    minimum: np.ndarray
    reached: np.ndarray


def with_engine(points: np.ndarray) -> Picture:
    """The library's own map."""
    line = points[: math.isqrt(len(points)), 0]
    grid = basins_at(SPEC, line, line)
    return Picture(np.maximum(grid.arrays["minimum"].ravel(), -1), grid.arrays["reached"].ravel())


def labelled(end: np.ndarray, earlier: np.ndarray, reached: np.ndarray) -> Picture:
    """The picture from where the runs end and where they were earlier, (2, n), and when they were near enough."""
    near, ends = CLOSE * length(SPEC, STEPS), np.full(end.shape[1], -1)
    with np.errstate(all="ignore"):
        settled = np.abs(end - earlier).max(axis=0) <= near
        for i, minimum in enumerate(minima(SPEC, STEPS)):
            distance = np.square(end - np.array(minimum.x)[:, None]).sum(axis=0)
            ends[settled & (distance <= near**2)] = i
    return Picture(ends, np.where(ends < 0, STEPS + 1, reached))


def with_numpy(points: np.ndarray) -> Picture:
    """The same over whole arrays, of which only what the picture needs is kept."""
    x, y = points.T.copy()
    u, v, best, reached = np.zeros_like(x), np.zeros_like(x), np.full_like(x, np.inf), np.zeros_like(x)
    target = TOLERANCE * ((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2)
    with np.errstate(all="ignore"):
        for k in range(STEPS + 1):
            a, b = x * x + y - 11, x + y * y - 7
            loss = a * a + b * b
            if k == SETTLED:
                earlier = np.stack([x, y])
            best = np.minimum(best, loss)
            reached += best > target
            if k < STEPS:
                u, v = MOMENTUM * u + 4 * a * x + 2 * b, MOMENTUM * v + 2 * a + 4 * b * y
                x, y = x - RATE * u, y - RATE * v
    return labelled(np.stack([x, y]), earlier, reached)


def with_torch(torch: Any) -> Callable[[np.ndarray], Picture]:
    """The same in PyTorch: one optimizer over all starts at once, gradients by its own differentiation."""

    def go(points: np.ndarray) -> Picture:
        x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
        rule = torch.optim.SGD([x], lr=RATE, momentum=MOMENTUM)
        best, reached = torch.full((len(points),), torch.inf, dtype=torch.float64), torch.zeros(len(points))
        for k in range(STEPS + 1):
            rule.zero_grad()
            a, b = x[:, 0] ** 2 + x[:, 1] - 11, x[:, 0] + x[:, 1] ** 2 - 7
            loss = a * a + b * b
            if k == 0:
                target = TOLERANCE * loss.detach()
            if k == SETTLED:
                earlier = x.detach().numpy().T.copy()
            best = torch.fmin(best, loss.detach())
            reached += best > target
            if k < STEPS:
                loss.sum().backward()
                rule.step()
        return labelled(x.detach().numpy().T.copy(), earlier, reached.numpy())

    return go


def contenders() -> dict[str, Callable[[np.ndarray], Picture]]:
    """Who takes part: PyTorch only where it is installed."""
    return {"engine": with_engine, "NumPy, vectorized": with_numpy} | rival(with_torch)


def seconds(go: Callable[..., Any], *arguments: Any) -> float:
    """The median time of a few goes after a first one."""
    go(*arguments)
    time.sleep(REST)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        go(*arguments)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def told(code: str, **environment: str) -> float:
    """The number that a process of its own prints."""
    environment = os.environ | environment
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    return float(done.stdout)


def peak(side: int) -> float:
    """Megabytes that a process of its own holds at its peak while it makes a picture of a size."""
    code = (
        "import resource; from bench.maps import starts, with_engine;"
        f"with_engine(starts({side})); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    return told(code) * _UNIT / 1e6


#: What `ru_maxrss` counts in: kilobytes, on a Mac bytes.
_UNIT = 1 if sys.platform == "darwin" else 1024


def arithmetic() -> float:
    """Additions and multiplications a nanosecond, at the most, that all cores make of numbers in their registers.

    They are compiled as everything in this process is: on x86 without fused multiply-add, as `numerics.py` has it.
    """
    cores, chains, links, turns, lanes = os.cpu_count() or 1, 8, 8, 20_000, np.linspace(0.1, 0.9, 512)

    def turn(_: int, x: jax.Array) -> jax.Array:
        parts = [x + i for i in range(chains)]
        for _ in range(links):
            parts = [part * 0.5 + 0.25 for part in parts]
        return functools.reduce(operator.add, parts) * 0.1

    program = jax.jit(lambda x: jax.lax.fori_loop(0, turns, turn, x))

    def all_cores() -> None:
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(lambda _: program(lanes).block_until_ready(), range(cores)))

    return 2 * chains * (links + 1) * turns * len(lanes) * cores / seconds(all_cores) / 1e9


def fused() -> float:
    """The same with every instruction that the cores have, fused multiply-add among them."""
    code = "from bench.maps import arithmetic; print(arithmetic())"
    return told(code, XLA_FLAGS="--xla_cpu_max_isa=AVX512")


#: Additions, multiplications and comparisons of a step in `with_numpy`, the notes included.
OPERATIONS = 31


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
    pictures = {name: go(points) for name, go in race.items()}
    for name, picture in pictures.items():
        others = [np.mean(each != own) for each, own in zip(picture, pictures["engine"], strict=True)]
        assert max(others) < 1e-3, f"{name} has another picture: {others}"
    times = {name: seconds(go, points) for name, go in race.items()}
    rows = [[name, f"{1000 * each:.0f}", f"{each / times['engine']:.1f}"] for name, each in times.items()]
    growth = [[f"{side} x {side}", f"{1000 * seconds(with_engine, starts(side)):.0f}"] for side in SIDES]
    done, most, widest = OPERATIONS * STEPS * SIDE**2 / times["engine"] / 1e9, arithmetic(), fused()
    text = (
        f"Where {SIDE} x {SIDE} starts on Himmelblau's function lead in {STEPS} steps of momentum, and how soon, "
        f"everything warm: medians of {ROUNDS}. {machine()}\n\n{table(['who', 'ms', 'times the engine'], rows)}\n\n"
        f"A step has {OPERATIONS} operations, so the engine makes {done:.0f} of them in a nanosecond; the same cores "
        f"make {most:.0f} of numbers that never leave the registers: {100 * done / most:.0f}%. Both are compiled as "
        "everything here: on x86 without fused multiply-add, so that a map and a single run agree to the last bit. "
        f"With every instruction that the cores have they make {widest:.0f}: {100 * done / widest:.0f}%.\n\n"
        f"How that grows:\n\n{table(['starts', 'ms'], growth)}\n\n"
        f"A map of {SIDE} x {SIDE} rates and momenta, 500 steps: {1000 * seconds(hypermap):.0f} ms. "
        f"A process that makes 1024 x 1024 starts holds {large:.0f} MB at its peak, one that makes 4 x 4 "
        f"{small:.0f} MB."
    )
    write("maps", text)


if __name__ == "__main__":
    main()
