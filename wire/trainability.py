"""`api/trainability`: where trainings end over two of their numbers; `api/course`: one of them, step by step.

Streams of frames, the one coarse first and framed as a map is, the other as a training. Each turn of about a quarter of
a second takes its place in the line of all trainings; when the client goes away no further turn is begun.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from experiments.axes import Axis
from experiments.spec import SpecError
from experiments.training import TrainSpec
from experiments.training.inputs import data_of, network_of, setup_of
from experiments.training.programs import wide
from experiments.training.study import Study
from experiments.training.trainability import Field, check, prepare
from experiments.training.trainability import course as alone
from wire.encoding import frame, packed
from wire.endpoint import Answer
from wire.gate import COMPILER, TRAINING
from wire.jobs import affordable
from wire.levels import Level, levels_of
from wire.limits import TRAINABILITY_BAND, TRAINABILITY_COARSE
from wire.refusal import BusyError, RefusedError
from wire.tables import TABLES
from wire.training import first_frame, progress

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sheet:
    """What is drawn: one training for each cell of a rectangle.

    Attributes:
        training: what they have in common.
        x, y: what differs.
    """

    training: TrainSpec
    x: Axis
    y: Axis

    def axes(self, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
        """The values of some of its columns and rows, in the order of the arrays' axes."""
        return {self.y.name: y, self.x.name: x}


def trainability(training: TrainSpec, axes: tuple[Axis, Axis], columns: int, rows: int) -> Answer:
    """The first frame, once everything has been checked, and the stream of the others."""
    sheet = Sheet(training, *(replace(axis, bits=32) for axis in axes))
    x, y = sheet.x.values(columns), sheet.y.values(rows)
    check(training, sheet.axes(x[[0, -1]], y[[0, -1]]))
    affordable(Study((training,)), columns * rows)
    weights = network_of(training, data_of(training, TABLES)).size
    if TRAINING.full:
        raise BusyError
    head = {"columns": columns, "rows": rows, "steps": training.steps, "weights": weights}
    return Answer(frame(packed({"x": x, "y": y}, head)), _later(sheet, x, y))


async def _later(sheet: Sheet, x: np.ndarray, y: np.ndarray) -> AsyncGenerator[bytes]:
    """A frame for each band, level by level; a failure is told in the last one."""
    try:
        ends = sheet.axes(x[[0, -1]], y[[0, -1]])
        await COMPILER.compile(("trainability", sheet), partial(prepare, sheet.training, ends, TABLES))
        for level in levels_of(x, y, TRAINABILITY_COARSE):
            for first, last in level.bands(TRAINABILITY_BAND):
                field = await TRAINING.run(
                    partial(Field, sheet.training, sheet.axes(level.x, level.y[first:last]), TABLES)
                )
                while not field.is_done:
                    await TRAINING.run(field.turn)
                yield _band(level, first, field)
    except (RefusedError, SpecError) as error:
        yield frame(packed({}, {"error": error.sentence}))
    except Exception:
        _LOGGER.exception("a map of trainings failed: %s", sheet)
        yield frame(packed({}, {"error": "this picture could not be computed"}))


def course(training: TrainSpec) -> Answer:
    """The training of one cell in the frames of `api/train`, bit for bit as the map has it."""
    study = Study((training,))
    affordable(study, wide(setup_of(training, data_of(training, TABLES))))
    return Answer(first_frame(study), _along(training))


async def _along(training: TrainSpec) -> AsyncGenerator[bytes]:
    """A frame for each turn."""
    lot = await TRAINING.run(partial(alone, training, TABLES))
    while not lot.is_done:
        await TRAINING.run(lot.advance)
        yield progress(lot.done, await TRAINING.run(lot.results))


def _band(level: Level, first: int, field: Field) -> bytes:
    made = field.result().arrays
    arrays = {name: made[name].astype(np.float32) for name in ("loss", "start")}
    arrays["outcome"] = made["outcome"].astype(np.uint8)
    return level.band(first, arrays, arrays["outcome"])
