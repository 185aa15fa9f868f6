"""A visitor's fair race: its protocol, the errand that runs it, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments import Protocol, Tuned
from experiments.spec import SpecError
from plots.palette import Theme
from plots.tuned import tuned_curves
from ui.desk import adjusted, sentence
from wire.errands import Errand
from wire.refusal import RefusedError
from wire.tuning import tuning


@dataclass
class Contest:
    """What the page of fair races is drawn from.

    Attributes:
        protocol: what will be run.
        notice: one line for the visitor; empty where there is nothing to say.
        errand: what is under way; None where nothing is.
        tuned: the last result, whose protocol may be another by now.
    """

    protocol: Protocol
    notice: str = ""
    errand: Errand[Tuned] | None = field(default=None, repr=False)
    tuned: Tuned | None = field(default=None, repr=False)
    _figures: dict[Theme, Any] = field(default_factory=dict, repr=False)

    def change(self, values: Mapping[str, Any]) -> None:
        """Puts the nearest protocol that can be run, with these fields, in the place of this one."""
        self.protocol, notes = Protocol.lenient(self.protocol.to_dict() | dict(values))
        self.notice = adjusted(notes)

    def run(self) -> None:
        """Begins the race, or says why not."""
        self.stop()
        try:
            self.errand, self.notice = tuning(self.protocol), ""
        except (RefusedError, SpecError) as refused:
            self.notice = sentence(refused.sentence)

    def stop(self) -> None:
        """Gives up what is under way."""
        if self.errand:
            self.errand.stop()

    def settle(self) -> None:
        """Takes what has come of an errand that is over."""
        if self.errand and self.errand.over:
            self.tuned, self.notice = self.errand.result or self.tuned, sentence(self.errand.sentence)
            self.errand = None
            self._figures.clear()

    def figure(self, theme: Theme) -> Any:
        """The last result as a figure, drawn once; there must be one."""
        if theme not in self._figures and self.tuned:
            self._figures[theme] = tuned_curves(self.tuned, theme)
        return self._figures[theme]
