"""A visitor's study of networks: what is trained, and the plane on which it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from experiments.training.study import Study
from ui.desk import adjusted
from ui.network_link import nearest_plane


class Bench(Protocol):
    """What the controls of networks turn: trainings, and how to have others in their place."""

    @property
    def study(self) -> Study:
        """What is trained."""

    def change(self, values: Mapping[str, Any]) -> None:
        """Puts the nearest trainings with these fields in the place of these."""


@dataclass
class Workbench:
    """What the page of networks is drawn from.

    Attributes:
        study: what is trained.
        plane: what is looked at; see `nearest_plane`.
        view: where the component begins.
        shown: which curves and which view of the network it begins with.
        twin: the one thing in which two studies differ, a row of `TWINS`; empty where there is one study.
        notice: one line for the visitor; empty where there is nothing to say.
    """

    study: Study
    plane: dict[str, Any]
    view: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    twin: str = ""
    notice: str = ""

    def change(self, values: Mapping[str, Any], lane: int | None = None) -> None:
        """Puts the nearest study with these fields, in every lane or in one, in the place of this one."""
        plain = self.study.to_dict()
        if lane is None:
            own = [{name: value for name, value in each.items() if name not in values} for each in plain["lanes"]]
            plain = {"shared": plain["shared"] | dict(values), "lanes": own}
        else:
            plain["lanes"][lane] |= dict(values)
        self._put(plain)

    def put(self, study: Study) -> None:
        """Shows another study."""
        self._put(study.to_dict())

    def look(self, plane: object) -> None:
        """Takes over the plane that the visitor looks at, as far as it makes sense."""
        self.plane = nearest_plane(plane)

    def reseed(self, seed: object) -> None:
        """Begins with other weights than those of a seed."""
        if seed == self.study.first.seed:
            self.change({"seed": (self.study.first.seed + 1) % 2**32})

    def _put(self, plain: Mapping[str, Any]) -> None:
        self.study, notes = Study.lenient(plain)
        self.notice = adjusted(notes)
