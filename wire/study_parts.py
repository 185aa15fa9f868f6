"""The parts of the wire's questions that are about networks in training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.training.restarts import COUNT
from experiments.training.restarts import WIDTHS as USUAL
from experiments.training.session import MOST
from experiments.training.spec import FIELDS, MAX_STEPS, TrainSpec
from experiments.training.study import Study
from surfaces.neural.network import MAX_WIDTH
from wire.limits import OUTPUT_SIDE, PLANE_SIDE, WIDTHS
from wire.planes import KINDS, PARTS
from wire.question import Part, Schema, choice, whole
from wire.refusal import RefusedError

_TRAINING: Schema = {
    "type": "object",
    "description": f"A training; its fields are {', '.join(FIELDS)}.",
}


def _study(given: Mapping[str, Any]) -> Study:
    study = Study.from_dict(given)
    _without_table(study.first)
    return study


def _without_table(spec: TrainSpec) -> None:
    if spec.table:
        raise RefusedError(400, "a visitor's own table is known to the page alone")


def _shared(given: Mapping[str, Any]) -> TrainSpec:
    spec = TrainSpec.from_dict(given.get("shared", {}))
    _without_table(spec)
    if spec.transfer:
        raise RefusedError(400, "restarts begin with weights of their own, so none are carried over")
    return spec


def _widths(given: Mapping[str, Any]) -> tuple[int, ...]:
    widths = given.get("widths", list(USUAL))
    if not _are_widths(widths) or not 1 <= len(widths) <= WIDTHS or sorted(set(widths)) != widths:
        raise RefusedError(
            400, f"widths must be a list of 1 to {WIDTHS} whole numbers from 1 to {MAX_WIDTH}, each above the last"
        )
    return tuple(widths)


def _are_widths(value: object) -> bool:
    return isinstance(value, list) and all(type(width) is int and 1 <= width <= MAX_WIDTH for width in value)


STUDY = Part(
    {
        "shared": _TRAINING,
        "lanes": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _TRAINING},
    },
    _study,
    frozenset({"lanes"}),
)
SHARED = Part({"shared": _TRAINING}, _shared)
SEVERAL_WIDTHS = Part(
    {
        "widths": {
            "type": "array",
            "minItems": 1,
            "maxItems": WIDTHS,
            "items": {"type": "integer", "minimum": 1, "maximum": MAX_WIDTH},
            "default": list(USUAL),
            "description": "Of all hidden layers, ascending.",
        }
    },
    _widths,
)
RESTARTS = whole("restarts", int(COUNT.default), (1, int(COUNT.high)), COUNT.help)
LANE = whole("lane", 0, (0, MOST - 1), "Which of the lanes.")
DONE = whole("done", 0, (0, MAX_STEPS), "How many steps must have been made.")
KIND = choice("kind", KINDS[0], KINDS, "How the plane's directions are chosen.")
PART = choice("part", PARTS[0], PARTS, "Whose loss is drawn: that of the training points, or of the test points.")
DRAWN = whole("seed", 0, (0, 2**32 - 1), "Which random directions.")
AT = whole("at", -1, (-1, MAX_STEPS), "The snapshot that the plane goes through; the last one where it is -1.")
SIDE = whole("side", 49, PLANE_SIDE, "Lines of the grid each way.")
PLACES = whole("side", 48, OUTPUT_SIDE, "Places each way.")
