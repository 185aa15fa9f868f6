"""The parts of the wire's questions: what the engine reads and checks, and what belongs to a picture of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from experiments import Race, RunSpec
from experiments.axes import Axis
from experiments.race import PICTURE
from experiments.spec import MAX_CHANGES, NUMBERS
from optim import OPTIMIZERS, SCHEDULES
from plots.palette import THEMES
from surfaces import SURFACES
from surfaces.core import Window
from wire.lanes import FIELDS, WORDS
from wire.limits import (
    COARSE_GRID,
    COMPARED,
    FIELD_GRID,
    GRID,
    LANE_STEPS,
    LANES,
    PICTURE_HEIGHT,
    PICTURE_WIDTH,
    POINTS,
    REACH,
    SPAN,
    STEPS,
    TOLERANCE,
    VALUES,
)
from wire.question import Part, Schema, choice, is_number, one_of, shown, whole
from wire.refusal import RefusedError

#: Letters of a number's name: more than any has.
NAME_LETTERS = 64

_LANE_FIELDS = [*FIELDS, WORDS]
#: What there are pictures of.
_PICTURED = [*SURFACES, *OPTIMIZERS]

#: How the cells of an axis may be spread.
SCALES = ("linear", "log")
_NUMBER: Schema = {"type": "number"}
_SETTINGS: dict[str, Any] = {"type": "object", "additionalProperties": _NUMBER}
_WORDS: dict[str, Schema] = {
    "surface": {"enum": list(SURFACES), "description": "A surface's name."},
    "optimizer": {"enum": list(OPTIMIZERS), "description": "An optimizer's name."},
    "schedule": {"enum": list(SCHEDULES), "default": "constant"},
    "surface_knobs": _SETTINGS | {"description": "Those of its knobs that differ from their defaults, by name."},
    "hyperparameters": _SETTINGS,
    "schedule_knobs": _SETTINGS,
    "changes": {
        "type": "array",
        "maxItems": MAX_CHANGES,
        "items": {"type": "array", "prefixItems": [{"type": "integer"}, _SETTINGS], "minItems": 2, "maxItems": 2},
    },
    "start": {"type": "array", "items": _NUMBER},
    "steps": {"type": "integer", "minimum": 1, "maximum": STEPS, "default": 200},
    "seed": {"type": "integer", "minimum": 0, "maximum": 2**32 - 1, "default": 0},
}
#: The JSON Schema of each field of a run.
RUN_FIELDS: dict[str, Schema] = _WORDS | {
    name: {"type": "number", "description": knob.help} for name, knob in NUMBERS.items()
}
RUN: Schema = {
    "type": "object",
    "properties": RUN_FIELDS,
    "required": ["surface", "optimizer"],
    "description": f"A run; its fields are {', '.join(RUN_FIELDS)}.",
}


class Span(NamedTuple):
    """A number that runs differ in, and its values, ascending."""

    name: str
    values: np.ndarray


def _compared(given: Mapping[str, Any]) -> Race:
    return Race.from_dict(given, most=COMPARED)


def _span(given: Mapping[str, Any]) -> Span:
    name, low, high = given["name"], given["low"], given["high"]
    if not isinstance(name, str) or len(name) > NAME_LETTERS:
        raise RefusedError(400, f"name must be that of a number, in at most {NAME_LETTERS} letters")
    if not is_number(low) or not is_number(high) or not low < high:
        raise RefusedError(400, f"low and high must be finite numbers, low the smaller, not {shown([low, high])}")
    count = _COUNT.read(given)
    if _SCALE.read(given) == "linear":
        return Span(name, np.linspace(low, high, count))
    if low <= 0:
        raise RefusedError(400, f"values on a log scale begin above 0, not at {shown(low)}")
    return Span(name, np.geomspace(low, high, count))


def _race(given: Mapping[str, Any]) -> Race:
    race = Race.from_dict(given, most=LANES)
    if (steps := sum(spec.steps for spec in race.specs)) > LANE_STEPS:
        raise RefusedError(400, f"the lanes of a race make at most {LANE_STEPS} steps together, not {steps}")
    return race


def _fields(given: Mapping[str, Any]) -> tuple[str, ...]:
    names = given.get("fields", _LANE_FIELDS)
    if not isinstance(names, list) or len(names) > len(_LANE_FIELDS):
        raise RefusedError(400, f"fields must be a list of some of {', '.join(_LANE_FIELDS)}")
    return tuple(dict.fromkeys(one_of("field of a lane", _LANE_FIELDS, name) for name in names))


def _place(given: Mapping[str, Any]) -> RunSpec:
    """A surface with its knobs in its frame: a run's picture, whatever the optimizer."""
    return RunSpec.from_dict({**given, "optimizer": next(iter(OPTIMIZERS))})


