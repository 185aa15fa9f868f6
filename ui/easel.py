"""The easel: one visitor's chart, and how far what was done on it has been heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from experiments.grid import SCALE, START
from experiments.race import Race
from ui import chart_link
from ui.chart import Chart, Kind, mended
from ui.desk import adjusted


@dataclass
class Easel:
    """A chart, and the stage beside it.

    Attributes:
        chart: what is shown.
        view: where the stage begins.
        notice: one line about the last change; empty where there is nothing to say.
        acknowledged: the number of the field's last edit that is part of `chart`.
        staged: the number of the stage's.
        nonce: rises when another run is to be played from its start.
        put_aside: the chart of the other kind that was shown last.
    """

    chart: Chart
    view: dict[str, Any] = field(default_factory=dict)
    notice: str = ""
    acknowledged: int = 0
    staged: int = 0
    nonce: int = 0
    put_aside: dict[Kind, Chart] = field(default_factory=lambda: dict(chart_link.FIRST))

    def change(self, chart: Chart, notes: list[str] | None = None) -> None:
        """Puts the nearest chart that can be drawn in the place of this one."""
        chart, more = mended(chart)
        self.notice = adjusted([*(notes or []), *more])
        if chart.played() != self.chart.played():
            self.nonce, self.view = self.nonce + 1, {}
        self.chart = chart

    def turn(self, kind: Kind) -> None:
        """Shows the other kind of chart."""
        if kind != self.chart.kind:
            self.put_aside[self.chart.kind] = self.chart
            self.change(self.put_aside[kind])

    def accept(self, edit: object) -> None:
        """Takes over what was done on the field, `{"id", "race", "window", "point"}`, as far as it makes sense."""
        if not isinstance(edit, dict) or not isinstance(edit.get("id"), int):
            return
        race, notes = Race.lenient(edit.get("race"), len(self.chart.race.specs))
        window, point = numbers(edit.get("window"), 4), numbers(edit.get("point"), 2)
        self.change(self.chart.with_(race=race, window=window, point=point), notes)
        self.acknowledged = max(self.acknowledged, edit["id"])

    def follow(self, edit: object) -> None:
        """Takes over an edit of the stage: another start."""
        if not isinstance(edit, dict) or not isinstance(edit.get("id"), int):
            return
        race, notes = Race.lenient(edit.get("race"), len(self.chart.race.specs))
        start, nonce = race.first.place, self.nonce
        if self.chart.kind == "basins":
            self.change(self.chart.with_(point=start), notes)
        else:
            moved = self.chart.race.with_shared(start=start)
            here = {**dict(zip(START, start, strict=False)), SCALE: 1.0}
            point = self.chart.point and tuple(
                here.get(name, value) for name, value in zip(self.chart.axes, self.chart.point, strict=True)
            )
            self.change(self.chart.with_(race=moved, point=point), notes)
        self.nonce = nonce  # the stage shows what was done on it already
        self.staged = max(self.staged, edit["id"])


def numbers(value: object, count: int) -> tuple[float, ...] | None:
    """A tuple of so many finite numbers, or None."""
    if not isinstance(value, list) or len(value) != count:
        return None
    good = all(isinstance(each, (int, float)) and not isinstance(each, bool) and abs(each) <= 1e12 for each in value)
    return tuple(float(each) for each in value) if good else None
