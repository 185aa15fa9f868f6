"""Links of charts: the race that the runs share, as `ui.link` has it, and what is looked at.

    ?v=1&surface=ravine&lane=momentum&map=learning_rate,momentum&color=factor&part=0.01,0.02,0.5,0.6&at=0.0123,0.55

- `map`: the two axes, or `basins`; `color`; `part`: the window; `at`: the run that is played; `grid`; `tolerance`.

What equals its default is left out; numbers come back bit by bit. Reading never fails: what cannot be understood is
left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from experiments.check import FARTHEST
from experiments.grid import START
from experiments.race import Race
from experiments.spec import RunSpec
from ui import link
from ui.chart import COLORS, GRIDS, Chart, Kind, mended
from ui.query import MAX_LINK, shown
from wire.limits import TOLERANCE

#: What is shown at first, by kind.
FIRST: Mapping[Kind, Chart] = {
    "map": Chart(Race((RunSpec("ravine", "momentum"),))),
    "basins": Chart(
        Race(tuple(RunSpec("himmelblau", name, steps=300) for name in ("sgd", "momentum"))), "basins", START
    ),
}


class Opened(NamedTuple):
    """What a link says: the nearest chart that can be drawn, the stage's view, a note for each thing left out."""

    chart: Chart
    view: dict[str, Any]
    notes: list[str]


def encode(chart: Chart) -> str:
    """The query (without `?`) that says this chart."""
    own = [("map", "basins" if chart.kind == "basins" else ",".join(chart.axes))]
    plain = Chart(chart.race)
    own += [("color", chart.color)] if chart.color != plain.color else []
    own += [("part", numbers_said(chart.window))] if chart.window else []
    own += [("at", numbers_said(chart.point))] if chart.point else []
    own += [("grid", str(chart.grid))] if chart.grid != plain.grid else []
    own += [("tolerance", repr(chart.tolerance))] if chart.tolerance != plain.tolerance else []
    return f"{link.encode(chart.race)}&{urlencode(own, safe=',')}"


def decode(query: str | list[tuple[str, str]]) -> Opened:
    """What a query says, given as the text behind `?` or as its pairs of key and value, unchecked."""
    pairs = parse_qsl(query[: 2 * MAX_LINK], keep_blank_values=True) if isinstance(query, str) else list(query)
    own = dict(pair for pair in pairs if pair[0] in _READERS)
    kind: Kind = "basins" if own.get("map") == "basins" else "map"
    first = FIRST[kind]
    rest = [pair for pair in pairs if pair[0] not in _READERS]
    known = any(key in ("surface", "lane") for key, _ in rest)
    opened = link.decode(rest if known else [*parse_qsl(link.encode(first.race)), *rest])
    notes = list(opened.notes)
    said = {}
    for key, text in own.items():
        field, read = _READERS[key]
        value = read(text[:MAX_LINK])
        if value is None:
            notes.append(f"{shown(key)} cannot be {shown(text)}; it is left out")
        elif value != "basins":
            said[field] = value
    chart, more = mended(replace(first, race=opened.race, **said))
    if kind == chart.kind == "map" and said.get("axes", chart.axes) != chart.axes:
        (x, y), taken = map(shown, said["axes"]), " and ".join(chart.axes)
        notes.append(f"{x} and {y} are not two numbers of this run; {taken} are taken")
    return Opened(chart, opened.view, notes + more)


def numbers_said(values: tuple[float, ...]) -> str:
    """Numbers as a link says them."""
    return ",".join(repr(value).removesuffix(".0") for value in values)


def tuple_of(count: int) -> Callable[[str], tuple[float, ...] | None]:
    """Reads so many numbers of a link."""

    def read(text: str) -> tuple[float, ...] | None:
        values = link.numbers(text)
        if values is None or len(values) != count or max(map(abs, values)) > FARTHEST:
            return None
        return tuple(values)

    return read


def axes_of(text: str) -> tuple[str, ...] | str | None:
    """Reads the names of two axes, or that starts are shown."""
    names = tuple(text.split(","))
    return "basins" if text == "basins" else names if len(names) == 2 and all(names) and len(text) < 100 else None


def _number(text: str) -> float | None:
    values = link.numbers(text)
    return values[0] if values and len(values) == 1 and TOLERANCE[0] <= values[0] <= TOLERANCE[1] else None


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "map": ("axes", axes_of),
    "color": ("color", lambda text: text if text in COLORS else None),
    "part": ("window", tuple_of(4)),
    "at": ("point", tuple_of(2)),
    "grid": ("grid", lambda text: int(text) if text in map(str, GRIDS) else None),
    "tolerance": ("tolerance", _number),
}
