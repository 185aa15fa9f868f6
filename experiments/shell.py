"""What a command line needs besides the work: reading fields and axes, a bar of progress, a table in plain text."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TextIO

import numpy as np

from experiments.spec import SpecError
from experiments.writing import KINDS

#: How many characters a bar has.
WIDTH = 30
#: Values along one axis at most.
MOST = 1 << 20


#: Options of a command by name, each as `argparse` takes it.
Options = dict[str, Mapping[str, Any]]


class Command(NamedTuple):
    """One command.

    Attributes:
        work: from its options to what is printed.
        says: what it does, in a sentence.
        example: arguments that it understands.
        options: its own.
        kinds: the endings of the files that it writes.
    """

    work: Callable[[argparse.Namespace], str]
    says: str
    example: str
    options: Options
    kinds: Sequence[str] = KINDS


def given(options: argparse.Namespace) -> dict[str, Any]:
    """The JSON that was given, changed by the fields that were given.

    Raises:
        SpecError: with a sentence.
    """
    plain: dict[str, Any] = {}
    if options.spec:
        text = sys.stdin.read() if options.spec == "-" else options.spec
        plain = json.loads(text if text.lstrip().startswith("{") else Path(text).read_text("utf-8"))
        if not isinstance(plain, dict):
            raise SpecError("spec", 'the JSON should be an object, as in {"optimizer": "adam"}')
    for each in options.fields:
        name, equals, text = each.partition("=")
        if not equals:
            raise SpecError(name, f"{name!r} says nothing; write NAME=VALUE")
        plain[name] = _value(text)
    return plain


def _value(text: str) -> Any:
    """A value as JSON has it; what is no JSON is a word, or several parted by commas."""
    try:
        return json.loads(text)
    except ValueError:
        parts = text.split(",")
        return [_value(part) for part in parts] if len(parts) > 1 else text


def sorted_out(plain: Mapping[str, Any], fields: Collection[str], prefix: str, knobs: str) -> dict[str, Any]:
    """Plain values whose names that are no fields stand where they belong.

    Args:
        plain: by name.
        fields: the names of fields.
        prefix: what the names of knobs begin with; any other name is a hyper-parameter.
        knobs: the field of these knobs.

    Raises:
        SpecError: what should hold values by name does not.
    """
    made = {name: value for name, value in plain.items() if name in fields}
    for field in ("hyperparameters", knobs):
        if not isinstance(made.setdefault(field, {}), dict):
            raise SpecError(field, f"{field} are values by name, not {made[field]!r}")
        made[field] = dict(made[field])
    for name in plain.keys() - fields:
        made[knobs if name.startswith(prefix) else "hyperparameters"][name.removeprefix(prefix)] = plain[name]
    return made


def axis(text: str) -> tuple[str, list[float]]:
    """A name and its values.

    >>> axis("momentum=0:1:5")
    ('momentum', [0.0, 0.25, 0.5, 0.75, 1.0])

    Raises:
        SpecError: with a sentence.
    """
    name, _, said = text.partition("=")
    parts = said.split(":")
    if len(parts) == 1:
        return name, [_number(part) for part in said.split(",")]
    if len(parts) not in (3, 4) or parts[3:] not in ([], ["log"]):
        raise SpecError(name, f"{text!r} should be NAME=LOW:HIGH:COUNT, with :log behind it for even factors")
    low, high, count = _number(parts[0]), _number(parts[1]), _number(parts[2])
    if count != int(count) or not 1 <= count <= MOST:
        raise SpecError(name, f"an axis has 1 to {MOST:,} values, not {parts[2]}")
    if parts[3:] and min(low, high) <= 0:
        raise SpecError(name, f"{name} by even factors needs ends above 0")
    made = np.geomspace(low, high, int(count)) if parts[3:] else np.linspace(low, high, int(count))
    return name, made.tolist()


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise SpecError("", f"{text!r} is no finite number")
    return value


class Bar:
    """A bar of progress in plain text: on a terminal it grows in place, elsewhere it says each tenth.

    Args:
        stream: where it is written.
        counted: what is counted, in the plural.
    """

    def __init__(self, stream: TextIO, counted: str = "runs") -> None:
        self._stream, self._counted, self._tenth, self._drawn = stream, counted, 0, ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._drawn and self._stream.isatty():
            self._stream.write("\n")

    def __call__(self, done: int, whole: int) -> None:
        """Shows how many are done of how many."""
        said = f"{done / whole:4.0%}  {done:,} of {whole:,} {self._counted}"
        if self._stream.isatty():
            full = WIDTH * done // whole
            self._drawn = f"\r[{'#' * full}{'.' * (WIDTH - full)}] {said}"
            self._stream.write(self._drawn)
        elif (tenth := 10 * done // whole) > self._tenth:
            self._tenth = tenth
            self._stream.write(f"{said}\n")
        self._stream.flush()


def table(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns under their headings, numbers to four digits, all flush left."""
    cells = [[heading, *(_cell(value) for value in values)] for heading, values in columns.items()]
    widths = [max(map(len, column)) for column in cells]
    lines = zip(*cells, strict=True)
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if math.isfinite(value) else "never"
    return str(value)
