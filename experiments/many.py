"""Fields of runs: any number of lanes of one spec that differ in numbers and starts, summarized."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from experiments.engine import Pair, columns
from experiments.inputs import change, draws, first_line, frame_numbers, scheduled
from experiments.programs import (
    GROUP,
    LONG_CHUNK,
    LONG_POINTS,
    TILE,
    Field,
    blank_lanes,
    pair_of,
    summary_program,
)
from experiments.spec import RUN_PREFIX, TREATMENT, RunSpec
from experiments.summaries import Aim, Course, Lanes, Numbers, on_show

#: Told how many lanes are done and how many there are; it stops the work by raising.
Progress = Callable[[int, int], None]
#: Told how some lanes went, the first of which is this one, by whoever made them: several are told so at a time.
Look = Callable[[int, "Summary"], None]


@dataclass(frozen=True)
class Lot:
    """Lanes of one spec.

    Attributes:
        spec: what they have in common.
        starts: where they begin, shape (n, d).
        numbers: by column (a hyper-parameter, `run.*` or `surface.*`), what differs, each of shape (n,).
        floors: the lowest loss that each could come to, shape (n,); NaN where it is unknown.
        tolerance: the share of the gap between its first loss and its floor with which a lane counts as there.
    """

    spec: RunSpec
    starts: np.ndarray
    numbers: Mapping[str, np.ndarray]
    floors: np.ndarray
    tolerance: float = 0.0


class Summary(NamedTuple):
    """How each lane went, arrays with a leading axis of lanes.

    Attributes:
        x: the point shown after the last step, (n, d).
        marked: the ones shown after the marked steps, (n, marks, d).
        first: the true loss at the start, (n,).
        loss: that at the last point, (n,).
        best: the lowest on the way, (n,).
        reached: the first step within the tolerance; the number of points where there is none.
        finite: whether every point, loss and gradient on the way was a finite number.
    """

    x: np.ndarray
    marked: np.ndarray
    first: np.ndarray
    loss: np.ndarray
    best: np.ndarray
    reached: np.ndarray
    finite: np.ndarray


def summaries(
    lot: Lot,
    marks: Sequence[int] = (),
    progress: Progress = lambda *_: None,
    field: Field | None = None,
    look: Look = lambda *_: None,
) -> Summary:
    """Runs all lanes and says how each one went.

    Memory grows with the number of lanes and of marks, and not with that of steps.

    Args:
        lot: the lanes.
        marks: steps whose points are kept, too, ascending.
        progress: told after each tile of lanes.
        field: what the program is made for that makes the steps; the leanest for this lot where left out.
        look: told of each tile of lanes as it is made.
    """
    count, workers = len(lot.starts), os.cpu_count() or 1
    side = min(TILE, GROUP * math.ceil(count / (GROUP * workers)))
    tile = _tile(lot, marks, field or field_of(lot.spec, lot.numbers))
    found = _room(math.ceil(count / side) * side // GROUP, lot.starts.shape[1], len(marks))

    def fill(at: int) -> None:
        here = slice(at // GROUP, (at + side) // GROUP)
        mine = Summary(*(whole[..., here, :] for whole in found))
        tile(at, mine)
        look(at, Summary(*(_lanes_first(whole, min(side, count - at)) for whole in mine)))

    with ThreadPoolExecutor(workers) as pool:
        pending = [pool.submit(fill, at) for at in range(0, count, side)]
        try:
            for done, each in enumerate(pending, start=1):
                each.result()
                progress(min(done * side, count), count)
        finally:
            pool.shutdown(cancel_futures=True)
    return Summary(*(_lanes_first(whole, count) for whole in found))


def _room(groups: int, variables: int, marks: int) -> Summary:
    """Room for what is said of so many groups of lanes: groups and lanes are the last two axes, as programs have it."""
    shape = groups, GROUP
    return Summary(
        x=np.empty((variables, *shape)),
        marked=np.empty((marks, variables, *shape)),
        first=np.empty(shape),
        loss=np.empty(shape),
        best=np.empty(shape),
        reached=np.empty(shape, int),
        finite=np.empty(shape, bool),
    )


def _lanes_first(whole: np.ndarray, count: int) -> np.ndarray:
    """Numbers (..., groups, lanes) of so many lanes as (count, ...): a view, where a variable's lanes lie together."""
    flat = whole.reshape(*whole.shape[:-2], whole.shape[-2] * GROUP)[..., :count]
    return np.moveaxis(flat, -1, 0)


def field_of(spec: RunSpec, varying: Collection[str]) -> Field:
    """The leanest field that has room for runs of a spec which differ in these columns."""
    names, own = _names(spec, varying), spec.optimizer_row.divisors.union(varying)
    shared = tuple(name for name in names if name not in own)
    return Field(pair_of(spec), shared, tuple(name for name in names if name in own), bool(spec.changes))


def field_of_all(spec: RunSpec) -> Field:
    """The one that has room for every treatment and change, so that the first one compiles nothing.

    Its steps take longer, for some optimizers many times, which a few hundred lanes do not feel. The bits are the same.
    """
    pair = pair_of(spec)
    return Field(pair, (), columns(pair), changing=True)


