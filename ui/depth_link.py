"""The address of the page of depth, version 1.

    ?v=1&a=0.5&b=0.9&layers=20&clip_norm=0.1&activation=relu&width=128&scale=2&seed=3&picked=he_normal,too_large

The page's component writes it; what equals its default is left out. Reading never fails: what cannot be understood is
left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.depth import CLIP, LAYERS, SCALE, SEED, WIDTH, A, B
from surfaces.neural import ACTIVATIONS, INITIALIZATIONS
from ui.query import Pairs, pairs_of, read_number, shown
from wire.limits import DEEP_WIDTHS

KNOBS = {knob.name: knob for knob in (A, B, LAYERS, CLIP, SCALE, SEED)}
DEFAULT: Mapping[str, Any] = {
    **{name: knob.default for name, knob in KNOBS.items()},
    "activation": "tanh",
    WIDTH.name: int(WIDTH.default),
    "picked": ["xavier_normal", "he_normal", "too_small", "too_large"],
}


def decode(query: str | Pairs) -> tuple[dict[str, Any], list[str]]:
    """What a query says, as the text behind `?` or as pairs of key and value, unchecked.

    Returns:
        The nearest settings, and a note for each thing left out.
    """
    pairs, note = pairs_of(query)
    plain = {key: _value(key, text) for key, text in pairs}
    settings, notes = nearest(plain)
    return settings, [note, *notes] if note else notes


def nearest(plain: object) -> tuple[dict[str, Any], list[str]]:
    """The nearest settings, and a note for each that could not be taken as it was."""
    settings, notes = dict(DEFAULT), []
    for key, value in plain.items() if isinstance(plain, Mapping) else ():
        try:
            settings[key] = _checked(key, value)
        except ValueError as error:
            notes.append(f"{error}; it is left out")
    return settings, notes


def _value(key: str, text: str) -> Any:
    """A text of an address as the plain value that it stands for; what stands for none stays as it is."""
    if key == "picked":
        return [name for name in text.split(",") if name]
    number = read_number(text)
    return text if number is None else number


def _checked(key: str, value: Any) -> Any:
    """A setting's value.

    Raises:
        ValueError: a sentence without its full stop.
    """
    if key in KNOBS:
        return KNOBS[key].accept(value)
    if key == "picked" and isinstance(value, list):
        if unknown := [name for name in value if name not in INITIALIZATIONS]:
            raise ValueError(f"there is no initialization {shown(str(unknown[0]))}")
        return [name for name in INITIALIZATIONS if name in value]
    if key == "activation" and isinstance(value, str) and value in ACTIVATIONS:
        return value
    if key == WIDTH.name and type(value) is int and value in DEEP_WIDTHS:
        return value
    if key in DEFAULT:
        raise ValueError(f"{key} cannot be {shown(str(value))}")
    raise ValueError(f"{shown(str(key))} is no part of a link")
