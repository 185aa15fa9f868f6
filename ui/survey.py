"""A survey: the same four optimizers on four surfaces, each run from the surface's own start at its default rate there.

As the query of an address, version 1: `?v=1&surfaces=ravine,saddle,...&optimizers=sgd,adam,...&steps=200`, and of the
view, which the page's component writes, `step` and `speed`. What is left out is as in the first survey. Reading never
fails: what cannot be understood is left out and said in a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from experiments.check import Lenient, read_name
from experiments.race import Race
from optim import OPTIMIZERS
from registry import Registry
from surfaces import SURFACES
from ui.link import view_value
from ui.query import VERSION, Pairs, pairs_of, read_number, shown

#: The parts of a link that are of the view.
VIEW = ("step", "speed")
#: The longest name in a list that is looked at, and the longest list.
_LONGEST, _MOST = 60, 16
#: What the lists of a link name.
_ROWS: dict[str, tuple[str, Registry[Any]]] = {
    "surfaces": ("surface", SURFACES),
    "optimizers": ("optimizer", OPTIMIZERS),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What is compared; every row is a race of all the optimizers.

    Attributes:
        surfaces: their names, one for each row.
        optimizers: their names, one for each column.
        steps: of every run.
    """

    surfaces: tuple[str, ...]
    optimizers: tuple[str, ...]
    steps: int

    def races(self) -> tuple[Race, ...]:
        """The race of each row."""
        return tuple(race for race, _ in self._read())

    def with_surface(self, row: int, name: str) -> Survey:
        """The survey with another surface in a row."""
        return replace(self, surfaces=(*self.surfaces[:row], name, *self.surfaces[row + 1 :]))

    def with_optimizer(self, column: int, name: str) -> Survey:
        """The survey with another optimizer in a column."""
        return replace(self, optimizers=(*self.optimizers[:column], name, *self.optimizers[column + 1 :]))

    def nearest(self) -> tuple[Survey, list[str]]:
        """The nearest survey that can be run, and a sentence for each thing that had to be changed."""
        races, notes = zip(*self._read(), strict=True)
        first = races[0]
        names = tuple(spec.optimizer for spec in first.specs)
        survey = Survey(tuple(race.first.surface for race in races), names, first.first.steps)
        return survey, list(dict.fromkeys(note for said in notes for note in said))

    def _read(self) -> Iterator[tuple[Race, list[str]]]:
        """Each row as a race, read by the rules for races."""
        for surface in self.surfaces:
            lanes = [{"optimizer": name} for name in self.optimizers]
            yield Race.lenient({"shared": {"surface": surface, "steps": self.steps}, "lanes": lanes})


#: What a visitor meets first: a narrow valley, a curved one, four minima, a saddle.
DEFAULT = Survey(("ravine", "rosenbrock", "himmelblau", "saddle"), ("sgd", "momentum", "rmsprop", "adam"), 200)


class Opened(NamedTuple):
    """What a link says: the nearest survey, the view's values that were given, a note for each thing left out."""

    survey: Survey
    view: dict[str, Any]
    notes: list[str]


def encode(survey: Survey) -> str:
    """The query (without `?`) that says this survey."""
    lists = {"surfaces": ",".join(survey.surfaces), "optimizers": ",".join(survey.optimizers)}
    return urlencode({"v": VERSION, **lists, "steps": survey.steps}, safe=",")


def decode(query: str | Pairs) -> Opened:
    """What a query says, given as the text behind `?` or as its pairs of key and value, unchecked."""
    pairs, note = pairs_of(query)
    notes = [note] if note else []
    given = dict(pairs)
    view = {key: value for key in VIEW if key in given and (value := view_value(key, given[key], notes)) is not None}
    strange = [shown(key) for key in given if key not in ("surfaces", "optimizers", "steps", *VIEW)]
    if strange:
        notes.append(
            f"{' and '.join(strange[:3])} {'is' if len(strange) == 1 else 'are'} no part of an overview's link"
        )
    surfaces, optimizers = (_names(given, field, notes) for field in ("surfaces", "optimizers"))
    survey, more = Survey(surfaces, optimizers, _steps(given.get("steps"), notes)).nearest()
    return Opened(survey, view, notes + more)


def _names(given: dict[str, str], field: str, notes: list[str]) -> tuple[str, ...]:
    """The names of a comma-separated list; where one is missing or like no other, the first survey's."""
    usual: tuple[str, ...] = getattr(DEFAULT, field)
    names = given[field].split(",", _MOST) if field in given else []
    if len(names) > len(usual):
        notes.append(f"an overview has {len(usual)} {field}; the first {len(usual)} are taken")
    padded = [*names, *[""] * len(usual)]
    policy, (kind, rows) = Lenient(), _ROWS[field]
    taken = tuple(
        read_name({kind: name[:_LONGEST] or otherwise}, kind, rows, otherwise, policy)
        for name, otherwise in zip(padded, usual, strict=False)
    )
    notes += policy.notes
    return taken


def _steps(text: str | None, notes: list[str]) -> Any:
    """The number of steps, not yet checked."""
    if text is None:
        return DEFAULT.steps
    value = read_number(text)
    if value is None:
        notes.append(f"steps cannot be {shown(text)}, which is no number; it is left out")
    return DEFAULT.steps if value is None else value
