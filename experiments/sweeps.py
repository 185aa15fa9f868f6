"""Sweeps: the same run at every point of a grid of numbers; fans: along one of them; basins: from every start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.facts import length, lowest_at, minima, outside
from experiments.fields import losses
from experiments.grid import PLACES, SCALE, START, Grid, Values, pinned, varied
from experiments.many import Lot, Progress, Summary, summaries
from experiments.programs import TILE
from experiments.rollouts import run
from experiments.spec import SURFACE_PREFIX, RunSpec, SpecError
from experiments.thresholds import CLOSE, GONE
from experiments.trajectory import Trajectory
from surfaces.core import Window

#: Points of one grid at most.
MAX_POINTS = 1 << 20
#: The part of a run after which it is looked at once more: what moved little since has settled.
SETTLING = 0.9
#: Minima whose values differ by less than this are equally low.
SAME = 1e-9
#: In `basins`: neither at a known minimum nor gone; gone.
ELSEWHERE, ESCAPED = -1, -2
#: In `sweep`: within the tolerance at the end; not; gone from the window for good, or from all numbers.
TRAINED, SHORT, DIVERGED = 0, 1, 2


def fan(spec: RunSpec, name: str, values: Sequence[float]) -> list[Trajectory]:
    """Whole runs along one number, from the same start with the same draws.

    Args:
        spec: what they have in common.
        name: what differs, as in `grid.varied`.
        values: its values.

    Raises:
        SpecError: one of the runs cannot be made.
    """
    return run([varied(pinned(spec), name, value) for value in values])


def sweep(
    spec: RunSpec, axes: Mapping[str, Values], tolerance: float = 1e-3, progress: Progress = lambda *_: None
) -> Grid:
    """How runs end at every point of a grid of numbers.

    Args:
        spec: what they have in common.
        axes: by name (as in `grid.varied`) the values, in the order of the arrays' axes.
        tolerance: a gap of this share of that at the start counts as closed.
        progress: told how many runs are done of how many.

    Returns:
        A grid with `loss` and `best` (the last and the lowest true loss), `reached` (the first step within the
        tolerance, steps + 1 where there is none), `finite`, `outcome` (`TRAINED`, `SHORT` or `DIVERGED`), and `x`, the
        last point.

    Raises:
        SpecError: an axis is not known, a value is out of range, or there are too many points.
    """
    spec = pinned(spec).check()
    points = mesh(spec, axes)
    targets = _targets(spec, points.numbers, points.starts, tolerance)
    made = summaries(Lot(spec, points.starts, points.numbers, targets), progress=progress)
    outcome = np.where(_gone(spec, made), DIVERGED, np.where(made.loss <= targets, TRAINED, SHORT))
    kept = {
        "loss": made.loss,
        "best": made.best,
        "reached": made.reached,
        "finite": made.finite,
        "outcome": outcome,
        "x": made.x,
    }
    shaped = {name: array.reshape(*points.shape, *array.shape[1:]) for name, array in kept.items()}
    return Grid(spec, points.axes, shaped)


class Mesh(NamedTuple):
    """The points of a grid, one lane each.

    Attributes:
        axes: by name their values.
        shape: of the grid.
        starts: (lanes, d).
        numbers: what differs besides the starts, by name, each (lanes,).
    """

    axes: Mapping[str, np.ndarray]
    shape: tuple[int, ...]
    starts: np.ndarray
    numbers: Mapping[str, np.ndarray]


def mesh(spec: RunSpec, axes: Mapping[str, Values]) -> Mesh:
    """The points of a grid over a spec.

    Raises:
        SpecError: an axis is not known, a value is out of range, or there are too many points.
    """
    places = {name: np.asarray(values, dtype=float) for name, values in axes.items()}
    _check(spec, places)
    shape = tuple(len(values) for values in places.values())
    crossed = np.meshgrid(*places.values(), indexing="ij")
    numbers = {name: each.ravel() for name, each in zip(places, crossed, strict=True)}
    moved = {name: numbers.pop(name) for name in axes if name in PLACES}
    return Mesh(places, shape, _starts(spec, moved, int(np.prod(shape))), numbers)


def _starts(spec: RunSpec, moved: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """So many starts (count, d), moved in the order of the axes, as `varied` moves one."""
    plane = spec.surface_row.plane
    starts = np.tile(np.array(spec.starting_point), (count, 1))
    for name, values in moved.items():
        if name == SCALE:
            starts = starts * values[:, None]
        else:
            places = plane.project(starts).copy()
            places[:, START.index(name)] = values
            starts = plane.embed(places)
    return starts


def _check(spec: RunSpec, axes: Mapping[str, np.ndarray]) -> None:
    """Looks at the corners of the grid: ranges are intervals."""
    points = int(np.prod([len(values) for values in axes.values()]))
    if not axes or not 1 <= points <= MAX_POINTS:
        raise SpecError("axes", f"a grid has 1 to {MAX_POINTS:,} points, not {points:,}")
    for name, values in axes.items():
        for value in (float(np.min(values)), float(np.max(values))):
            varied(spec, name, value).check()


def _targets(spec: RunSpec, numbers: Mapping[str, np.ndarray], starts: np.ndarray, tolerance: float) -> np.ndarray:
    """The loss that counts as there for each lane; NaN where the lowest is not known."""
    knobs = [name for name in numbers if name.startswith(SURFACE_PREFIX)]
    if not knobs:
        return _target(spec, starts, tolerance)
    targets = np.empty(len(starts))
    kinds, which = np.unique(np.stack([numbers[name] for name in knobs]), axis=1, return_inverse=True)
    for k, values in enumerate(kinds.T):
        each = spec
        for name, value in zip(knobs, values, strict=True):
            each = varied(each, name, float(value))
        targets[which == k] = _target(each, starts[which == k], tolerance)
    return targets


def _target(spec: RunSpec, starts: np.ndarray, tolerance: float) -> np.ndarray:
    floor = lowest_at(spec, spec.steps)
    if floor is None:
        return np.full(len(starts), np.nan)
    return floor + tolerance * (losses(spec.surface, spec.surface_values(), spec.frame, starts) - floor)


def basins(
    spec: RunSpec,
    columns: int,
    rows: int,
    view: Window | None = None,
    tolerance: float = 1e-3,
    progress: Progress = lambda *_: None,
) -> Grid:
    """Where runs from every start of a window end, and how fast they get there.

    Args:
        spec: the run; its own start does not matter.
        columns: how many starts along x, edges included.
        rows: how many along y.
        view: ((x0, x1), (y0, y1)); the surface's window where left out.
        tolerance: a gap of this share of that at the start counts as closed.
        progress: told how many runs are done of how many; those that end in a minimum which is not the lowest are made
            twice, to know where they go before they are timed.

    Returns:
        A grid of axes y and x with `minimum` (which of `facts.minima` it ends in, or `ELSEWHERE` or `ESCAPED`),
        `reached` (the first step within the tolerance of that one, steps + 1 where there is none, or where the loss
        cannot tell because the run has been lower before), and `x`.

    Raises:
        SpecError: the spec cannot be run, or there are too many starts.
    """
    (x0, x1), (y0, y1) = view or spec.frame.window(spec.surface_row)
    return basins_at(spec, np.linspace(x0, x1, columns), np.linspace(y0, y1, rows), tolerance, progress)


def basins_at(
    spec: RunSpec,
    x: Values,
    y: Values,
    tolerance: float = 1e-3,
    progress: Progress = lambda *_: None,
) -> Grid:
    """`basins` from starts at these coordinates."""
    spec = pinned(spec).check()
    axes = {"y": np.asarray(y, dtype=float), "x": np.asarray(x, dtype=float)}
    rows, columns = len(axes["y"]), len(axes["x"])
    _check(spec, axes)
    places = np.stack(np.meshgrid(axes["x"], axes["y"]), axis=-1).reshape(-1, 2)
    starts = spec.surface_row.plane.embed(places)
    marks = (int(SETTLING * spec.steps),)
    first = losses(spec.surface, spec.surface_values(), spec.frame, starts)
    known = np.array([each.value for each in minima(spec, spec.steps)] + [np.nan])

    def timed(floors: np.ndarray | float, lanes: np.ndarray | slice = slice(None)) -> Summary:
        """The runs of some lanes, or of all, timed to where each is expected to end."""
        targets = floors + tolerance * (first[lanes] - floors)
        return summaries(Lot(spec, starts[lanes], {}, targets), marks, progress)

    lowest = np.nanmin(known) if len(known) > 1 else np.nan
    made = timed(lowest)
    ends = np.concatenate([_ends(spec, Summary(*part)) for part in zip(*map(_pieces, made), strict=True)])
    floors = known[np.where(ends < 0, len(known) - 1, ends)]
    reached = np.where(ends < 0, spec.steps + 1, made.reached)
    others = np.flatnonzero((ends >= 0) & ~np.isin(ends, global_minima(spec)))
    if len(others):
        reached[others] = timed(floors[others], others).reached
    # A run that has been lower than where it ends was within its tolerance on the way elsewhere.
    with np.errstate(invalid="ignore"):
        reached = np.where(made.best < floors - SAME * np.maximum(1.0, np.abs(floors)), spec.steps + 1, reached)
    kept = {"minimum": ends, "reached": reached, "x": made.x}
    return Grid(spec, axes, {name: array.reshape(rows, columns, *array.shape[1:]) for name, array in kept.items()})


def _ends(spec: RunSpec, made: Summary) -> np.ndarray:
    """Which minimum each run is at and has settled in, shape (n,)."""
    near, gone = CLOSE * length(spec, spec.steps), _gone(spec, made)
    x, earlier = _by_variable(made.x), _by_variable(made.marked[:, 0])
    ends = np.where(gone, ESCAPED, ELSEWHERE)
    with np.errstate(invalid="ignore", over="ignore"):
        settled = ~gone & (np.abs(x - earlier).max(axis=0) <= near)
        least = np.where(settled, near**2, -1.0)
        for i, minimum in enumerate(minima(spec, spec.steps)):
            distance = np.square(x - np.array(minimum.x)[:, None]).sum(axis=0)
            here = distance <= least
            ends[here], least[here] = i, distance[here]
    return ends


def _pieces(lanes: np.ndarray) -> list[np.ndarray]:
    """Many lanes in pieces so small that what is computed of one stays in the processor's cache."""
    return np.array_split(lanes, range(TILE, len(lanes), TILE))


def _by_variable(points: np.ndarray) -> np.ndarray:
    """Points (n, d) as (d, n): what is done to each of many points is fast along the longer axis."""
    return np.ascontiguousarray(points.T)


def _gone(spec: RunSpec, made: Summary) -> np.ndarray:
    """Which runs left the numbers, or ended so far from the window that a verdict calls them diverged, shape (n,)."""
    with np.errstate(invalid="ignore", over="ignore"):
        return ~made.finite | (outside(spec, made.x) > GONE)


def global_minima(spec: RunSpec) -> np.ndarray:
    """Which of `facts.minima` are the lowest."""
    values = np.array([each.value for each in minima(spec, spec.steps)])
    if not len(values):
        return np.empty(0, dtype=int)
    return np.flatnonzero(values <= values.min() + SAME * max(1.0, abs(values.min())))


def share_of_global(grid: Grid) -> float:
    """The share of a basin map's starts from which the global minimum is reached."""
    return float(np.isin(grid.arrays["minimum"], global_minima(grid.spec)).mean())
