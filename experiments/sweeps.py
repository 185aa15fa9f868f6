"""Sweeps: the same run at every point of a grid of numbers; basins: from every start of a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from experiments.facts import length, lowest_at, minima, outside
from experiments.grid import PLACES, SCALE, START, Grid, Values, pinned, varied
from experiments.many import Lot, Progress, Summary, field_of, summaries
from experiments.programs import prepare_summary
from experiments.spec import SURFACE_PREFIX, RunSpec, SpecError
from experiments.stationary import saddles
from experiments.summaries import Aim
from experiments.thresholds import CLOSE, CLOSED, GONE, LEFT
from surfaces.core import Window

#: Points of one grid at most.
MAX_POINTS = 1 << 20
#: The part of a run after which it is looked at once more: what moved little since has settled.
SETTLING = 0.9
#: Minima whose values differ by less than this are equally low.
SAME = 1e-9
#: In `basins`: settled, but at no known minimum; gone; settled at a saddle or a hilltop; not settled yet.
ELSEWHERE, ESCAPED, SADDLE, MOVING = -1, -2, -3, -4
#: What they are called where shares are told.
OTHERS = {"saddle": SADDLE, "moving": MOVING, "elsewhere": ELSEWHERE, "escaped": ESCAPED}
#: In `sweep`: within the tolerance at the end; not; gone from the window for good, or from all numbers.
TRAINED, SHORT, DIVERGED = 0, 1, 2


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
    floors = _floors(spec, points.numbers, len(points.starts))
    made = summaries(Lot(spec, points.starts, points.numbers, floors, tolerance), progress=progress)
    targets = Aim(floors, tolerance).target(made.first)
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


def _floors(spec: RunSpec, numbers: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """The lowest loss that each lane could come to, (count,); NaN where it is not known."""
    knobs = [name for name in numbers if name.startswith(SURFACE_PREFIX)]
    if not knobs:
        return np.full(count, _floor(spec))
    kinds, which = np.unique(np.stack([numbers[name] for name in knobs]), axis=1, return_inverse=True)
    floors = []
    for values in kinds.T.tolist():
        each = spec
        for name, value in zip(knobs, values, strict=True):
            each = varied(each, name, value)
        floors.append(_floor(each))
    return np.array(floors)[which]


def _floor(spec: RunSpec) -> float:
    floor = lowest_at(spec, spec.steps)
    return np.nan if floor is None else floor


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
        A grid of axes y and x with `minimum` (which of `facts.minima` it ends in, or `ELSEWHERE`, `ESCAPED`, `SADDLE`
        or `MOVING`), `reached` (the first step within the tolerance of that one, steps + 1 where there is none, or
        where the loss cannot tell because the run has been lower before), and `x`.

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
    places = np.empty((rows, columns, 2))
    places[..., 0], places[..., 1] = axes["x"], axes["y"][:, None]
    starts = spec.surface_row.plane.embed(places.reshape(-1, 2))
    prepare_summary(field_of(spec, ()))  # all of it, so that no other number finds an end that still needs compiling
    marks = (int(SETTLING * spec.steps),)
    known = np.array([each.value for each in minima(spec, spec.steps)])
    ends = np.empty(len(starts), int)

    def look(at: int, piece: Summary) -> None:
        ends[at : at + len(piece.x)] = _ends(spec, piece)

    floor = np.full(len(starts), _floor(spec))
    made = summaries(Lot(spec, starts, {}, floor, tolerance), marks, progress, look=look)
    ends = _saddles_told(spec, made, ends)
    reached = made.reached
    reached[ends < 0] = spec.steps + 1
    others = np.flatnonzero(np.isin(ends, np.flatnonzero(~_are_global(known))))
    if len(others):
        floors = known[ends[others]]
        again = summaries(Lot(spec, starts[others], {}, floors, tolerance), progress=progress)
        # A run that has been lower than where it ends was within its tolerance on the way elsewhere.
        lower = again.best < floors - SAME * np.maximum(1.0, np.abs(floors))
        reached[others] = np.where(lower, spec.steps + 1, again.reached)
    kept = {"minimum": ends, "reached": reached, "x": made.x}
    return Grid(spec, axes, {name: array.reshape(rows, columns, *array.shape[1:]) for name, array in kept.items()})


def _ends(spec: RunSpec, made: Summary) -> np.ndarray:
    """Which minimum each of a few runs has settled in, or what became of it, shape (n,)."""
    near, gone = CLOSE * length(spec, spec.steps), _gone(spec, made)
    x, earlier = _by_variable(made.x), _by_variable(made.marked[:, 0])
    with np.errstate(invalid="ignore", over="ignore"):
        settled = ~gone & (np.abs(x - earlier).max(axis=0) <= near)
        ends = np.where(gone, ESCAPED, np.where(settled, ELSEWHERE, MOVING))
        least = np.where(settled, near**2, -1.0)
        for i, minimum in enumerate(minima(spec, spec.steps)):
            distance = np.square(x - np.array(minimum.x)[:, None]).sum(axis=0)
            here = distance <= least
            np.copyto(ends, i, where=here)
            np.copyto(least, distance, where=here)
    return ends


def _saddles_told(spec: RunSpec, made: Summary, ends: np.ndarray) -> np.ndarray:
    """The ends (n,), of which those that rest elsewhere may be saddles."""
    apart = np.flatnonzero(ends == ELSEWHERE)
    asked = apart[_high_within(spec, made, apart)]
    ends[asked[saddles(spec, spec.steps, made.x[asked])]] = SADDLE
    return ends


def _high_within(spec: RunSpec, made: Summary, lanes: np.ndarray) -> np.ndarray:
    """Which of some runs end inside the window, above its lowest: of others a verdict does not ask for a saddle."""
    inside = outside(spec, made.x[lanes]) <= LEFT
    floor = lowest_at(spec, spec.steps)
    if floor is None:
        return inside
    gap, drop = made.loss[lanes] - floor, made.first[lanes] - floor
    return inside & (np.abs(gap) > CLOSED * drop)


def _by_variable(points: np.ndarray) -> np.ndarray:
    """Points (n, d) as (d, n): what is done to each of many points is fast along the longer axis."""
    return np.ascontiguousarray(points.T)


def _gone(spec: RunSpec, made: Summary) -> np.ndarray:
    """Which runs left the numbers, or ended so far from the window that a verdict calls them diverged, shape (n,)."""
    with np.errstate(invalid="ignore", over="ignore"):
        return ~made.finite | (outside(spec, made.x) > GONE)


def global_minima(spec: RunSpec) -> np.ndarray:
    """Which of `facts.minima` are the lowest."""
    return np.flatnonzero(_are_global(np.array([each.value for each in minima(spec, spec.steps)])))


def _are_global(values: np.ndarray) -> np.ndarray:
    """Which of the values of all minima are the lowest, shape (n,)."""
    lowest = values.min(initial=np.inf)
    return values <= lowest + SAME * max(1.0, abs(lowest))


def share_of_global(grid: Grid) -> float:
    """The share of a basin map's starts from which the global minimum is reached."""
    return shares(grid.spec, grid.arrays["minimum"])["share"]


def shares(spec: RunSpec, ends: np.ndarray) -> dict[str, float]:
    """Where the starts of a basin map lead: the `share` that reaches a global minimum, and those of all other ends.

    Args:
        spec: the run.
        ends: `minimum` of a grid of `basins`, any shape.
    """
    best = np.isin(ends, global_minima(spec))
    here = {"share": best, "local": (ends >= 0) & ~best, **{name: ends == end for name, end in OTHERS.items()}}
    return {name: float(part.mean()) for name, part in here.items()}
