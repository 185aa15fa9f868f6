"""What a command line needs besides the work: reading numbers and axes, a bar of progress, a table in plain text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, TextIO

import numpy as np

from experiments.spec import SpecError

#: How many characters a bar has.
WIDTH = 30
#: Values along one axis at most.
MOST = 1 << 20


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
    """A bar of progress in plain text: on a terminal it grows in place, elsewhere it says each tenth."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._tenth, self._drawn = stream, 0, ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._drawn and self._stream.isatty():
            self._stream.write("\n")

    def __call__(self, done: int, whole: int) -> None:
        """Shows how many runs are done of how many."""
        said = f"{done / whole:4.0%}  {done:,} of {whole:,} runs"
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
