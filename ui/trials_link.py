"""Links of trials: the training that all share, as `ui.network_link` has it, and what is looked at.

    ?v=1&hidden=8-8&steps=200&lane=sgd&map=learning_rate,last_rate&part=0.1,1,0.5,5&at=0.3,0.7&grid=128

- `map`: the two axes; `part`: the window; `at`: the training that is looked at; `grid`.

What equals its default is left out. Reading never fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from experiments.training.study import Study
from ui import network_link
from ui.chart_link import axes_of, numbers_said, tuple_of
from ui.query import MAX_LINK, Pairs, pairs_of, shown
from ui.trials import FIRST, GRIDS, Trials, mended


class Opened(NamedTuple):
    """What a link says: the nearest trials that can be made, and a note for each thing left out."""

    trials: Trials
    notes: list[str]


def encode(trials: Trials) -> str:
    """The query (without `?`) that says these trials."""
    own = [("map", ",".join(trials.axes))]
    own += [("part", numbers_said(trials.window))] if trials.window else []
    own += [("at", numbers_said(trials.point))] if trials.point else []
    own += [("grid", str(trials.grid))] if trials.grid != FIRST.grid else []
    return f"{network_link.encode(Study((trials.spec,)))}&{urlencode(own, safe=',')}"


def decode(query: str | Pairs) -> Opened:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked."""
    pairs, note = pairs_of(query)
    notes = [note] if note else []
    own = dict(pair for pair in pairs if pair[0] in _READERS)
    rest = [pair for pair in pairs if pair[0] not in _READERS]
    usual = parse_qsl(network_link.encode(Study((FIRST.spec,))))
    opened = network_link.decode(rest if any(key == "lane" for key, _ in rest) else [*usual, *rest])
    notes += opened.notes
    if len(opened.study.specs) > 1:
        notes.append("a map is of one optimizer; the first is taken")
    said: dict[str, Any] = {}
    for key, text in own.items():
        field, read = _READERS[key]
        if (value := read(text[:MAX_LINK])) is None:
            notes.append(f"{shown(key)} cannot be {shown(text)}; it is left out")
        else:
            said[field] = value
    trials, more = mended(FIRST.with_(spec=opened.study.first, **said))
    if said.get("axes", trials.axes) != trials.axes:
        (x, y), taken = map(shown, said["axes"]), " and ".join(trials.axes)
        notes.append(f"{x} and {y} are not two numbers of this training; {taken} are taken")
    return Opened(trials, notes + more)


def _axes(text: str) -> tuple[str, ...] | None:
    axes = axes_of(text)
    return axes if isinstance(axes, tuple) else None


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "map": ("axes", _axes),
    "part": ("window", tuple_of(4)),
    "at": ("point", tuple_of(2)),
    "grid": ("grid", lambda text: int(text) if text in map(str, GRIDS) else None),
}
