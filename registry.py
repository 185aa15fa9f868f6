"""What surfaces, optimizers and schedules share: named rows, their knobs and their sources.

A *row* is one thing a visitor can choose. It lives in a `Registry`, which maps its name to it, keeps the order of
declaration and answers a misspelt name with the nearest right one. A *knob* is one number of a row that may be
turned. Standard library only, so that any room may import it.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

RelativeTo = Literal["", "length", "1/curvature", "height", "minimum"]


#: So many names a sentence can list.
FEW = 12


class Named(Protocol):
    """Anything with a name: what a registry holds."""

    @property
    def name(self) -> str:
        """Its key."""


Row = TypeVar("Row", bound=Named)


class UnknownNameError(KeyError):
    """A name that no row has; `sentence` says so (`plain`) and offers the nearest ones (`hint`)."""

    def __init__(self, kind: str, name: object, known: list[str]) -> None:
        self.kind, self.name = kind, name
        self.near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
        self.plain, self.hint = f"no {kind} {str(name)[:60]!r}", _hint(self.near, known)
        self.sentence = self.plain + self.hint
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return self.sentence


def _hint(near: list[str], known: list[str]) -> str:
    """What would be right: the nearest names, or all of them where they are few."""
    if near:
        return f"; did you mean {' or '.join(repr(name) for name in near)}?"
    return f"; there are {', '.join(known)}" if 0 < len(known) <= FEW else ""


class Registry(Mapping[str, Row]):
    """Rows by name, in the order they were declared.

    >>> knobs = Registry("knob")
    >>> knobs.add(Knob("momentum", 0.9, 0.0, 1.0, "How much of the last step is kept."))
    >>> knobs["momentun"]
    Traceback (most recent call last):
        ...
    registry.UnknownNameError: no knob 'momentun'; did you mean 'momentum'?

    Args:
        kind: what one row is called in sentences ("surface").

    Raises:
        UnknownNameError: (a `KeyError`) when a name is looked up that no row has.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._rows: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Adds a row; a name can be declared once."""
        if row.name in self._rows:
            raise ValueError(f"{self.kind} {row.name!r} is declared twice")
        self._rows[row.name] = row

    def __getitem__(self, name: str) -> Row:
        try:
            return self._rows[name]
        except (KeyError, TypeError):
            raise UnknownNameError(self.kind, name, list(self._rows)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a formula or an algorithm was published.

    Attributes:
        text: author, year, title, as a reader would cite it.
        url: a lasting address (a DOI, an arXiv number), or empty.
    """

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Knob:
    """One number that a visitor may turn.

    >>> Knob("momentum", 0.9, 0.0, 1.0, "How much of the last step is kept.").accept(1.5)
    Traceback (most recent call last):
        ...
    ValueError: momentum must lie between 0 and 1, not 1.5

    Attributes:
        name: the argument of the row's function, and its key in links.
        default: the value where nothing was said. With `relative_to`, a factor on a scale of the surface.
        low, high: the range offered (scaled as the default is).
        help: what it does, in plain words, for a reader who has never met it.
        scale: how a slider spreads the range.
        unit: shown behind the number.
        static: it changes the compiled program (a depth, a memory size, a switch), is a whole number and cannot vary
            over steps. Every other knob is a traced number, and moving it never compiles.
        choices: words for the whole numbers `low`, `low` + 1, ... of a static knob.
        relative_to: the scale of the surface that `default`, `low` and `high` are multiplied by: its `length`, one over
            its `curvature`, its `height` (the two make it: curvature times length squared, a difference of losses), or
            (not a factor but the default itself) the value of its global `minimum`.
    """

    name: str
    default: float
    low: float
    high: float
    help: str
    scale: Literal["linear", "log"] = "linear"
    unit: str = ""
    static: bool = False
    choices: tuple[str, ...] = ()
    relative_to: RelativeTo = ""

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"knob {self.name!r}: default {self.default} outside {self.low} to {self.high}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"knob {self.name!r}: a log scale needs a positive range")

    @property
    def label(self) -> str:
        """The name as a person reads it."""
        return self.name.replace("_", " ")

    def scaled(self, factor: float) -> Knob:
        """This knob on a surface whose scale is `factor` (for `relative_to="minimum"`: whose minimum it is)."""
        if not self.relative_to:
            return self
        if self.relative_to == "minimum":
            low, default, high = min(self.low, factor), factor, max(self.high, factor)
        else:
            low, default, high = (float(f"{value * factor:.2g}") for value in (self.low, self.default, self.high))
        return replace(self, low=low, default=default, high=high)

    @property
    def limits(self) -> tuple[float, float]:
        """The range accepted: what is offered, but for relative knobs, whose range would move with the surface."""
        if self.relative_to == "minimum":
            return (-1e12, 1e12)
        return (1e-12, 1e9) if self.relative_to else (self.low, self.high)

    def accept(self, value: object) -> float:
        """The value as a number in range.

        Raises:
            ValueError: a sentence that names the knob, what came and what is accepted.
        """
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) == math.inf or value != value:
            raise ValueError(f"{self.name} must be a finite number, not {str(value)[:40]!r}")
        low, high = self.limits
        if not low <= value <= high:
            came = written(value) if abs(value) < 1e300 else "a number of over 300 digits"
            where = f"be at least {written(low)}"
            if high < math.inf:
                where = f"lie between {written(low)} and {written(high)}"
            raise ValueError(f"{self.name} must {where}, not {came}")
        if self.static and value != int(value):
            raise ValueError(f"{self.name} must be a whole number, not {value:g}")
        return int(value) if self.static else float(value)


def written(value: float) -> str:
    """A number in digits alone where it has few, as in "0.000001"."""
    return f"{value:.9f}".rstrip("0").rstrip(".") if 1e-9 <= abs(value) < 1e15 else f"{value:g}"


def knob_values(knobs: tuple[Knob, ...], given: Mapping[str, float], owner: str) -> dict[str, float]:
    """All knobs of a row as numbers: the given ones where given, the defaults elsewhere.

    Raises:
        UnknownNameError: a given name is no knob of `owner`.
    """
    names = [knob.name for knob in knobs]
    for name in given:
        if name not in names:
            raise UnknownNameError(f"knob of {owner}", name, names)
    return {knob.name: given.get(knob.name, knob.default) for knob in knobs}
