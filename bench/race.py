"""Eight optimizers x 256 steps on Himmelblau's function: the engine with its verdicts, PyTorch, plain NumPy loops."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench.report import machine, write
from bench.rules import CONTESTANTS, Contestant
from docs.sections import table
from experiments import RunSpec, run

STEPS, START, ROUNDS = 256, (-1.0, 1.0), 9
#: How long everybody goes in one round, at least once.
ENOUGH = 0.5
#: PyTorch's own place, where `make bench` puts it.
TORCH = Path(__file__).resolve().parent.parent / ".bench" / "torch"


SPECS = [RunSpec("himmelblau", each.name, each.knobs, start=START, steps=STEPS) for each in CONTESTANTS]


def with_engine() -> np.ndarray:
    """The end points, after the verdicts have been asked for too."""
    runs = run(SPECS)
    assert all(each.verdict.sentence for each in runs)
    return np.array([each.x[-1] for each in runs])


def with_numpy() -> np.ndarray:
    """The end points of plain loops that keep the same points, losses and gradients."""
    return np.array([_numpy_loop(each) for each in CONTESTANTS])


def _numpy_loop(contestant: Contestant) -> np.ndarray:
    rule, x = contestant.plain(), np.array(START)
    next(rule)
    points, losses, gradients = [], [], []
    for _ in range(STEPS):
        a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
        g = np.array([4 * a * x[0] + 2 * b, 2 * a + 4 * b * x[1]])
        points.append(x)
        losses.append(a * a + b * b)
        gradients.append(g)
        x = x + rule.send(g) - contestant.decay * x
    return x


def with_torch(torch: Any) -> Callable[[], np.ndarray]:
    """The same in PyTorch, on one thread."""
    torch.set_num_threads(1)

    def loop(contestant: Contestant) -> np.ndarray:
        x = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        rule = getattr(torch.optim, contestant.torch)([x], **contestant.arguments)
        points, losses, gradients = [], [], []
        for _ in range(STEPS):
            rule.zero_grad()
            loss = (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2
            loss.backward()
            points.append(x.detach().clone())
            losses.append(loss.detach())
            gradients.append(x.grad.clone())
            rule.step()
        return x.detach().numpy()

    return lambda: np.array([loop(each) for each in CONTESTANTS])


T = TypeVar("T")


def contenders() -> dict[str, Callable[[], np.ndarray]]:
    """Who takes part: PyTorch only where it is installed."""
    return {"engine, with verdicts": with_engine, "NumPy loops": with_numpy} | rival(with_torch)


def rival(with_torch: Callable[[Any], T]) -> dict[str, T]:
    """PyTorch's own go by its name and version; nothing where it is not installed."""
    sys.path.append(str(TORCH))
    try:
        import torch
    except ImportError:
        print("PyTorch is not there (make bench installs it): left out")
        return {}
    return {f"PyTorch {torch.__version__}": with_torch(torch)}


def _seconds(go: Callable[[], np.ndarray]) -> float:
    """The time of one go, over as many in a row as fit into `ENOUGH` seconds: warm for everybody."""
    goes, began = 0, time.perf_counter()
    while goes == 0 or time.perf_counter() - began < ENOUGH:
        go()
        goes += 1
    return (time.perf_counter() - began) / goes


def main() -> None:
    """Measures in alternation and writes the medians down."""
    race = contenders()
    ends = {name: go() for name, go in race.items()}
    for name, end in ends.items():
        np.testing.assert_allclose(end, ends["NumPy loops"], atol=1e-6, err_msg=name)
    seconds: dict[str, list[float]] = {name: [] for name in race}
    for _ in range(ROUNDS):
        for name, go in race.items():
            seconds[name].append(_seconds(go))
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    ours = medians["engine, with verdicts"]
    rows = [[name, f"{1000 * each:.1f}", f"{each / ours:.1f}"] for name, each in medians.items()]
    text = (
        f"Eight optimizers x {STEPS} steps on Himmelblau's function, everything warm: medians of {ROUNDS} rounds, in "
        f"each of which everybody goes for {ENOUGH:g} s. All end at the same points to 1e-6. {machine()}\n\n"
    )
    write("race", text + table(["who", "ms", "times the engine's"], rows))


if __name__ == "__main__":
    main()
