"""`api/map` and `api/basins`: pictures of many runs, as a stream of frames, coarse first.

The first frame says what is drawn and comes at once. The others bring bands of rows, those of a coarse grid before
those of finer ones. Each band is a short call of its own, so that many visitors share the one line of this work, and
when the client goes away no further band is begun and the one under way stops after its next tile.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from experiments import RunSpec, sweep
from experiments.asymptotics import best, has_theory, measured, predicted
from experiments.axes import Axis
from experiments.engine import columns
from experiments.facts import lowest_at, minima
from experiments.grid import PLACES, START
from experiments.many import Progress, field_of
from experiments.programs import TILE, is_summary_ready, pair_of, prepare_summary
from experiments.spec import RUN_PREFIX, SpecError
from experiments.sweeps import basins_at, global_minima, mesh, shares
from surfaces.core import Window
from wire.encoding import frame, packed
from wire.endpoint import Answer
from wire.gate import COMPILER, FIELDS
from wire.levels import Level, levels_of
from wire.limits import FIELD_BAND, FIELD_COARSE, FIELD_WORK
from wire.question import one_of
from wire.refusal import BusyError, RefusedError

_LOGGER = logging.getLogger(__name__)

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Sheet:
    """What is drawn: one run for each cell of a rectangle.

    Attributes:
        run: what they have in common.
        x, y: what differs.
        columns, rows: how many cells.
        tolerance: the share of the gap at the start that counts as closed.
    """

    run: RunSpec
    x: Axis
    y: Axis
    columns: int
    rows: int
    tolerance: float

    @property
    def varying(self) -> tuple[str, ...]:
        """The columns of numbers in which the runs differ; starts are none."""
        return tuple(axis.name for axis in (self.x, self.y) if axis.name not in PLACES)


Work = Callable[[Sheet, Mapping[str, np.ndarray], Progress], Arrays]


@dataclass(frozen=True)
class Kind:
    """One kind of picture.

    Attributes:
        work: the arrays of a band, from the values of its axes y and x.
        runs: how often each run is made for it.
        labels: the one of them that says what each cell belongs to.
        facts: what is said about a whole picture, from the sheet and those labels.
    """

    work: Work
    runs: int
    labels: str
    facts: Callable[[Sheet, np.ndarray], dict[str, Any]] = field(default=lambda _sheet, _labels: {})


def _runs(sheet: Sheet, axes: Mapping[str, np.ndarray], progress: Progress) -> Arrays:
    made = sweep(sheet.run, axes, sheet.tolerance, progress).arrays
    with np.errstate(over="ignore"):
        loss = made["loss"].astype(np.float32)
    return {"reached": made["reached"].astype(np.uint16), "loss": loss, "outcome": made["outcome"].astype(np.uint8)}


def _factors(sheet: Sheet, axes: Mapping[str, np.ndarray], progress: Progress) -> Arrays:
    factor = measured(sheet.run, axes, progress)
    with np.errstate(over="ignore"):
        single = factor.astype(np.float32)
    return {
        "factor": single,
        "theory": predicted(sheet.run, axes).astype(np.float32),
        "stable": (factor < 1).astype(np.uint8),
    }


def _ends(sheet: Sheet, axes: Mapping[str, np.ndarray], progress: Progress) -> Arrays:
    made = basins_at(sheet.run, axes["x"], axes["y"], sheet.tolerance, progress).arrays
    return {"reached": made["reached"].astype(np.uint16), "minimum": made["minimum"].astype(np.int16)}


def _shares(sheet: Sheet, labels: np.ndarray) -> dict[str, Any]:
    """The shares of starts that lead to a global minimum, to another, to a saddle, and so on."""
    return shares(sheet.run, labels)


RUNS, FACTORS = Kind(_runs, 1, "outcome"), Kind(_factors, 1, "stable")
BASINS = Kind(_ends, 2, "minimum", _shares)


def hypermap(run: RunSpec, axes: tuple[Axis, Axis], columns: int, rows: int, tolerance: float, show: str) -> Answer:
    """The runs of a rectangle of two numbers."""
    sheet = Sheet(run, *axes, columns, rows, tolerance)
    if show == "runs":
        return _answer(sheet, RUNS, {"known": lowest_at(run, run.steps) is not None})
    if not has_theory(run) or any(name.startswith(RUN_PREFIX) for name in sheet.varying):
        raise RefusedError(
            400, f"there is no theory of {run.optimizer_row.title} on {run.surface_row.title} as it is set"
        )
    return _answer(sheet, FACTORS, {"best": best(run)})


def basins(run: RunSpec, window: Window | None, columns: int, rows: int, tolerance: float) -> Answer:
    """The runs from every start of a window (the surface's own where none is given)."""
    sides = window or run.frame.window(run.surface_row)
    x, y = (Axis(name, low, high) for name, (low, high) in zip(START, sides, strict=True))
    known = [{"x": each.x, "value": each.value} for each in minima(run, run.steps)]
    sheet = Sheet(run, x, y, columns, rows, tolerance)
    return _answer(sheet, BASINS, {"minima": known, "global": global_minima(run)})


def prepare(run: RunSpec, axes: tuple[Axis, Axis] | tuple[()] = (), **_: Any) -> None:
    """Compiles what a picture needs."""
    prepare_summary(field_of(run, [axis.name for axis in axes if axis.name not in PLACES]))


def _answer(sheet: Sheet, kind: Kind, facts: Mapping[str, Any]) -> Answer:
    """The first frame, once everything has been checked, and the stream of the others."""
    work = kind.runs * sheet.columns * sheet.rows * sheet.run.steps
    if work > FIELD_WORK:
        raise RefusedError(400, f"a picture makes at most {FIELD_WORK} steps together, not {work}")
    names = (*columns(pair_of(sheet.run)), *PLACES)
    for axis in (sheet.x, sheet.y):
        one_of("number that an axis can show called", names, axis.name)
    x, y = sheet.x.values(sheet.columns), sheet.y.values(sheet.rows)
    mesh(sheet.run, {sheet.y.name: y[[0, -1]], sheet.x.name: x[[0, -1]]})
    if FIELDS.full:
        raise BusyError
    head = {"columns": sheet.columns, "rows": sheet.rows, "steps": sheet.run.steps, "tolerance": sheet.tolerance}
    return Answer(frame(packed({"x": x, "y": y}, {**head, **facts})), _later(sheet, kind, x, y))


async def _later(sheet: Sheet, kind: Kind, x: np.ndarray, y: np.ndarray) -> AsyncGenerator[bytes]:
    """A frame for each band, level by level; a failure is told in the last one."""
    stopped = threading.Event()

    def watch(*_: int) -> None:
        if stopped.is_set():
            raise InterruptedError

    try:
        field = field_of(sheet.run, sheet.varying)
        if not is_summary_ready(field):
            await COMPILER.compile(field, partial(prepare_summary, field))
        for level in levels_of(x, y, FIELD_COARSE):
            for first, last in level.bands(max(2 * TILE, FIELD_BAND // (kind.runs * sheet.run.steps))):
                yield await FIELDS.run(partial(_band, sheet, kind, level, first, last, watch))
    except RefusedError as refused:
        yield frame(packed({}, {"error": refused.sentence}))
    except SpecError as error:
        yield frame(packed({}, {"error": error.sentence}))
    except Exception:
        _LOGGER.exception("a picture failed: %s", sheet)
        yield frame(packed({}, {"error": "this picture could not be computed"}))
    finally:
        stopped.set()


def _band(sheet: Sheet, kind: Kind, level: Level, first: int, last: int, watch: Progress) -> bytes:
    """The rows from one to the next as a frame."""
    arrays = kind.work(sheet, {sheet.y.name: level.y[first:last], sheet.x.name: level.x}, watch)
    return level.band(first, arrays, arrays[kind.labels], partial(kind.facts, sheet))