def _window(given: Mapping[str, Any]) -> Window | None:
    window = _sides(given)
    if window and not all(SPAN[0] <= high - low <= SPAN[1] for low, high in window):
        said = shown(given["window"])
        raise RefusedError(400, f"a window is between {SPAN[0]:g} and {SPAN[1]:g} wide and high, not {said}")
    return window


def _sides(given: Mapping[str, Any]) -> Window | None:
    """The sides of a window of any size."""
    window = given.get("window")
    if window is None:
        return None
    if not _pairs(window) or len(window) != 2 or not all(is_number(end) for end in chain(*window)):
        raise RefusedError(400, f"window must be [[x0, x1], [y0, y1]] with finite numbers, not {shown(window)}")
    (x0, x1), (y0, y1) = ((float(low), float(high)) for low, high in window)
    if max(map(abs, (x0, x1, y0, y1))) > REACH:
        raise RefusedError(400, f"a window lies within ±{REACH:g}, not at {shown(window)}")
    return (x0, x1), (y0, y1)


def _points(given: Mapping[str, Any]) -> np.ndarray:
    points = given["points"]
    if not _pairs(points) or not 1 <= len(points) <= POINTS:
        raise RefusedError(400, f"points must be a list of 1 to {POINTS} points [x, y]")
    if bad := [value for value in chain(*points) if not is_number(value) or abs(value) > REACH]:
        raise RefusedError(400, f"a point has finite numbers within ±{REACH:g}, not {shown(bad[0])}")
    return np.asarray(points, dtype=float)


def _pairs(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value)


def _axes(given: Mapping[str, Any]) -> tuple[Axis, Axis]:
    x, y = (_axis(end, given[end]) for end in ("x", "y"))
    if x.name == y.name:
        raise RefusedError(400, f"the axes of a map must differ, and both are {x.name}")
    return x, y


def _axis(end: str, plain: object) -> Axis:
    if not isinstance(plain, dict) or not {"name", "low", "high"} <= set(plain) <= {"name", "low", "high", "scale"}:
        raise RefusedError(400, f'{end} must be {{"name", "low", "high", "scale"}}, not {shown(plain)}')
    if bad := [plain[key] for key in ("low", "high") if not is_number(plain[key]) or abs(plain[key]) > REACH]:
        raise RefusedError(400, f"an axis has finite numbers within ±{REACH:g}, not {shown(bad[0])}")
    if not isinstance(plain["name"], str):
        raise RefusedError(400, f"an axis has the name of a number, not {shown(plain['name'])}")
    scale = one_of("scale", SCALES, plain.get("scale", "linear"))
    return Axis(plain["name"], float(plain["low"]), float(plain["high"]), "log" if scale == "log" else "linear")


def _at(given: Mapping[str, Any]) -> dict[str, float]:
    place = given["at"]
    if not isinstance(place, dict) or len(place) > 2:
        raise RefusedError(400, f"at must name the numbers of two axes, not {shown(place)}")
    if bad := [value for value in place.values() if not is_number(value) or abs(value) > REACH]:
        raise RefusedError(400, f"a place on a map has finite numbers within ±{REACH:g}, not {shown(bad[0])}")
    return {name: float(value) for name, value in place.items()}


def _tolerance(given: Mapping[str, Any]) -> float:
    value, (low, high) = given.get("tolerance", 1e-3), TOLERANCE
    if not is_number(value) or not low <= value <= high:
        raise RefusedError(400, f"tolerance must be a number from {low:g} to {high:g}, not {shown(value)}")
    return float(value)


def _known(kind: str, names: Collection[str], name: object) -> str:
    try:
        return one_of(kind, names, name)
    except RefusedError as unknown:
        raise RefusedError(404, unknown.sentence) from None


_PAIR: Schema = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}


def _lanes(most: int, says: str) -> dict[str, Schema]:
    """The fields of a race of at most so many lanes."""
    return {
        "shared": {
            "type": "object",
            "properties": RUN_FIELDS,
            "description": "What all lanes have in common: fields of a run, as in anatomy.",
        },
        "lanes": {
            "type": "array",
            "minItems": 1,
            "maxItems": most,
            "items": {"type": "object", "properties": RUN_FIELDS},
            "description": says,
        },
    }


