"""The parts of the wire's questions that are about networks in training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.training.session import MOST
from experiments.training.spec import FIELDS, MAX_STEPS
from experiments.training.study import Study
from wire.limits import OUTPUT_SIDE, PLANE_SIDE
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


STUDY = Part(
    {
        "shared": _TRAINING,
        "lanes": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _TRAINING},
    },
    _study,
    frozenset({"lanes"}),
)
LANE = whole("lane", 0, (0, MOST - 1), "Which of the lanes.")
DONE = whole("done", 0, (0, MAX_STEPS), "How many steps must have been made.")
KIND = choice("kind", KINDS[0], KINDS, "How the plane's directions are chosen.")
PART = choice("part", PARTS[0], PARTS, "Whose loss is drawn: that of the training points, or of the test points.")
DRAWN = whole("seed", 0, (0, 2**32 - 1), "Which random directions.")
AT = whole("at", -1, (-1, MAX_STEPS), "The snapshot that the plane goes through; the last one where it is -1.")
SIDE = whole("side", 49, PLANE_SIDE, "Lines of the grid each way.")
PLACES = whole("side", 48, OUTPUT_SIDE, "Places each way.")
