"""The parts of the wire's questions that are about networks in training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.training.histograms import KINDS as NUMBERS
from experiments.training.restarts import COUNT
from experiments.training.restarts import WIDTHS as USUAL
from experiments.training.session import MOST
from experiments.training.spec import FIELDS, MAX_STEPS, TrainSpec
from experiments.training.study import Study
from surfaces.neural.network import MAX_WIDTH
from wire.cuts import KINDS, Cut, Place
from wire.limits import OUTPUT_SIDE, PLANE_SIDE, TRAINABILITY_GRID, WIDTHS
from wire.planes import PARTS
from wire.question import Part, Schema, choice, shown, whole
from wire.refusal import RefusedError

_TRAINING: Schema = {
    "type": "object",
    "description": f"A training; its fields are {', '.join(FIELDS)}.",
}


def _training(given: Mapping[str, Any]) -> TrainSpec:
    spec = TrainSpec.from_dict(given["training"])
    if spec.transfer:
        raise RefusedError(400, "the trainings of a map begin with fresh weights, so there can be no transfer")
    return spec


STUDY = Part(
    {
        "shared": _TRAINING,
        "lanes": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _TRAINING},
    },
    Study.from_dict,
    frozenset({"lanes"}),
)
SINGLE_TRAINING = Part({"training": _TRAINING}, _training, frozenset({"training"}))
CELLS_ACROSS = whole("columns", 64, TRAINABILITY_GRID, "Cells along x.")
CELLS_UP = whole("rows", 64, TRAINABILITY_GRID, "Cells along y.")


def _shared(given: Mapping[str, Any]) -> TrainSpec:
    spec = TrainSpec.from_dict(given.get("shared", {}))
    if spec.table:
        raise RefusedError(400, "restarts are made of the sets of data that are here, not of a visitor's own table")
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
PART = choice("part", PARTS[0], PARTS, "Whose loss is drawn: that of the training points, or of the test points.")
DISTRIBUTED = choice("kind", "weights", tuple(NUMBERS), "Which numbers of each layer are meant.")
AT = whole("at", -1, (-1, MAX_STEPS), "The snapshot that the plane goes through; the last one where it is -1.")
_KIND = choice("kind", KINDS[0], KINDS, "How the plane's directions are chosen.")
_DRAWN = whole("seed", 0, (0, 2**32 - 1), "Which random directions.")
_PLACE: Schema = {
    "type": "array",
    "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": -1}],
    "description": "A lane's weights at a snapshot: the number of the lane, that of the snapshot; -1 is the last.",
}


def _places(name: str, given: object, counts: tuple[int, ...]) -> tuple[Place, ...]:
    """Places, of which there must be one of so many."""
    if not isinstance(given, list) or len(given) not in counts:
        raise RefusedError(400, f"{name} must be a list of {counts[-1]} places, not {shown(given)}")
    return tuple(_place(name, each) for each in given)


def _place(name: str, given: object) -> Place:
    if not isinstance(given, list) or len(given) != 2 or not all(type(number) is int for number in given):
        raise RefusedError(400, f"a place in {name} must be two whole numbers, not {shown(given)}")
    lane, snapshot = given
    if not (0 <= lane < MOST and -1 <= snapshot <= MAX_STEPS):
        raise RefusedError(400, f"a place in {name} must be a lane from 0 to {MOST - 1} and a snapshot from -1 on")
    return lane, snapshot


def _pair(given: object) -> tuple[int, int]:
    if not isinstance(given, list) or len(given) != 2 or not all(type(n) is int and 0 <= n < 2**31 for n in given):
        raise RefusedError(400, f"pair must be the numbers of two weights, not {shown(given)}")
    return given[0], given[1]


CUT = Part(
    {
        **_KIND.schemas,
        **_DRAWN.schemas,
        "through": {"type": "array", "items": _PLACE, "description": "Of solutions: three places."},
        "pair": {"type": "array", "items": {"type": "integer"}, "description": "Of weights: two of them."},
    },
    lambda given: Cut(
        _KIND.read(given),
        _DRAWN.read(given),
        _places("through", given.get("through", []), (0, 3)),
        _pair(given.get("pair", [0, 1])),
    ),
)
BETWEEN = Part(
    {"between": {"type": "array", "items": _PLACE, "description": "The two ends of a line."}},
    lambda given: _places("between", given.get("between", [[0, 0], [0, -1]]), (2,)),
)
SIDE = whole("side", 49, PLANE_SIDE, "Lines of the grid each way.")
PLACES = whole("side", 48, OUTPUT_SIDE, "Places each way.")