def _tile(lot: Lot, marks: Sequence[int], field: Field) -> Callable[[int, Summary], None]:
    """What runs the lanes from one on for which there is room, and says there how they went."""
    program, blank, chunks = summary_program(field), _blank(field.pair), _chunks(lot, field, marks)
    # JAX takes over once what is the same for all tiles; else it would copy all of it for each.
    line, frame = first_line(lot.spec), jnp.asarray(frame_numbers(lot.spec))
    shared, courses = _row(line, field.shared), [jax.tree.map(jnp.asarray, chunk.course) for chunk in chunks]
    rest = np.tile(_row(line, field.own)[:, None], (TILE // GROUP, 1, GROUP))
    kept = {mark: i for i, mark in enumerate(marks)}

    def tile(at: int, found: Summary) -> None:
        groups = len(found.loss)
        starts = np.ascontiguousarray(_grouped(lot.starts, at).swapaxes(1, 2))
        given = Numbers(shared, _own(lot, field, rest, at))
        aim = Aim(_grouped(lot.floors, at), np.float64(lot.tolerance))
        lanes: Any = blank._replace(x=starts, shown=None if blank.shown is None else starts)

        def keep(points: Any, room: np.ndarray) -> None:
            room[...] = np.asarray(points)[:groups].swapaxes(0, 1)

        if 0 in kept:
            keep(starts, found.marked[kept[0]])
        for chunk, course in zip(chunks, courses, strict=True):
            fresh, last = np.bool_(chunk is chunks[0]), np.bool_(chunk is chunks[-1])
            told = np.int32(groups), lanes, given, aim, fresh, course, frame, chunk.stops, last
            lanes, marked = program(*told)
            if chunk.mark is not None:
                keep(marked, found.marked[kept[chunk.mark]])
        keep(on_show(lanes), found.x)
        for room, value in ((found.first, lanes.first), (found.loss, lanes.loss), (found.best, lanes.best)):
            room[...] = np.asarray(value)[:groups]
        found.reached[...] = np.asarray(lanes.above)[:groups]
        found.finite[...] = np.asarray(lanes.broken)[:groups] == 0

    return tile


@lru_cache(maxsize=16)
def _blank(pair: Pair) -> Lanes:
    """Lanes for a program that starts them, as JAX's arrays."""
    return Lanes(*jax.tree.map(jnp.asarray, blank_lanes(pair)))


def _grouped(lanes: np.ndarray, at: int) -> np.ndarray:
    """What is said of the tile of lanes (n, ...) from one on, (groups, GROUP, ...); missing ones are the last again."""
    part = lanes[at : at + TILE]
    if len(part) < TILE:
        part = np.concatenate([part, np.broadcast_to(part[-1:], (TILE - len(part), *part.shape[1:]))])
    return part.reshape(-1, GROUP, *part.shape[1:])


def _names(spec: RunSpec, varying: Collection[str]) -> tuple[str, ...]:
    """The columns that are needed: those of treatments only where one of them is given."""
    names = columns(pair_of(spec))
    idle = {RUN_PREFIX + knob.name: knob.default for knob in TREATMENT}
    given = set(varying).union(*(values for _, values in spec.changes))
    given |= {name for name, default in idle.items() if first_line(spec)[name] != default}
    return names if given & set(idle) else tuple(name for name in names if name not in idle)


def _row(line: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    """Some of the numbers of a line, (columns,)."""
    return np.array([line[name] for name in names])


def _own(lot: Lot, field: Field, rest: np.ndarray, at: int) -> np.ndarray:
    """The own numbers of the tile from a lane on, (groups, columns, GROUP), where the lot says nothing those of all."""
    numbers = rest.copy()
    for i, name in enumerate(field.own):
        if name in lot.numbers:
            numbers[:, i] = _grouped(lot.numbers[name], at)
    return numbers


@dataclass(frozen=True)
class Chunk:
    """Steps that are made in one call.

    Attributes:
        mark: the marked step among them, None where there is none.
        stops: after how many of them that comes, and how many they are, (2,).
        course: what all lanes have in common there.
    """

    mark: int | None
    stops: np.ndarray
    course: Course


def _chunks(lot: Lot, field: Field, marks: Sequence[int]) -> list[Chunk]:
    """The steps of a lot in pieces, with no more than one mark in each."""
    spec, names = lot.spec, (*field.shared, *field.own)
    whole = spec.steps + LONG_POINTS
    changed, multipliers = np.full((whole, len(names)), np.nan), np.ones(whole)
    change(changed, spec, names)
    if spec.schedule != "constant":
        multipliers[: spec.steps] = scheduled(spec)
    course = Course(changed if field.changing else None, multipliers, draws(spec, field.pair, whole, lot.numbers))
    chunks: list[Chunk] = []
    first = 0
    while first < spec.steps or not chunks:
        last = min(first + LONG_CHUNK, spec.steps)
        inside = [mark for mark in marks if first < mark <= last]
        if len(inside) > 1:
            last = inside[0]
        mark = inside[0] if inside else None
        stops = np.array([(mark or first) - first, last - first], np.int32)
        here = slice(first, first + LONG_POINTS)
        chunks.append(Chunk(mark, stops, jax.tree.map(lambda each, here=here: each[here], course)))
        first = last
    return chunks
