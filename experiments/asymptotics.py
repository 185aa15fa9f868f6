"""How fast runs close in for good: the factor by which the distance to the minimum shrinks at each step, late in a run.

It is measured from the runs themselves, and on quadratics, where a rule is linear, it is known in closed form as well:
the largest `contraction` that the rule has along any of the surface's principal directions. Near the minimum the loss
shrinks by its square. B. T. Polyak, 1964, https://doi.org/10.1016/0041-5553(64)90137-5.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.curvature import curvature
from experiments.facts import minima
from experiments.grid import Values, pinned, varied
from experiments.many import Lot, Progress, summaries
from experiments.spec import FIELDS, SURFACE_PREFIX, RunSpec, SpecError
from experiments.sweeps import mesh

#: So many steps of each run are looked at, spread so that every part of a long or a short run has its share.
LOOKS = 128
#: The first step that is looked at.
FIRST = 4
#: What counts as late: after this share of the steps of which the distance can still be told.
LATE = 1 / 3
#: Distances within which a number still has all its digits.
RANGE = (1e-280, 1e280)
#: A minimum away from the origin is known to this share of where it lies.
ROUNDING = 1e-12
#: With fewer looks no factor is given.
FEWEST = 4
#: What must be as it is by default for a rule to be the linear one of theory.
_PLAIN = ("schedule", "clip_norm", "clip_value", "noise", "weight_decay", "changes")


def has_theory(spec: RunSpec) -> bool:
    """Whether the factor is known in closed form: a linear rule on a quadratic, and nothing else done to gradients."""
    plain = all(getattr(spec, name) == FIELDS[name] for name in _PLAIN)
    return plain and spec.optimizer_row.contraction is not None and "quadratic" in spec.surface_row.tags


def measured(spec: RunSpec, axes: Mapping[str, Values], progress: Progress = lambda *_: None) -> np.ndarray:
    """The factor of each run of a grid, measured.

    Args:
        spec: what the runs have in common.
        axes: by name the values, as in `sweep`.
        progress: told how many runs are done of how many.

    Returns:
        The factor at each point of the grid: below 1 where a run closes in, above where it leaves; NaN where there is
        nothing to measure. It is the slope of a line through the logarithms of the distances, by least squares.

    Raises:
        SpecError: the surface has no one minimum for which this holds, or the grid cannot be swept.
    """
    _require_quadratic(spec)
    spec = pinned(spec).check()
    grid = mesh(spec, axes)
    marks = np.unique(np.geomspace(min(FIRST, spec.steps), spec.steps, LOOKS).round().astype(int))
    made = summaries(Lot(spec, grid.starts, grid.numbers, np.full(len(grid.starts), np.nan)), marks.tolist(), progress)
    goal = np.array(minima(spec, 0)[0].x)
    with np.errstate(over="ignore", invalid="ignore"):
        distances = np.hypot.reduce(made.marked - goal, axis=-1)
    floor = max(RANGE[0], ROUNDING * float(np.abs(goal).max()))
    return np.exp(_slopes(marks.astype(float), distances, floor)).reshape(grid.shape)


def _slopes(steps: np.ndarray, distances: np.ndarray, floor: float) -> np.ndarray:
    """The slope of log distance against steps, late in each run, (n,); `distances` are (n, steps)."""
    told = np.logical_and.accumulate((distances > floor) & (distances < RANGE[1]), axis=1)
    last = np.where(told, steps, 0.0).max(axis=1, keepdims=True)
    weight = (told & (steps >= LATE * last)).astype(float)
    count = weight.sum(axis=1)
    logs = np.log(np.where(weight > 0, distances, 1.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        away = weight * (steps - (weight @ steps / count)[:, None])
        slopes = (away * logs).sum(axis=1) / (away * steps).sum(axis=1)
    return np.where(count >= FEWEST, slopes, np.nan)


def predicted(spec: RunSpec, axes: Mapping[str, Values]) -> np.ndarray:
    """The same factor in closed form, for a spec that `has_theory`."""
    grid = mesh(pinned(spec), axes)
    contraction, values = spec.optimizer_row.contraction, dict(spec.hyperparameter_values())
    if contraction is None:
        raise SpecError("optimizer", f"{spec.optimizer_row.title} has no closed form")
    knobs = {name: grid.numbers.get(name, value) for name, value in values.items()}
    factors = [contraction(curvature=each, **knobs) for each in _eigenvalues(spec, grid.numbers, len(grid.starts))]
    return np.max(factors, axis=0).reshape(grid.shape)


def best(spec: RunSpec) -> dict[str, float] | None:
    """The hyper-parameters with the smallest factor on the spec's own surface; None where theory gives none."""
    tuned = spec.optimizer_row.tuned
    if tuned is None or not has_theory(spec):
        return None
    flattest, steepest = _spectrum(spec)
    return dict(tuned(flattest, steepest))


def _eigenvalues(spec: RunSpec, numbers: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """The flattest and the steepest curvature at each point of a grid, (2, count)."""
    knobs = [name for name in numbers if name.startswith(SURFACE_PREFIX)]
    if not knobs:
        return np.repeat(np.array(_spectrum(spec))[:, None], count, axis=1)
    kinds, which = np.unique(np.stack([numbers[name] for name in knobs]), axis=1, return_inverse=True)
    found = []
    for kind in kinds.T:
        each = spec
        for name, value in zip(knobs, kind, strict=True):
            each = varied(each, name, float(value))
        found.append(_spectrum(each))
    return np.array(found)[which].T


def _spectrum(spec: RunSpec) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of a quadratic's Hessian."""
    point = np.array([minima(spec, 0)[0].x])
    values = curvature(spec.surface, spec.surface_values(), spec.frame, point)["eigenvalues"][0]
    return float(values[0]), float(values[-1])


def _require_quadratic(spec: RunSpec) -> None:
    if "quadratic" not in spec.surface_row.tags:
        raise SpecError(
            "surface", f"{spec.surface_row.title} is no quadratic: how fast a run closes in has no one number"
        )
