"""Who only chooses a surface and an optimizer sees something sensible: defaults do not diverge and get somewhere."""

import numpy as np
import pytest
from scipy.optimize import minimize

from experiments import RunSpec, Trajectory, run
from experiments.curvature import curvature
from experiments.fields import losses
from optim import OPTIMIZERS
from surfaces import SURFACES, Frame

STEPS = 500
#: Of ten optimizers, so many must not diverge; and the median must close this share of the gap.
STAYING, CLOSED = 0.9, 0.9
#: In the normal run: one surface, and every fourth optimizer. The whole product runs under `make test-all`.
SAMPLE = ["rosenbrock"]


def floor(t: Trajectory) -> float:
    """The loss of the minimum that a run heads for: where plain descent leads from its best point."""

    def value(x: np.ndarray) -> float:
        return float(losses(t.spec.surface, {}, Frame(), x[None])[0])

    def slope(x: np.ndarray) -> np.ndarray:
        return curvature(t.spec.surface, {}, Frame(), x[None])["gradient"][0]

    best = t.x[t.best_step]
    # Within the window or around the run: some surfaces have no floor outside.
    bounds = [(min(low, x), max(high, x)) for (low, high), x in zip(t.spec.surface_row.domain, best, strict=True)]
    end = minimize(value, best, jac=slope, method="L-BFGS-B", bounds=bounds)
    return min(float(end.fun), float(t.loss.min()))


def share_closed(t: Trajectory) -> float:
    """How much of the gap between the start and the minimum it heads for a run closes."""
    return float((t.loss[0] - t.loss.min()) / (t.loss[0] - floor(t)))


def check(surface: str, optimizers: list[str]) -> None:
    """Runs the optimizers with their defaults from the default start, and asserts the two claims."""
    runs = run([RunSpec(surface, name, steps=STEPS) for name in optimizers])
    lost = {t.spec.optimizer: t.verdict.sentence for t in runs if t.verdict.kind in ("diverged", "stopped")}
    assert len(lost) <= (1 - STAYING) * len(runs) + 1e-9, lost
    shares = {t.spec.optimizer: 0.0 if t.spec.optimizer in lost else share_closed(t) for t in runs}
    assert np.median(list(shares.values())) >= CLOSED, shares


@pytest.mark.parametrize("surface", SAMPLE)
def test_defaults_on_a_sample(surface: str) -> None:
    check(surface, list(OPTIMIZERS)[::4])


@pytest.mark.full
@pytest.mark.parametrize("surface", SURFACES)
def test_defaults_everywhere(surface: str) -> None:
    check(surface, list(OPTIMIZERS))
