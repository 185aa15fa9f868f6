"""Links: a race and the way it is looked at, as the query of an address.

    ?v=1&surface=ravine&surface.condition_number=100&angle=45&start=-1,2&noise=0.1&schedule=cosine
        &lane=adam~learning_rate=0.1~b1=0.8&lane=sgd~clip_norm=1~at120.learning_rate=0.03&step=37

The grammar, version 1. What equals its default is left out; numbers are written so that they come back bit by bit.

- `surface`, and `surface.KNOB` for its knobs; `angle`, `dx`, `dy` for the frame.
- every other number or word of a run by its own name (`steps`, `seed`, `noise`, `clip_norm`, `schedule`, ...);
  `schedule.KNOB`; `start=x,y`; `optimizer.KNOB`; `atSTEP.NAME` for a change in mid-run.
- `lane`, once for each lane: the optimizer, then what the lane says for itself, parted by `~`. In a lane a bare name
  that is no name of a run is a hyper-parameter.
- the view, which the stage writes: `step`, `window`, `camera`, `hide`, `speed`, `loop`, `selected`, `arrows`;
  `coordinate`, along which the effective rate is shown (none: the learning rate itself); `enlarged`, one picture.

Reading never fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from experiments.check import FARTHEST
from experiments.presets import DEFAULT
from experiments.race import MAX_LANES, Race
from experiments.spec import FIELDS, MAX_STEPS
from ui.grammar import Form, Grammar, numbers, written
from ui.query import VERSION, Pairs, pairs_of, read_number, shown

#: A window's sides in proportion to where it lies, at the least.
FINEST = 1e-9
#: How far the eye may be from the middle of the surface, in its sizes.
NEAREST, REMOTEST = 0.1, 30.0

#: How the fields of a run are said.
RUN = Grammar(
    fields=frozenset(FIELDS),
    nested={"surface_knobs": "surface.", "schedule_knobs": "schedule.", "hyperparameters": "optimizer."},
    words=frozenset({"surface", "optimizer", "schedule"}),
    forms={"start": Form(lambda start: ",".join(map(written, start)), numbers)},
    short={"frame_angle": "angle", "frame_dx": "dx", "frame_dy": "dy"},
)


class Opened(NamedTuple):
    """What a link says: the nearest valid race, the view's values that were given, a note for each thing left out."""

    race: Race
    view: dict[str, Any]
    notes: list[str]


def encode(race: Race) -> str:
    """The query (without `?`) that says this race."""
    plain = race.to_dict()
    pairs = [("v", VERSION), *RUN.pairs(plain["shared"]), *(("lane", RUN.lane(lane)) for lane in plain["lanes"])]
    return urlencode(pairs, safe=",=~")


def decode(query: str | Pairs, first: Race = DEFAULT) -> Opened:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked; `first` where it is empty."""
    pairs, note = pairs_of(query)
    if not pairs:
        return Opened(first, {}, [note] if note else [])
    return _decode_fields(pairs, first)


def _decode_fields(pairs: list[tuple[str, str]], home: Race) -> Opened:
    """What the pairs of a link of this version say."""
    notes: list[str] = []
    lanes = [RUN.plain(RUN.lane_pairs(value), notes) for key, value in pairs if key == "lane"]
    shared = RUN.plain(((key, value) for key, value in pairs if key != "lane" and key not in VIEW), notes)
    first = home.to_dict()
    if "surface" not in shared:
        shared = first["shared"] | shared
    race, changed = Race.lenient({"shared": shared, "lanes": lanes or first["lanes"]})
    # First what runs otherwise than it was asked for, last how it is looked at: a line holds only so many notes.
    notes = changed + notes
    view = {key: view_value(key, value, notes) for key, value in pairs if key in VIEW}
    return Opened(race, {key: value for key, value in view.items() if value is not None}, notes)


def _within(low: float, high: float) -> Callable[[str], float | int | None]:
    def read(text: str) -> float | int | None:
        value = read_number(text)
        return value if value is not None and low <= value <= high else None

    return read


def _whole(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) and int(text) <= most else None

    return read


def _window(text: str) -> list[float] | None:
    """The sides x0, x1, y0, y1 of a window that numbers can tell apart."""
    values = numbers(text)
    if not values or len(values) != 4 or max(map(abs, values)) > FARTHEST:
        return None
    sides = (values[:2], values[2:])
    return values if all(high - low > FINEST * max(abs(low), abs(high), FINEST) for low, high in sides) else None


def _camera(text: str) -> list[float] | None:
    """The eye, and where it looks and what is up where they differ from the usual."""
    values = numbers(text)
    if not values or len(values) not in (3, 6, 9):
        return None
    return values if NEAREST <= math.hypot(*values[:3]) <= REMOTEST and max(map(abs, values)) <= REMOTEST else None


def _switch(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)


def _names(text: str) -> list[str] | None:
    return text.split(",") if re.fullmatch(r"[a-z_]{1,20}(,[a-z_]{1,20}){0,7}", text) else None


def _one_of(*values: int | str) -> Callable[[str], int | str | None]:
    return {str(value): value for value in values}.get


#: The view's values and how each is read. The stage writes them.
VIEW: dict[str, Callable[[str], Any]] = {
    "step": _whole(MAX_STEPS),
    "window": _window,
    "camera": _camera,
    "hide": _switch,
    "speed": _within(0.01, 100),
    "loop": _switch,
    "selected": _whole(MAX_LANES - 1),
    "arrows": _names,
    "coordinate": _one_of(0, 1, "none"),
    "enlarged": _one_of("map", "surface", "loss", "gradient", "rate", "response", "sharpness"),
}


def view_value(key: str, text: str, notes: list[str]) -> Any:
    """A value of the view, or None with a note."""
    value = VIEW[key](text)
    if value is None:
        notes.append(f"{shown(key)} cannot be {shown(text)}; it is left out")
    return value
