"""The address of a study of networks, in the words of `ui.link` and a few of its own, version 1.

    ?v=1&data=moons&data.noise=0.2&hidden=16-16&activation=tanh&initialization=he_normal&steps=1000
        &lane=adam~learning_rate=0.01&lane=sgd&twin=batch_norm&plane=hessian&part=test&upper=sharpness

What equals its default is left out. `hidden` lists the widths of the hidden layers; `transfer` is the JSON of the
training whose weights are carried over. `twin` names the one thing that is changed. The view, which the page's
component writes: `plane` with its own `plane.seed`, `plane.through` (three places, each a lane and a snapshot),
`plane.pair` (two weights) and `plane.follow`; `part`, `upper`, `lower`, `inside`, `selected`, `camera`. Reading never
fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from experiments.spec import canonical
from experiments.training.session import MOST
from experiments.training.spec import FIELDS
from experiments.training.study import DEFAULT, Study
from ui.grammar import Form, Grammar
from ui.link import view_value
from ui.query import VERSION, Pairs, pairs_of, read_number, shown
from ui.twins import TWINS
from wire.cuts import KINDS

_VIEW = ("selected", "camera")
_SHOWN = ("upper", "lower", "inside")
_PLANE = ("plane", "plane.seed", "plane.through", "plane.pair", "plane.follow", "part")
#: What an address says besides what the runs share.
BESIDE = ("lane", "twin", *_VIEW, *_SHOWN, *_PLANE)
#: Which losses can be looked at; `aside` puts both side by side.
PARTS = ("train", "test", "both", "aside")
#: What can be drawn over the steps, and what of the network: the names that the component gives them.
_RUNS, _LAYERS = ("train", "test", "score", "test_score", "slope"), ("gradient", "ratio", "mean", "spread", "dead")
CURVES = (*_RUNS, *_LAYERS, "sharpness")
INSIDES = ("network", "histograms", "activations", "gradients", "line")
_KNOWN = {"upper": CURVES, "lower": CURVES, "inside": INSIDES}


class Opened(NamedTuple):
    """What a link says: the nearest study, its twin, plane and view as given, a note for each thing left out."""

    study: Study
    twin: str
    plane: dict[str, Any]
    view: dict[str, Any]
    shown: dict[str, str]
    notes: list[str]


def encode(study: Study, twin: str = "") -> str:
    """The query (without `?`) that says this study and its twin."""
    plain = study.to_dict()
    shared = {name: value for name, value in plain["shared"].items() if name != "transfer" or not _is_private(value)}
    pairs = [("v", VERSION), *_NETWORK.pairs(shared)]
    pairs += [("lane", _NETWORK.lane(lane)) for lane in plain["lanes"]]
    return urlencode(pairs + ([("twin", twin)] if twin else []), safe=",=~")


def _is_private(training: Mapping[str, Any]) -> bool:
    """Whether a training, or one that led to its first weights, is of a visitor's own table."""
    return "table" in training or ("transfer" in training and _is_private(training["transfer"]))


def decode(query: str | Pairs) -> Opened:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked."""
    pairs, note = pairs_of(query)
    notes = [note] if note else []
    lanes = [_NETWORK.plain(_NETWORK.lane_pairs(value), notes) for key, value in pairs if key == "lane"]
    shared = _NETWORK.plain([pair for pair in pairs if pair[0] not in BESIDE], notes)
    study, changed = Study.lenient({"shared": shared, "lanes": lanes or DEFAULT.to_dict()["lanes"]})
    given = dict(pairs)
    view = {key: value for key in _VIEW if key in given and (value := view_value(key, given[key], notes)) is not None}
    words = {key: given[key] for key, known in _KNOWN.items() if given.get(key) in known}
    notes += [_left_out(key, given[key]) for key in _SHOWN if key in given and key not in words]
    plane = _plane(given, notes)
    twin = given.get("twin", "")
    if twin and twin not in TWINS:
        notes.append(f"there are no twins called {shown(twin)}")
    return Opened(study, twin if twin in TWINS else "", plane, view, words, changed + notes)


def _left_out(key: str, text: str) -> str:
    return f"{shown(key)} cannot be {shown(text)}; it is left out"


#: How the parts of a plane are said in an address: the key, the part, what its text says.
_SAID: dict[str, tuple[str, Callable[[str], Any]]] = {
    "plane": ("kind", str),
    "plane.seed": ("seed", read_number),
    "part": ("part", str),
    "plane.through": (
        "through",
        lambda text: [[read_number(number) for number in place.split(":")] for place in text.split(",")],
    ),
    "plane.pair": ("pair", lambda text: [read_number(number) for number in text.split(",")]),
    "plane.follow": ("follow", lambda text: {"1": True, "0": False}.get(text)),
}


def _plane(given: Mapping[str, str], notes: list[str]) -> dict[str, Any]:
    """The plane that an address says; what is none goes to the notes."""
    asked = {key: (name, read(given[key])) for key, (name, read) in _SAID.items() if key in given}
    made = nearest_plane(dict(asked.values()))
    notes += [_left_out(key, given[key]) for key, (name, value) in asked.items() if made.get(name, False) != value]
    return made


def nearest_plane(plain: object) -> dict[str, Any]:
    """The nearest plane that can be asked for."""
    given = plain if isinstance(plain, Mapping) else {}
    kind, seed, part = given.get("kind"), given.get("seed"), given.get("part")
    made: dict[str, Any] = {
        "kind": kind if kind in KINDS else KINDS[0],
        "seed": seed if type(seed) is int and 0 <= seed < 2**32 else 0,
        "part": part if part in PARTS else PARTS[0],
    }
    through, pair = given.get("through"), given.get("pair")
    if isinstance(through, list) and len(through) == 3 and all(map(_is_place, through)):
        made["through"] = through
    if (
        isinstance(pair, list)
        and len(pair) == 2
        and all(type(number) is int and 0 <= number < 2**31 for number in pair)
    ):
        made["pair"] = pair
    return made | ({"follow": True} if given.get("follow") is True else {})


def _is_place(plain: object) -> bool:
    """Whether this is a lane and a snapshot, where it began (0) or ended (-1)."""
    if not isinstance(plain, list) or len(plain) != 2 or not all(type(number) is int for number in plain):
        return False
    return 0 <= plain[0] < MOST and plain[1] in (0, -1)


def _widths(text: str) -> list[float | int] | None:
    """The widths that a text such as 16-16 lists."""
    widths = [read_number(part) for part in text.split("-")]
    return None if None in widths else [width for width in widths if width is not None]


def _json(text: str) -> Any:
    """What a JSON text says; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


#: How the fields of a training are said.
_NETWORK = Grammar(
    fields=frozenset(FIELDS),
    nested={"data_knobs": "data.", "schedule_knobs": "schedule.", "hyperparameters": "optimizer."},
    words=frozenset(("data", "scaling", "activation", "normalization", "initialization", "optimizer", "schedule")),
    forms={"hidden": Form(lambda widths: "-".join(map(str, widths)), _widths), "transfer": Form(canonical, _json)},
    unsaid=frozenset({"table"}),
)
