"""The address of a fair race: a protocol as a query, in the words of `ui.link` and a few of its own.

    ?v=1&surface=rosenbrock&steps=300&noise=0.1&optimizers=sgd,adam&budget=64&starts=32&metric=steps

What equals its default is left out. Reading never fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments import Protocol
from experiments.protocol import BUDGET, SEEDS, STARTS, TOLERANCE
from ui import link
from ui.query import VERSION, pairs_of, read_number, shown

#: The name by which an address says that it is one of these.
MARK = "optimizers"

_NUMBERS = tuple(knob.name for knob in (BUDGET, STARTS, SEEDS, TOLERANCE))
_OWN = (MARK, "metric", *_NUMBERS)


def encode(protocol: Protocol) -> dict[str, str]:
    """The query that says this protocol, by key."""
    plain = protocol.to_dict()
    own = {name: link.written(plain[name]) for name in _NUMBERS if name in plain}
    words = {name: plain[name] for name in ("metric",) if name in plain}
    run = dict(link.RUN.pairs({name: value for name, value in plain.items() if name not in _OWN}))
    return {"v": VERSION} | run | own | words | {MARK: ",".join(protocol.optimizers)}


def decode(query: Mapping[str, str]) -> tuple[Protocol, list[str]]:
    """What a query says, unchecked: the nearest protocol that can be run, and a note for each thing left out."""
    pairs, note = pairs_of(query.items())
    if note:
        return Protocol.lenient(_ELSE)[0], [note]
    notes: list[str] = []
    run = [(key, text) for key, text in pairs if key not in _OWN]
    plain: dict[str, Any] = _ELSE | link.RUN.plain(run, notes)
    for name in set(_NUMBERS) & set(query):
        value = read_number(query[name])
        if value is None:
            notes.append(f"{name} cannot be {shown(query[name])}, which is no number; it is left out")
        else:
            plain[name] = value
    if "metric" in query:
        plain["metric"] = query["metric"]
    plain[MARK] = [name for name in query.get(MARK, "").split(",") if name] or _ELSE[MARK]
    protocol, more = Protocol.lenient(plain)
    return protocol, notes + more


#: What is compared where nothing was said.
_ELSE: dict[str, Any] = {"surface": "rosenbrock", MARK: ["sgd", "momentum", "rmsprop", "adam"]}
