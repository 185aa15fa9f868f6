"""run(specs): many runs at once, as few compiled calls as their static structure allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import jax
import numpy as np

from experiments.engine import Pair, columns
from experiments.facts import length
from experiments.inputs import draws, frame_numbers, surface_table, table
from experiments.programs import (
    CHUNK,
    PLACES,
    POINTS,
    WIDTH,
    Program,
    Static,
    blank_state,
    look_program,
    observe_program,
    pair_of,
    rollout_program,
)
from experiments.spec import RunSpec
from experiments.trajectory import Evaluations, Places, Trajectory
from surfaces.core import Surface

#: The ring around a place, in lengths of the surface: small enough to be its neighbourhood.
RING_RADIUS = 1e-3


def run(specs: Iterable[RunSpec]) -> list[Trajectory]:
    """Runs every spec and returns their trajectories in the same order.

    Compiles what was never run before; `experiments.programs.prepare` does that beforehand.

    Raises:
        SpecError: a spec cannot be run.
    """
    specs = [spec.check() for spec in specs]
    trajectories: list[Trajectory | None] = [None] * len(specs)
    paths: list[Any] = [None] * len(specs)
    for group in _grouped(specs, pair_of):
        for lane, path in zip(group, _paths(pair_of(specs[group[0]]), [specs[i] for i in group]), strict=True):
            paths[lane] = path
    for group in _grouped(specs, lambda spec: (spec.surface, pair_of(spec).surface_static)):
        measured = _measure([specs[i] for i in group], [paths[i] for i in group])
        for lane, trajectory in zip(group, measured, strict=True):
            trajectories[lane] = trajectory
    return trajectories  # type: ignore[return-value]


def _grouped(specs: Sequence[RunSpec], key: Any) -> list[list[int]]:
    """Indices of specs with the same key, in groups of up to `WIDTH`."""
    groups: dict[Any, list[int]] = {}
    for i, spec in enumerate(specs):
        groups.setdefault(key(spec), []).append(i)
    return [group[at : at + WIDTH] for group in groups.values() for at in range(0, len(group), WIDTH)]


def _padded(arrays: Sequence[Any]) -> np.ndarray:
    """One array of `WIDTH` lanes; the last lane is repeated where there are fewer."""
    return np.stack([*arrays, *[arrays[-1]] * (WIDTH - len(arrays))])


def roll(program: Program, pair: Pair, specs: Sequence[RunSpec]) -> Any:
    """What a roll-out emits for up to `WIDTH` runs of one pair: arrays of shape (WIDTH, steps, ...)."""
    chunks = -(-max(spec.steps for spec in specs) // CHUNK)
    names = columns(pair)
    lines = _padded([table(spec, names, chunks * CHUNK) for spec in specs])
    drawn = [draws(spec, pair, chunks * CHUNK) for spec in specs]
    noise = {name: _padded([each[name] for each in drawn]) for name in drawn[0]}
    frames = _padded([frame_numbers(spec) for spec in specs])
    x: Any = _padded([np.asarray(spec.starting_point, dtype=float) for spec in specs])
    state, emitted = blank_state(pair), []
    for chunk in range(chunks):
        piece = slice(chunk * CHUNK, (chunk + 1) * CHUNK)
        fresh = np.full(WIDTH, chunk == 0)
        pieces = {name: each[:, piece] for name, each in noise.items()}
        x, state, output = program(x, state, fresh, lines[:, piece], pieces, frames)
        emitted.append(output)
    return jax.tree.map(lambda *parts: np.concatenate(parts, axis=1), *emitted)


def _paths(pair: Pair, specs: Sequence[RunSpec]) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """The points of one group's runs, start first, and the evaluations that line searches added at each step."""
    points, added = roll(rollout_program(pair), pair, specs)
    return [
        (
            np.concatenate([[spec.starting_point], points[i, : spec.steps]]),
            None if added is None else added[i, : spec.steps],
        )
        for i, spec in enumerate(specs)
    ]


def _measure(specs: Sequence[RunSpec], paths: Sequence[tuple[np.ndarray, np.ndarray | None]]) -> list[Trajectory]:
    """Trajectories from the points of runs on one surface, measured there and seen closely at three places."""
    most = max(spec.steps for spec in specs) + 1
    points = _padded([_longer(x, most) for x, _ in paths])
    tables = _padded([surface_table(spec, most) for spec in specs])
    frames = _padded([frame_numbers(spec) for spec in specs])
    static = pair_of(specs[0]).surface_static
    losses, gradients = observed(specs[0].surface_row, static, points, tables, frames)
    stops = _freeze(points, losses, gradients)
    steps = _places(gradients, [min(spec.steps, stop) for spec, stop in zip(specs, stops, strict=False)])
    lanes = np.arange(WIDTH)[:, None]
    radii = _padded([RING_RADIUS * length(spec, 0) for spec in specs])
    hessians, rings = look_program(specs[0].surface_row, static)(
        points[lanes, steps], tables[lanes, steps], frames, radii
    )
    hessians, rings = np.asarray(hessians), np.asarray(rings)
    return [
        Trajectory(
            spec=spec,
            x=points[i, : spec.steps + 1],
            loss=losses[i, : spec.steps + 1],
            grad=gradients[i, : spec.steps + 1],
            stopped_at=int(stops[i]) if stops[i] < spec.steps else None,
            evaluations=_cost(spec, min(spec.steps, int(stops[i])), added),
            places=Places(steps[i], hessians[i], rings[i], float(radii[i])),
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


def _places(gradients: np.ndarray, lasts: Sequence[int]) -> np.ndarray:
    """Three steps of each lane: the start, the slowest place that was left again, the end; shape (WIDTH, PLACES)."""
    norms = np.sqrt(np.einsum("wtd,wtd->wt", gradients, gradients))
    ahead = np.maximum.accumulate(norms[:, ::-1], axis=1)[:, ::-1]
    slowest = np.argmin(norms / np.maximum(ahead, np.finfo(float).tiny), axis=1)
    steps = np.zeros((WIDTH, PLACES), dtype=int)
    steps[:, 2] = _padded(lasts)
    steps[:, 1] = np.minimum(slowest, steps[:, 2])
    return steps


def _cost(spec: RunSpec, made: int, added: np.ndarray | None) -> Evaluations:
    """Evaluations in the steps that were made."""
    extra = 0 if added is None else int(added[:made].sum())
    row = spec.optimizer_row
    return Evaluations(gradients=made * row.gradients + extra, values=made * row.values + extra)
