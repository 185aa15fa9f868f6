"""Fans: whole runs along one number, kept as arrays with named axes, and as the runs themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from experiments.grid import Values, card, columns, pinned, varied
from experiments.many import Progress
from experiments.programs import WIDTH
from experiments.rollouts import run
from experiments.spec import RunSpec, SpecError
from experiments.trajectory import Trajectory
from experiments.writing import write


@dataclass(frozen=True)
class Fanned:
    """The result of `fan`.

    Attributes:
        spec: what the runs have in common.
        name: the number in which they differ, as in `grid.varied`.
        values: it, for each run, shape (n,).
        runs: the runs.
    """

    spec: RunSpec
    name: str
    values: np.ndarray
    runs: tuple[Trajectory, ...]

    @property
    def axes(self) -> Mapping[str, np.ndarray]:
        """By name their values: the number that is fanned out (n,), and the step (T + 1,)."""
        return {self.name: self.values, "step": np.arange(self.spec.steps + 1)}

    @cached_property
    def arrays(self) -> Mapping[str, np.ndarray]:
        """`x` and `grad` (n, T + 1, d), `loss` and `gradient_norm` (n, T + 1), and `verdict` (n,), the kind of each."""
        names = ("x", "loss", "grad", "gradient_norm")
        verdicts = np.array([each.verdict.kind for each in self.runs])
        return {name: np.stack([getattr(each, name) for each in self.runs]) for name in names} | {"verdict": verdicts}

    def save(self, path: str | Path) -> None:
        """Writes it down, with its card and its spec: `.npz` as arrays; `.csv` or `.parquet` as a table of steps.

        Raises:
            ValueError: the name ends in something else.
        """
        places = {f"axis.{name}": values for name, values in self.axes.items()}
        write(path, {**places, **self.arrays}, self.columns(), {"card": self.card, "spec": self.spec.to_json()})

    @property
    def card(self) -> str:
        """How it was made, in one line."""
        return card([self.spec], {self.name: self.values})

    def columns(self) -> dict[str, np.ndarray]:
        """One line for each step of each run, as `Grid.columns` has them; the verdict stands at all of its steps."""
        steps = self.spec.steps + 1
        verdicts = np.repeat(self.arrays["verdict"][:, None], steps, axis=1)
        return columns(self.axes, {**self.arrays, "verdict": verdicts})


def fan(spec: RunSpec, name: str, values: Values, progress: Progress = lambda *_: None) -> Fanned:
    """Whole runs along one number, from the same start with the same draws.

    Args:
        spec: what they have in common.
        name: what differs, as in `grid.varied`.
        values: its values.
        progress: told how many runs are done of how many.

    Raises:
        SpecError: one of the runs cannot be made, or there is none.
    """
    spec = pinned(spec).check()
    specs = [varied(spec, name, float(value)).check() for value in values]
    if not specs:
        raise SpecError(name, "a fan has at least one run")
    runs: list[Trajectory] = []
    for at in range(0, len(specs), WIDTH):
        runs += run(specs[at : at + WIDTH])
        progress(len(runs), len(specs))
    return Fanned(spec, name, np.asarray(values, dtype=float), tuple(runs))
