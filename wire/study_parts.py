"""The parts of the wire's questions that are about networks in training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.training.session import MOST
from experiments.training.spec import FIELDS, MAX_STEPS, TrainSpec
from experiments.training.study import Study
from wire.limits import OUTPUT_SIDE, PLANE_SIDE, TRAINABILITY_GRID
from wire.planes import KINDS, PARTS
from wire.question import Part, Schema, choice, whole
from wire.refusal import RefusedError

_TRAINING: Schema = {
    "type": "object",
    "description": f"A training; its fields are {', '.join(FIELDS)}.",
}


def _study(given: Mapping[str, Any]) -> Study:
    study = Study.from_dict(given)
    if study.first.table:
        raise RefusedError(400, "a visitor's own table is known to the page alone")
    return study


def _training(given: Mapping[str, Any]) -> TrainSpec:
    spec = TrainSpec.from_dict(given["training"])
    if spec.table:
        raise RefusedError(400, "a visitor's own table is known to the page alone")
    if spec.transfer:
        raise RefusedError(400, "the trainings of a map begin with fresh weights, so there can be no transfer")
    return spec


STUDY = Part(
    {
        "shared": _TRAINING,
        "lanes": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _TRAINING},
    },
    _study,
    frozenset({"lanes"}),
)
SINGLE_TRAINING = Part({"training": _TRAINING}, _training, frozenset({"training"}))
CELLS_ACROSS = whole("columns", 64, TRAINABILITY_GRID, "Cells along x.")
CELLS_UP = whole("rows", 64, TRAINABILITY_GRID, "Cells along y.")
LANE = whole("lane", 0, (0, MOST - 1), "Which of the lanes.")
DONE = whole("done", 0, (0, MAX_STEPS), "How many steps must have been made.")
KIND = choice("kind", KINDS[0], KINDS, "How the plane's directions are chosen.")
PART = choice("part", PARTS[0], PARTS, "Whose loss is drawn: that of the training points, or of the test points.")
DRAWN = whole("seed", 0, (0, 2**32 - 1), "Which random directions.")
AT = whole("at", -1, (-1, MAX_STEPS), "The snapshot that the plane goes through; the last one where it is -1.")
SIDE = whole("side", 49, PLANE_SIDE, "Lines of the grid each way.")
PLACES = whole("side", 48, OUTPUT_SIDE, "Places each way.")
