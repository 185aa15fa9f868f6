"""Sharpness along a path: the Hessian's eigenvalues at every step, against what the optimizer tolerates there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.anatomy import anatomy
from experiments.curvature import curvature, eigen
from experiments.engine import traced_names
from experiments.facts import knobs_at, minima
from experiments.inputs import table
from experiments.rollouts import run
from experiments.spec import RunSpec

#: Rounds in which a limiting rate is found; one suffices where nothing decays.
ITERATIONS = 100


@dataclass(frozen=True)
class Sharpness:
    """Curvature along one run of T steps; NaN after the run has left the finite numbers.

    Attributes:
        largest, smallest: eigenvalues of the Hessian at each point, shape (T + 1,).
        preconditioned: the largest eigenvalue of the Hessian divided by the optimizer's own scale of each coordinate,
            at each step, (T,): what a limit of an Adam-like method is about. None for other methods.
        limit: the sharpness that each step tolerates, (T,); None where theory gives none.
    """

    largest: np.ndarray
    smallest: np.ndarray
    preconditioned: np.ndarray | None
    limit: np.ndarray | None

    @property
    def condition(self) -> np.ndarray:
        """The condition number at each point, (T + 1,); NaN where the Hessian is not positive definite."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.smallest > 0, self.largest / self.smallest, np.nan)


def sharpness(spec: RunSpec) -> Sharpness:
    """Looks at the curvature along a run.

    Raises:
        SpecError: the spec cannot be run.
    """
    [made] = run([spec])
    hessian = np.full((len(made.x), *made.x.shape[1:], made.x.shape[1]), np.nan)
    for first, last in _stretches(spec):
        part = slice(first, min(last, made.last) + 1)
        if part.start < part.stop:
            hessian[part] = curvature(spec.surface, knobs_at(spec, first), spec.frame, made.x[part])["hessian"]
    values, _ = eigen(hessian)
    return Sharpness(values[:, -1], values[:, 0], _preconditioned(spec, hessian), _limits(spec))


def _stretches(spec: RunSpec) -> list[tuple[int, int]]:
    """Steps between two changes, first and last: the surface stays the same in each."""
    firsts = sorted({0, *(step for step, _ in spec.changes if step <= spec.steps)})
    return list(zip(firsts, [*(step - 1 for step in firsts[1:]), spec.steps], strict=True))


def _preconditioned(spec: RunSpec, hessian: np.ndarray) -> np.ndarray | None:
    row = spec.optimizer_row
    if not row.preconditioned or row.explain is None:
        return None
    return sharpest(hessian[:-1], anatomy(spec).symbols["preconditioner"])


def sharpest(hessian: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The largest eigenvalue of P^-1 H for P = diag(scale), (n,): that of the symmetric P^-1/2 H P^-1/2."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        root = 1.0 / np.sqrt(scale)
        values, _ = eigen(hessian * root[:, :, None] * root[:, None, :])
    return values[:, -1]


def _limits(spec: RunSpec) -> np.ndarray | None:
    """What each step tolerates, (T,)."""
    row = spec.optimizer_row
    if row.stability_limit is None:
        return None
    names = traced_names(row)
    values: dict[str, Any] = dict(spec.hyperparameter_values())
    lines = table(spec, names, spec.steps)
    limits = [row.stability_limit(**values | dict(zip(names, line, strict=True))) for line in lines.tolist()]
    return np.array([np.nan if limit is None else limit for limit in limits])


@dataclass(frozen=True)
class RateLimit:
    """A learning rate at which a limit of stability is met.

    Attributes:
        place: "start" or "minimum".
        rate: the learning rate.
        sharpness: what it tolerates: that of the surface there, in the optimizer's own scale where it has one.
    """

    place: str
    rate: float
    sharpness: float


def rate_limits(spec: RunSpec) -> tuple[RateLimit, ...]:
    """The rates at which theory lets the optimizer become unstable: with the curvature at the start, and at a minimum.

    The minimum is the known one nearest to where the run ends. An Adam-like method is judged in the scale that it has
    at its first step for the start, and at its last for the minimum; so its limits are those of this very run.
    """
    row = spec.optimizer_row
    own = spec.hyperparameter_values()
    if row.stability_limit is None or "learning_rate" not in own:
        return ()
    [made] = run([spec])
    places = [("start", made.x[0], 0)]
    if known := minima(spec, spec.steps):
        nearest = min(known, key=lambda each: float(np.hypot.reduce(np.asarray(each.x) - made.x[made.last])))
        places.append(("minimum", np.asarray(nearest.x), spec.steps - 1))
    scales = anatomy(spec).symbols["preconditioner"] if row.preconditioned else None
    found = []
    for place, point, step in places:
        seen = curvature(spec.surface, knobs_at(spec, step), spec.frame, point[None])
        scale = np.ones((1, len(point))) if scales is None else scales[step : step + 1]
        [sharp] = sharpest(seen["hessian"], scale)
        if np.isfinite(sharp) and sharp > 0:
            rate = _tolerating(row.stability_limit, dict(own), float(sharp))
            found += [] if rate is None else [RateLimit(place, rate, float(sharp))]
    return tuple(found)


def _tolerating(limit: Callable[..., float | None], knobs: dict[str, float], sharpness: float) -> float | None:
    """The rate whose limit is this sharpness: every limit is a number divided by the rate, but for what decay adds."""
    rate = 1.0
    for _ in range(ITERATIONS):
        tolerated = limit(**knobs | {"learning_rate": rate})
        if tolerated is None or tolerated <= 0:
            return None
        rate, before = rate * tolerated / sharpness, rate
        if math.isclose(rate, before, rel_tol=1e-14):
            return rate
    return None
