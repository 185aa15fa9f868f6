"""A visitor's bench of trials: what is trained over what, and how far what was done on the map has been heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.training.study import Study
from ui.desk import adjusted
from ui.easel import numbers
from ui.trials import Trials, mended


@dataclass
class TrialBench:
    """What the page of trainability is drawn from.

    Attributes:
        trials: what is shown.
        notice: one line about the last change; empty where there is nothing to say.
        acknowledged: the number of the map's last edit that is part of `trials`.
    """

    trials: Trials
    notice: str = ""
    acknowledged: int = 0

    @property
    def study(self) -> Study:
        """What all have in common, as a study of one."""
        return Study((self.trials.spec,))

    def change(self, values: Mapping[str, Any]) -> None:
        """Puts the nearest training with these fields in the place of this one."""
        own = self.trials.spec.to_dict() | dict(values)
        study, notes = Study.lenient({"shared": own, "lanes": [{"optimizer": own.get("optimizer", "adam")}]})
        self.show(self.trials.with_(spec=study.first), notes)

    def show(self, trials: Trials, notes: list[str] | None = None) -> None:
        """Shows the nearest trials that can be made."""
        self.trials, more = mended(trials)
        self.notice = adjusted([*(notes or []), *more])

    def accept(self, edit: object) -> None:
        """Takes over what was done on the map, `{"id", "window", "point"}`, as far as it makes sense."""
        if not isinstance(edit, dict) or not isinstance(edit.get("id"), int):
            return
        window, point = numbers(edit.get("window"), 4), numbers(edit.get("point"), 2)
        self.show(self.trials.with_(window=window, point=point))
        self.acknowledged = max(self.acknowledged, edit["id"])
