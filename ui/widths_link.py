"""The address of a study of widths, in the words of `ui.network_link` and a few of its own, version 1.

    ?v=1&data=circles&layers=2&steps=1000&lane=adam~learning_rate=0.01&restarts=64&widest=32&part=test

What equals its default is left out. The widths are the powers of 2 from 1 to `widest`. The component writes `part`.
Reading never fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from experiments.training.restarts import COUNT, DEFAULT, WIDTHS
from experiments.training.spec import LAYERS, TrainSpec
from experiments.training.study import Study
from ui import network_link
from ui.grammar import written
from ui.query import Pairs, pairs_of, read_number, shown

_WIDEST = WIDTHS[-1]
#: Whose loss can be looked at.
PARTS = ("train", "test")
#: Words of `ui.network_link` that say here what differs from run to run.
_FOREIGN = ({*network_link.BESIDE, "hidden", "transfer"}) - {"lane", "part"}
_OWN = ("layers", "restarts", "widest", "part")


class Breadth(NamedTuple):
    """What is asked: a study of one run, whose width is idle; restarts of each width; the widest; whose loss."""

    study: Study
    restarts: int
    widest: int
    part: str

    @property
    def widths(self) -> list[int]:
        """Those that are trained."""
        return [width for width in WIDTHS if width <= self.widest]


def encode(asked: Breadth) -> str:
    """The query (without `?`) that says this, but for the part."""
    shared = asked.study.first
    own = {
        "layers": (len(shared.hidden), len(DEFAULT.hidden)),
        "steps": (shared.steps, DEFAULT.steps),
        "restarts": (asked.restarts, COUNT.default),
        "widest": (asked.widest, _WIDEST),
    }
    idle = asked.study.with_shared(hidden=TrainSpec().hidden, steps=TrainSpec().steps)
    said = [f"{name}={written(value)}" for name, (value, usual) in own.items() if value != usual]
    return "&".join([network_link.encode(idle), *said])


def encode_runs(asked: Breadth) -> str:
    """The query of the page of networks that says what all restarts share; `hidden` and `seed` say which one."""
    return network_link.encode(asked.study.with_shared(hidden=TrainSpec().hidden, seed=0))


def decode(query: str | Pairs) -> tuple[Breadth, list[str]]:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked; and what is left out."""
    pairs, note = pairs_of(query)
    notes, given = [note] if note else [], dict(pairs)
    layers = _whole(given, "layers", LAYERS, len(DEFAULT.hidden), notes)
    restarts = _whole(given, "restarts", (int(COUNT.low), int(COUNT.high)), int(COUNT.default), notes)
    widest = _whole(given, "widest", (1, _WIDEST), _WIDEST, notes)
    part = given.get("part", PARTS[0])
    if part not in PARTS:
        notes.append(f"“part” cannot be {shown(part)}; it is left out")
        part = PARTS[0]
    notes += [f"{shown(name)} is no part of a link to this page" for name in given if name in _FOREIGN]
    lanes = [pair for pair in pairs if pair[0] == "lane"] or [("lane", DEFAULT.optimizer)]
    if len(lanes) > 1:
        notes.append("one optimizer is trained, the first")
    usual = [("steps", str(DEFAULT.steps)), ("hidden", "-".join(["1"] * layers))]
    own = [(key, value) for key, value in pairs if key not in ("lane", *_OWN, *_FOREIGN)]
    opened = network_link.decode([*usual, *own, lanes[0]])
    nearest = max(width for width in WIDTHS if width <= widest)
    return Breadth(opened.study, restarts, nearest, part), [*notes, *opened.notes]


def _whole(given: Mapping[str, str], name: str, limits: tuple[int, int], usual: int, notes: list[str]) -> int:
    """A whole number that a query says, the usual one where it says none within limits."""
    if name not in given:
        return usual
    value, (low, high) = read_number(given[name]), limits
    if type(value) is int and low <= value <= high:
        return value
    notes.append(
        f"{shown(name)} must be a whole number from {low} to {high}, not {shown(given[name])}; {usual} is taken"
    )
    return usual
