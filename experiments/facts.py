"""A surface's facts where a run meets them: placed by the frame, at the knobs of a step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from experiments.inputs import surface_table
from experiments.spec import SURFACE_PREFIX, RunSpec, Settings
from surfaces import SURFACES, Frame
from surfaces.core import Minimum


def knobs_at(spec: RunSpec, step: int) -> dict[str, float]:
    """All knobs of the surface at a step."""
    values = dict(spec.surface_values())
    for at, changed in spec.changes:
        if at <= step:
            moved = {name: value for name, value in changed.items() if name.startswith(SURFACE_PREFIX)}
            values |= {name.removeprefix(SURFACE_PREFIX): value for name, value in moved.items()}
    return values


def minima(spec: RunSpec, step: int) -> tuple[Minimum, ...]:
    """The known minima at a step, where the frame puts them."""
    return _minima(spec.surface, _given_at(spec, step), spec.frame)


def _given_at(spec: RunSpec, step: int) -> Mapping[str, float]:
    """The surface's knobs at a step as a key: those that were given, where they stay."""
    return Settings(knobs_at(spec, step)) if _surface_moves(spec) else spec.surface_knobs


@lru_cache(maxsize=1024)
def _minima(surface: str, given: Settings, frame: Frame) -> tuple[Minimum, ...]:
    return frame.minima(SURFACES[surface], SURFACES[surface].values(given))


def outside(spec: RunSpec, points: np.ndarray) -> np.ndarray:
    """How far points (n, d) lie outside the window, in window sizes (n,); 0 inside, NaN for what is no number."""
    row = spec.surface_row
    places = row.plane.project(points)
    worst = np.zeros(len(points)) if row.is_flat else off_plane(spec, points)
    for place, low, high in zip(np.ascontiguousarray(places.T), *window(spec.surface, spec.frame), strict=True):
        worst = np.maximum(worst, np.maximum(low - place, place - high) / (high - low))
    return worst


def off_plane(spec: RunSpec, points: np.ndarray) -> np.ndarray:
    """How far points (..., d) lie off the plane of the window, in lengths of its longer side, (...)."""
    row = spec.surface_row
    low, high = np.array(window(spec.surface, spec.frame))
    longer = float(np.max((high - low) * np.linalg.norm(row.plane.directions, axis=1)))
    return row.plane.distance(points) / longer


@lru_cache(maxsize=1024)
def window(surface: str, frame: Frame) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The lower left and the upper right corner of the window in which a surface is shown."""
    (left, right), (bottom, top) = frame.window(SURFACES[surface])
    return (left, bottom), (right, top)


def length(spec: RunSpec, step: int) -> float:
    """The surface's typical distance at a step."""
    return _length(spec.surface, _given_at(spec, step))


@lru_cache(maxsize=1024)
def _length(surface: str, given: Settings) -> float:
    return float(SURFACES[surface].length(**SURFACES[surface].values(given)))


def lowest_at(spec: RunSpec, step: int) -> float | None:
    """The value of the global minimum at a step; None where it is unknown."""
    return _lowest_value(spec.surface, _given_at(spec, step))


def lowest(spec: RunSpec) -> np.ndarray | None:
    """The value of the global minimum at each point of a run, shape (steps + 1,); None where it is unknown."""
    points = spec.steps + 1
    if not _surface_moves(spec):
        value = lowest_at(spec, 0)
        return None if value is None else np.full(points, value)
    lines = surface_table(spec, points)
    places, which = np.unique(lines, axis=0, return_inverse=True)
    first = [int(np.argmax(which == place)) for place in range(len(places))]
    values = [lowest_at(spec, step) for step in first]
    return None if None in values else np.asarray(values, dtype=float)[which]


def _surface_moves(spec: RunSpec) -> bool:
    return any(name.startswith(SURFACE_PREFIX) for _, changed in spec.changes for name in changed)


@lru_cache(maxsize=1024)
def _lowest_value(surface: str, given: Settings) -> float | None:
    return SURFACES[surface].lowest(given)