_COUNT = whole("count", 200, VALUES, "How many values.")
_SCALE = choice("scale", "log", ("log", "linear"), "How they are spaced.")

RACE = Part(
    _lanes(LANES, f"What each lane says for itself; together they make at most {LANE_STEPS:,} steps."),
    _race,
    frozenset({"lanes"}),
)
FEW_LANES = Part(_lanes(COMPARED, "What each lane says for itself."), _compared, frozenset({"lanes"}))
ALONG = Part(
    {
        "name": {
            "type": "string",
            "description": "A hyper-parameter, or `run.` and a treatment of the gradient, or `surface.` and a knob.",
        },
        "low": _NUMBER,
        "high": _NUMBER,
        **_COUNT.schemas,
        **_SCALE.schemas,
    },
    _span,
    frozenset({"name", "low", "high"}),
)
LANE_FIELDS = Part(
    {
        "fields": {
            "type": "array",
            "items": {"enum": _LANE_FIELDS},
            "description": f"Wanted: arrays ({', '.join(FIELDS)}), and verdict and events ({WORDS}); all by default.",
        }
    },
    _fields,
)
SINGLE_RUN = Part({"run": RUN}, lambda given: RunSpec.from_dict(given["run"]), frozenset({"run"}))
PLACE = Part({name: RUN_FIELDS[name] for name in PICTURE}, _place, frozenset({"surface"}))
WINDOW = Part(
    {
        "window": {
            "type": "array",
            "items": _PAIR,
            "minItems": 2,
            "maxItems": 2,
            "description": f"[[x0, x1], [y0, y1]] within ±{REACH:g}; the surface's own by default.",
        }
    },
    _window,
)
COLUMNS = whole("columns", 121, GRID, "Points along x, the ends included.")
ROWS = whole("rows", 121, GRID, "Points along y, the ends included.")
COARSE_COLUMNS = whole("columns", 61, COARSE_GRID, "Points along x, the ends included.")
COARSE_ROWS = whole("rows", 61, COARSE_GRID, "Points along y, the ends included.")
AROUND = Part(
    {
        "points": {
            "type": "array",
            "items": _PAIR,
            "minItems": 1,
            "maxItems": POINTS,
            "description": f"Up to {POINTS} points [x, y].",
        }
    },
    _points,
    frozenset({"points"}),
)
_AXIS: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "A hyper-parameter, run.*, surface.*, x or y (a part of the start)."},
        "low": _NUMBER,
        "high": _NUMBER,
        "scale": {"enum": list(SCALES), "default": "linear"},
    },
    "required": ["name", "low", "high"],
    "additionalProperties": False,
    "description": "What differs along one axis; the runs lie at the middles of its cells.",
}
AXES = Part({"x": _AXIS, "y": _AXIS}, _axes, frozenset({"x", "y"}))
STARTS = Part(WINDOW.schemas, _sides)
AT = Part(
    {
        "at": {
            "type": "object",
            "additionalProperties": _NUMBER,
            "maxProperties": 2,
            "description": "Its place on a map: what the axes are called, and the run's numbers there.",
        }
    },
    _at,
    frozenset({"at"}),
)
FIELD_COLUMNS = whole("columns", 256, FIELD_GRID, "Cells along x.")
FIELD_ROWS = whole("rows", 256, FIELD_GRID, "Cells along y.")
CLOSE = Part(
    {
        "tolerance": {
            "type": "number",
            "minimum": TOLERANCE[0],
            "maximum": TOLERANCE[1],
            "default": 1e-3,
            "description": "The share of the gap at the start that counts as closed.",
        }
    },
    _tolerance,
)
SHOWN = choice("show", "runs", ("runs", "factor"), "How the runs end, or how fast they close in late.")
SURFACE = Part(
    {"surface": RUN_FIELDS["surface"]},
    lambda given: _known("surface", SURFACES, given["surface"]),
    frozenset({"surface"}),
)
ROW = Part(
    {"row": {"enum": _PICTURED, "description": "A surface's or an optimizer's name."}},
    lambda given: _known("surface or optimizer", _PICTURED, given["row"]),
    frozenset({"row"}),
)
THEME = choice("theme", THEMES[0], THEMES, "Which of the two looks.")
WIDTH = whole("width", 240, PICTURE_WIDTH, "Pixels across.")
HEIGHT = whole("height", 180, PICTURE_HEIGHT, "Pixels down.")
