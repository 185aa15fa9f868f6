"""Fields of runs: any number of lanes of one spec that differ in numbers and starts, summarized."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import numpy as np

from experiments.engine import Pair, columns
from experiments.inputs import change, draws, first_line, frame_numbers, scheduled
from experiments.programs import (
    CHUNK,
    GROUP,
    POINTS,
    TILE,
    blank_lanes,
    look_program,
    observe_program,
    pair_of,
    summary_program,
)
from experiments.spec import RUN_PREFIX, TREATMENT, RunSpec
from experiments.summaries import Course, Lanes

#: Told how many lanes are done and how many there are; it stops the work by raising.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Lot:
    """Lanes of one spec.

    Attributes:
        spec: what they have in common.
        starts: where they begin, shape (n, d).
        numbers: by column (a hyper-parameter, `run.*` or `surface.*`), what differs, each of shape (n,).
        targets: the loss that counts as there for each, shape (n,); NaN for none.
    """

    spec: RunSpec
    starts: np.ndarray
    numbers: Mapping[str, np.ndarray]
    targets: np.ndarray


class Summary(NamedTuple):
    """How each lane went, arrays with a leading axis of lanes.

    Attributes:
        x: the point shown after the last step, (n, d).
        marked: the ones shown after the marked steps, (n, marks, d).
        loss: the true loss at the last point, (n,).
        best: the lowest on the way, (n,).
        reached: the first step at or below the target; the number of points where there is none.
        finite: whether every point, loss and gradient on the way was a finite number.
    """

    x: np.ndarray
    marked: np.ndarray
    loss: np.ndarray
    best: np.ndarray
    reached: np.ndarray
    finite: np.ndarray


#: What a program of lanes is made for: a pair, the columns of numbers, and whether they may change on the way.
Made = tuple[Pair, tuple[str, ...], bool]


def summaries(
    lot: Lot, marks: Sequence[int] = (), progress: Progress = lambda *_: None, made: Made | None = None
) -> Summary:
    """Runs all lanes and says how each one went.

    Memory grows with the number of lanes and of marks, and not with that of steps.

    Args:
        lot: the lanes.
        marks: steps whose points are kept, too, ascending.
        progress: told after each tile of lanes.
        made: the program that makes the steps; the leanest one for this lot where left out.
    """
    count, workers = len(lot.starts), os.cpu_count() or 1
    side = min(TILE, GROUP * math.ceil(count / (GROUP * workers)))
    tile = _tile(lot, marks, side, made or made_for(lot.spec, lot.numbers))
    found = _blank(count, lot.starts.shape[1], len(marks))

    def fill(at: int) -> None:
        for whole, part in zip(found, tile(at), strict=True):
            whole[at : at + side] = part[: count - at]

    with ThreadPoolExecutor(workers) as pool:
        pending = [pool.submit(fill, at) for at in range(0, count, side)]
        try:
            for done, each in enumerate(pending, start=1):
                each.result()
                progress(min(done * side, count), count)
        finally:
            pool.shutdown(cancel_futures=True)
    return found


def _blank(count: int, variables: int, marks: int) -> Summary:
    """Room for what is said of so many lanes."""
    return Summary(
        x=np.empty((count, variables)),
        marked=np.empty((count, marks, variables)),
        loss=np.empty(count),
        best=np.empty(count),
        reached=np.empty(count, int),
        finite=np.empty(count, bool),
    )


def made_for(spec: RunSpec, varying: Collection[str]) -> Made:
    """What the leanest program is made for that runs lanes of a spec which differ in these columns."""
    return pair_of(spec), _names(spec, varying), bool(spec.changes)


def made_for_all(spec: RunSpec) -> Made:
    """The same for the program that knows every treatment and change, so that the first one compiles nothing.

    Its steps take up to twice as long, which a few hundred lanes do not feel. The bits are the same.
    """
    pair = pair_of(spec)
    return pair, columns(pair), True


def prepare_lot(made: Made) -> None:
    """Compiles what such lanes need, and to look at where they end; returns at once where that is nothing."""
    pair, _, _ = made
    summary_program(*made)
    observe_program(pair.surface, pair.surface_static)
    look_program(pair.surface, pair.surface_static)


def _tile(lot: Lot, marks: Sequence[int], side: int, made: Made) -> Callable[[int], Summary]:
    """What runs so many lanes from a number on; lanes that are missing at the end are the last one again."""
    pair, names, _ = made
    program, blank, count = summary_program(*made), blank_lanes(pair), len(lot.starts)
    chunks, frame = _chunks(lot, made, marks), np.array(frame_numbers(lot.spec))
    kept = frozenset(marks)

    def tile(at: int) -> Summary:
        take = np.minimum(np.arange(at, at + TILE), count - 1)
        starts, numbers = _grouped(lot.starts[take]), _grouped(_own(lot, names, take))
        targets = lot.targets[take].reshape(-1, GROUP)
        lanes: Any = blank._replace(x=starts, shown=None if blank.shown is None else starts)
        marked = [lot.starts[take]] if 0 in kept else []
        for chunk in chunks:
            fresh, last = np.bool_(chunk is chunks[0]), np.bool_(chunk is chunks[-1])
            lanes = program(
                np.int32(side // GROUP), lanes, numbers, targets, fresh, chunk.course, frame, chunk.count, last
            )
            if chunk.end in kept:
                marked.append(_shown(lanes))
        found = Summary(
            x=_shown(lanes),
            marked=np.stack(marked, axis=1) if marked else np.empty((TILE, 0, lot.starts.shape[1])),
            loss=np.asarray(lanes.loss).ravel(),
            best=np.asarray(lanes.best).ravel(),
            reached=np.asarray(lanes.above).ravel(),
            finite=np.asarray(lanes.broken).ravel() == 0,
        )
        return Summary(*(array[:side] for array in found))

    return tile


def _grouped(lanes: np.ndarray) -> np.ndarray:
    """Lanes by number, (lanes, k), as a program takes them, (groups, k, GROUP)."""
    return np.ascontiguousarray(lanes.reshape(-1, GROUP, lanes.shape[1]).swapaxes(1, 2))


def _shown(lanes: Lanes) -> np.ndarray:
    """The points shown, (lanes, d)."""
    points = np.asarray(lanes.x if lanes.shown is None else lanes.shown)
    return points.swapaxes(1, 2).reshape(-1, points.shape[1])


def _names(spec: RunSpec, varying: Collection[str]) -> tuple[str, ...]:
    """The columns that are needed: those of treatments only where one of them is given."""
    names = columns(pair_of(spec))
    idle = {RUN_PREFIX + knob.name: knob.default for knob in TREATMENT}
    given = set(varying).union(*(values for _, values in spec.changes))
    given |= {name for name, default in idle.items() if first_line(spec)[name] != default}
    return names if given & set(idle) else tuple(name for name in names if name not in idle)


def _own(lot: Lot, names: tuple[str, ...], take: np.ndarray) -> np.ndarray:
    """The own numbers of some lanes before the schedule, shape (n, columns)."""
    shared = first_line(lot.spec)
    lines = np.empty((len(take), len(names)))
    for i, name in enumerate(names):
        lines[:, i] = lot.numbers[name][take] if name in lot.numbers else shared[name]
    return lines


@dataclass(frozen=True)
class Chunk:
    """Steps that are made in one call: the last of them, how many, and what all lanes have in common there."""

    end: int
    count: np.int32
    course: Course


def _chunks(lot: Lot, made: Made, marks: Sequence[int]) -> list[Chunk]:
    """The steps of a lot in pieces, one of which ends at each mark."""
    spec, (pair, names, changing) = lot.spec, made
    whole = spec.steps + POINTS
    changed, multipliers = np.full((whole, len(names)), np.nan), np.ones(whole)
    change(changed, spec, names)
    if spec.schedule != "constant":
        multipliers[: spec.steps] = scheduled(spec)
    course = Course(changed if changing else None, multipliers, draws(spec, pair, whole, lot.numbers))
    stops = sorted({*marks, spec.steps} - {0})
    ends = [end for first, last in pairwise([0, *stops]) for end in (*range(first + CHUNK, last, CHUNK), last)]
    return [
        Chunk(end, np.int32(end - first), jax.tree.map(lambda each, first=first: each[first : first + POINTS], course))
        for first, end in pairwise([0, *ends])
    ]
