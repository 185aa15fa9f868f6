"""The address of a study of networks, in the words of `ui.link` and a few of its own, version 1.

    ?v=1&data=moons&data.noise=0.2&hidden=16-16&activation=tanh&initialization=he_normal&steps=1000
        &lane=adam~learning_rate=0.01&lane=sgd&plane=hessian&part=test

What equals its default is left out. `hidden` lists the widths of the hidden layers. A bare name in a lane that is no
field of a training is a hyper-parameter. The view, which the page's component writes: `plane`, `plane.seed`, `part`,
`selected`, `camera`. Reading never fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from experiments.training.spec import FIELDS
from experiments.training.study import DEFAULT, Study
from ui.link import view_value, written
from ui.query import VERSION, Pairs, pairs_of, read_number, shown
from wire.planes import KINDS, PARTS

_NESTED = {"data_knobs": "data.", "schedule_knobs": "schedule.", "hyperparameters": "optimizer."}
_WORDS = frozenset(("data", "scaling", "activation", "normalization", "initialization", "optimizer", "schedule"))
_PLAIN = FIELDS.keys() - _NESTED.keys() - {"changes", "transfer", "table"}
VIEW = ("selected", "camera")
_PLANE = ("plane", "plane.seed", "part")


class Opened(NamedTuple):
    """What a link says: the nearest study, the plane and the view that were given, a note for each thing left out."""

    study: Study
    plane: dict[str, Any]
    view: dict[str, Any]
    notes: list[str]


def encode(study: Study) -> str:
    """The query (without `?`) that says this study."""
    plain = study.to_dict()
    pairs = [("v", VERSION), *_pairs(plain["shared"]), *(("lane", _lane(lane)) for lane in plain["lanes"])]
    return urlencode(pairs, safe=",=~")


def decode(query: str | Pairs) -> Opened:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked."""
    pairs, note = pairs_of(query)
    notes = [note] if note else []
    lanes = [_plain(_lane_pairs(value), notes) for key, value in pairs if key == "lane"]
    shared = _plain([pair for pair in pairs if pair[0] not in ("lane", *VIEW, *_PLANE)], notes)
    study, changed = Study.lenient({"shared": shared, "lanes": lanes or DEFAULT.to_dict()["lanes"]})
    given = dict(pairs)
    view = {key: value for key in VIEW if key in given and (value := view_value(key, given[key], notes)) is not None}
    plane = {"kind": given.get("plane"), "seed": read_number(given.get("plane.seed", "0")), "part": given.get("part")}
    return Opened(study, nearest_plane(plane), view, changed + notes)


def nearest_plane(plain: object) -> dict[str, Any]:
    """The nearest plane that can be asked for."""
    given = plain if isinstance(plain, Mapping) else {}
    kind, seed, part = given.get("kind"), given.get("seed"), given.get("part")
    return {
        "kind": kind if kind in KINDS else KINDS[0],
        "seed": seed if type(seed) is int and 0 <= seed < 2**32 else 0,
        "part": part if part in PARTS else PARTS[0],
    }


def _pairs(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in plain.items():
        if field in _NESTED:
            yield from ((_NESTED[field] + name, written(number)) for name, number in value.items())
        elif field == "hidden":
            yield field, "-".join(map(str, value))
        elif field in _PLAIN:
            yield field, value if isinstance(value, str) else written(value)


def _lane(plain: Mapping[str, Any]) -> str:
    own = [plain["optimizer"]]
    for key, value in _pairs({field: plain[field] for field in plain if field != "optimizer"}):
        bare = key.removeprefix("optimizer.")
        own.append(f"{key if bare in FIELDS else bare}={value}")
    return "~".join(own)


def _lane_pairs(text: str) -> Iterator[tuple[str, str]]:
    optimizer, *own = text.split("~")
    if optimizer:
        yield "optimizer", optimizer
    for item in filter(None, own):
        key, _, value = item.partition("=")
        known = key in FIELDS or key.startswith(tuple(_NESTED.values()))
        yield key if known else f"optimizer.{key}", value


def _plain(pairs: Pairs, notes: list[str]) -> dict[str, Any]:
    """The pairs as plain fields of a training, not yet checked; what is no field or no number goes to the notes."""
    plain: dict[str, Any] = {}
    for key, text in pairs:
        nest = next((nest for nest, prefix in _NESTED.items() if key.startswith(prefix)), None)
        value: Any = text if key in _WORDS else _widths(text) if key == "hidden" else read_number(text)
        if not nest and key not in _PLAIN:
            notes.append(f"{shown(key)} is no part of a link")
        elif value is None:
            notes.append(f"{shown(key)} cannot be {shown(text)}; it is left out")
        elif nest:
            plain.setdefault(nest, {})[key.removeprefix(_NESTED[nest])] = value
        else:
            plain[key] = value
    return plain


def _widths(text: str) -> list[float | int] | None:
    """The widths that a text such as 16-16 lists."""
    widths = [read_number(part) for part in text.split("-")]
    return None if None in widths else [width for width in widths if width is not None]
