"""From points to trajectories: true losses and gradients, and where finite numbers end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.inputs import frame_numbers, surface_table
from experiments.programs import POINTS, WIDTH, Static, observe_program, pair_of
from experiments.spec import RunSpec
from experiments.trajectory import Evaluations, Trajectory
from surfaces.core import Surface

#: A run's points (T + 1, d), and the evaluations that a line search added at each step (T,).
Path = tuple[np.ndarray, np.ndarray | None]


def padded(arrays: Sequence[Any], width: int) -> np.ndarray:
    """One array of `width` lanes; the last lane is repeated where there are fewer."""
    return np.array([*arrays, *[arrays[-1]] * (width - len(arrays))])


def measure(specs: Sequence[RunSpec], paths: Sequence[Path]) -> list[Trajectory]:
    """The trajectories of up to `WIDTH` runs on one surface."""
    most = max(spec.steps for spec in specs) + 1
    points = padded([_longer(x, most) for x, _ in paths], WIDTH)
    tables = padded([surface_table(spec, most) for spec in specs], WIDTH)
    frames = padded([frame_numbers(spec) for spec in specs], WIDTH)
    static = pair_of(specs[0]).surface_static
    losses, gradients = observed(specs[0].surface_row, static, points, tables, frames)
    stops = _freeze(points, losses, gradients)
    return [
        Trajectory(
            spec=spec,
            x=points[i, : spec.steps + 1],
            loss=losses[i, : spec.steps + 1],
            grad=gradients[i, : spec.steps + 1],
            stopped_at=int(stops[i]) if stops[i] < spec.steps else None,
            evaluations=_cost(spec, min(spec.steps, int(stops[i])), added),
        )
        for i, (spec, (_, added)) in enumerate(zip(specs, paths, strict=True))
    ]


def observed(surface: Surface, static: Static, points: np.ndarray, tables: np.ndarray, frames: np.ndarray) -> Any:
    """True losses (WIDTH, n) and gradients (WIDTH, n, d) at points (WIDTH, n, d) with knobs (WIDTH, n, knobs)."""
    program, count = observe_program(surface, static), points.shape[1]
    losses, gradients = [], []
    for at in range(0, count, POINTS):
        piece = slice(at, at + POINTS)
        loss, gradient = program(_filled(points[:, piece]), _filled(tables[:, piece]), frames)
        losses.append(loss)
        gradients.append(gradient)
    return np.concatenate(losses, axis=1)[:, :count], np.concatenate(gradients, axis=1)[:, :count]


def _filled(array: np.ndarray) -> np.ndarray:
    """The array with its last entry along axis 1 repeated up to `POINTS`."""
    missing = POINTS - array.shape[1]
    return array if not missing else np.concatenate([array, np.repeat(array[:, -1:], missing, axis=1)], axis=1)


def _longer(x: np.ndarray, most: int) -> np.ndarray:
    """A path with its last point repeated up to a length."""
    return x if len(x) == most else np.concatenate([x, np.repeat(x[-1:], most - len(x), axis=0)])


def _freeze(points: np.ndarray, losses: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Holds each run at its last finite point, in place; returns that step, or the number of points where all are."""
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(points.sum() + losses.sum() + gradients.sum()):  # then all are, found in a third of the time
            return np.full(len(losses), losses.shape[1])
    finite = np.isfinite(losses) & np.isfinite(gradients).all(axis=2) & np.isfinite(points).all(axis=2)
    count = losses.shape[1]
    stops = np.where(finite.all(axis=1), count, np.maximum(np.argmin(finite, axis=1) - 1, 0))
    for lane in np.flatnonzero(stops < count):
        stop = stops[lane]
        points[lane, stop:], losses[lane, stop:], gradients[lane, stop:] = (
            points[lane, stop],
            losses[lane, stop],
            gradients[lane, stop],
        )
    return stops


def _cost(spec: RunSpec, made: int, added: np.ndarray | None) -> Evaluations:
    """Evaluations in the steps that were made; a forward difference takes one of the loss more than it has slopes."""
    extra = 0 if added is None else int(added[:made].sum())
    row = spec.optimizer_row
    if spec.difference:
        differences = made * row.gradients * (spec.surface_row.dimension + 1)
        return Evaluations(gradients=extra, values=differences + made * row.values + extra)
    return Evaluations(gradients=made * row.gradients + extra, values=made * row.values + extra)
