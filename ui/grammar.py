"""How the fields of a run are said in an address: pairs of key and value, and lanes, whose fields are parted by `~`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ui.query import Pairs, read_number, shown

_CHANGE = re.compile(r"at(\d{1,6})\.(.+)", re.DOTALL)


def written(value: float) -> str:
    """A number, as short as it can be and still come back bit by bit."""
    return repr(value).removesuffix(".0")


def numbers(text: str) -> list[float] | None:
    """The numbers of a comma-separated text, or None where one of them is none."""
    values = [read_number(part) for part in text.split(",")]
    return None if None in values else [float(value) for value in values if value is not None]


@dataclass(frozen=True)
class Form:
    """How a field that is neither a number nor a word is written, and read (None where it makes no sense)."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Grammar:
    """The words of one kind of run.

    Attributes:
        fields: their names; a bare name in a lane that is none of them is a hyper-parameter.
        nested: fields that hold named numbers, and what is put before the name of each.
        words: fields that are words.
        forms: fields that are written in a way of their own.
        short: fields with a shorter name.
        unsaid: fields that no address says.
    """

    fields: frozenset[str]
    nested: Mapping[str, str]
    words: frozenset[str]
    forms: Mapping[str, Form] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    def pairs(self, plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The fields of a run, as pairs of an address."""
        for name, value in plain.items():
            if name in self.unsaid:
                continue
            if name in self.nested:
                yield from ((self.nested[name] + key, written(number)) for key, number in value.items())
            elif name == "changes":
                yield from ((f"at{step}.{key}", written(n)) for step, values in value for key, n in values.items())
            elif name in self.forms:
                yield name, self.forms[name].write(value)
            else:
                yield self.short.get(name, name), value if isinstance(value, str) else written(value)

    def lane(self, plain: Mapping[str, Any]) -> str:
        """One lane: its optimizer, then its own fields, hyper-parameters under their bare names where that is clear."""
        own = [("", plain.get("optimizer", ""))]
        for key, value in self.pairs({name: plain[name] for name in plain if name != "optimizer"}):
            bare = key.removeprefix("optimizer.")
            own.append((key if bare in self.fields else bare, value))
        return "~".join(f"{key}={value}" if key else value for key, value in own)

    def lane_pairs(self, text: str) -> Iterator[tuple[str, str]]:
        """The pairs that a lane says, hyper-parameters with their prefix again."""
        optimizer, *own = text.split("~")
        if optimizer:
            yield "optimizer", optimizer
        for item in filter(None, own):
            key, _, value = item.partition("=")
            known = key in self.fields or key.startswith(tuple(self.nested.values())) or _CHANGE.fullmatch(key)
            yield key if known else f"optimizer.{key}", value

    def plain(self, pairs: Pairs, notes: list[str]) -> dict[str, Any]:
        """The pairs as plain fields, not yet checked; what is no field or makes no sense goes to the notes."""
        plain: dict[str, Any] = {}
        changes: dict[int, dict[str, float]] = {}
        strange: list[str] = []
        long = {short: name for name, short in self.short.items()}
        plainly = self.fields - self.nested.keys() - {"changes"} - self.unsaid
        for key, text in pairs:
            name = long.get(key, key)
            nest = next((nest for nest, prefix in self.nested.items() if key.startswith(prefix)), None)
            change = _CHANGE.fullmatch(key)
            value = self._value(name, text)
            if not (nest or change or name in plainly):
                strange.append(shown(key))
            elif value is None:
                why = "" if name in self.forms else ", which is no number"
                said = f"cannot be {shown(text)}{why}" if text else "is given without a number"
                notes.append(f"{shown(key.removeprefix('optimizer.'))} {said}; it is left out")
            elif nest:
                plain.setdefault(nest, {})[key.removeprefix(self.nested[nest])] = value
            elif change:
                changes.setdefault(int(change[1]), {})[change[2]] = value
            else:
                plain[name] = value
        if strange:
            notes.append(f"{' and '.join(strange[:3])} {'is' if len(strange) == 1 else 'are'} no part of a link")
        return plain | ({"changes": [[step, changes[step]] for step in sorted(changes)]} if changes else {})

    def _value(self, name: str, text: str) -> Any:
        if name in self.words:
            return text
        return self.forms[name].read(text) if name in self.forms else read_number(text)
