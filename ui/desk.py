"""The desk: one visitor's race at rest, with its past and its future.

Widgets and the stage are drawn from it and change it by putting a new race in its place; nothing else holds state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from experiments.race import MAX_LANES, Race
from experiments.spec import RunSpec

#: How many races can be taken back.
HISTORY = 100
#: How many remarks a notice holds; it is one line.
SAID = 3


class Moment(NamedTuple):
    """What is undone and redone.

    Attributes:
        race, beside: what was shown.
        selected: the lane whose settings were shown.
        home: the race, and what was beside it, to which `Desk.reset` led.
    """

    race: Race
    beside: Any
    selected: int
    home: tuple[Race, Any]


@dataclass
class Desk:
    """A race and how it came about.

    Attributes:
        race: what is shown.
        beside: what a page shows along with it and changes like it.
        home: what `reset` returns to: as the link, the preset or the atlas was opened last.
        view: where the stage begins: the view's part of a link.
        past, future: what to undo and redo, the nearest last.
        notice: one line for the visitor about the last change; empty where there is nothing to say.
        nonce: rises when the stage is to forget its view.
        acknowledged: the number of the stage's last edit that is part of `race`.
        selected: the lane whose settings are shown.
        apart: whether the stage sets that lane apart, or shows all alike.
        most: how many lanes there may be.
    """

    race: Race
    beside: Any = None
    home: tuple[Race, Any] = field(init=False)
    view: dict[str, Any] = field(default_factory=dict)
    past: deque[Moment] = field(default_factory=lambda: deque(maxlen=HISTORY))
    future: list[Moment] = field(default_factory=list)
    notice: str = ""
    nonce: int = 0
    acknowledged: int = 0
    selected: int = 0
    apart: bool = False
    most: int = MAX_LANES

    def __post_init__(self) -> None:
        self.home = self.race, self.beside
        self.select(self.view.get("selected"))

    @property
    def now(self) -> Moment:
        """What there is to come back to."""
        return Moment(self.race, self.beside, self.selected, self.home)

    def change(self, race: Race, notice: str = "", beside: Any = None) -> None:
        """Puts the nearest race that can be run in the place of this one; what stays the same is no change.

        Args:
            race: the race.
            notice: a line about it.
            beside: what is shown along with it; None where that stays.
        """
        race, notes = Race.lenient(race.to_dict())
        self.notice = notice or adjusted(notes)
        beside = self.beside if beside is None else beside
        if (race, beside) == (self.race, self.beside):
            return
        self.past.append(self.now)
        self.future.clear()
        self._put(self.now._replace(race=race, beside=beside))

    def put(self, specs: Iterable[RunSpec]) -> None:
        """Shows these runs as lanes; the first that find room, and the first of them chosen."""
        self.change(Race(tuple(specs)[: self.most]))
        self.selected = 0

    def add(self, optimizer: str) -> None:
        """One more lane, and that one chosen."""
        self.change(self.race.add_lane(optimizer))
        self.selected = len(self.race.specs) - 1

    def move(self, surface: str) -> None:
        """Takes the same optimizers to another surface, with a fresh view."""
        self.change(self.race.on_surface(surface))
        self._refresh()

    def open(self, race: Race) -> None:
        """Shows a race from elsewhere (a preset, the atlas), with a fresh view; it can be undone like any change."""
        self.change(race)
        self.home, self.selected = (self.race, self.beside), 0
        self._refresh()

    def undo(self) -> None:
        """Back to the race before."""
        if self.past:
            self.future.append(self.now)
            self._put(self.past.pop())

    def redo(self) -> None:
        """Forward again to the race that was undone."""
        if self.future:
            self.past.append(self.now)
            self._put(self.future.pop())

    def reset(self) -> None:
        """Back to the race that was opened, with a fresh view; this too can be undone."""
        race, beside = self.home
        self.change(race, beside=beside)
        self._refresh()

    def select(self, lane: object) -> None:
        """Shows a lane's settings and sets it apart on the stage; None sets none apart, no lane does nothing."""
        if lane is None:
            self.apart = False
        elif type(lane) is int and 0 <= lane < len(self.race.specs):
            self.selected, self.apart = lane, True

    def accept(self, edit: object) -> None:
        """Takes over an edit of the stage, `{"id", "race"}`, as far as it makes sense."""
        if not isinstance(edit, dict) or not isinstance(edit.get("id"), int):
            return
        race, notes = Race.lenient(edit.get("race"))
        self.change(race, adjusted(notes))
        self.acknowledged = max(self.acknowledged, edit["id"])

    def _refresh(self) -> None:
        """Lets the stage begin anew."""
        self.view, self.apart = {}, False
        self.nonce += 1

    def _put(self, moment: Moment) -> None:
        self.race, self.beside, selected, self.home = moment
        self.selected = min(selected, len(self.race.specs) - 1)


def adjusted(notes: list[str]) -> str:
    """One line that says what could not be taken as it came, or nothing."""
    if not notes:
        return ""
    said = [*notes[:SAID], *([f"and {len(notes) - SAID} more"] if len(notes) > SAID else [])]
    return " ".join(map(sentence, ["not everything could be taken as it came", *said]))


def sentence(note: str) -> str:
    """A remark with a capital, unless a name of the address comes first, and a full stop, unless it has an end."""
    named = "_" in note.partition(" ")[0]
    return note and f"{note[0] if named else note[0].upper()}{note[1:]}{'' if note.endswith(('.', '?', '!')) else '.'}"
