"""What came of a fair race: arrays with named axes, a table, and the winners as a race to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from experiments.metrics import Ground, Outcomes, better, near_best, quantile
from experiments.protocol import Protocol
from experiments.race import Race
from experiments.rollouts import run
from experiments.words import place
from experiments.writing import write
from optim import OPTIMIZERS

#: The quantiles of the gap that are kept for each step.
QUARTILES = (0.25, 0.5, 0.75)
#: The axes of each array.
AXES: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "coordinate"),
    "tuning_start": ("start", "coordinate"),
    "first": ("start",),
    "score": ("optimizer", "setting"),
    "chosen": ("optimizer",),
    "result": ("optimizer", "start", "seed"),
    "final": ("optimizer", "start", "seed"),
    "best": ("optimizer", "start", "seed"),
    "reached": ("optimizer", "start", "seed"),
    "finite": ("optimizer", "start", "seed"),
    "gradients": ("optimizer", "start", "seed"),
    "values": ("optimizer", "start", "seed"),
    "quartiles": ("optimizer", "quartile", "step"),
}


@dataclass(frozen=True)
class Tuned:
    """The result of `tune`. The axes of the arrays stand in `AXES`.

    Attributes:
        protocol: how it was made.
        settings: by optimizer and knob, the settings that were tried, each of shape (budget,).
        start, tuning_start: where the race, and where the search began.
        first: the losses at the starts of the race.
        score: of each setting, the median of the metric over the starts and seeds of the search.
        chosen: which setting each optimizer raced with: the lowest score; where several have that, the one that did
            better than the others on most starts and seeds.
        tuning_first: the median gap at the starts of the search.
        result: the metric of each run of the race, infinite where it failed.
        went: the losses and steps of each run of the race.
        gradients, values: what each run of the race cost, in evaluations.
        quartiles: of the gap (of the loss where the minimum is not known) at each step of the race, infinite where so
            many runs had left the finite numbers.
    """

    protocol: Protocol
    settings: Mapping[str, Mapping[str, np.ndarray]]
    start: np.ndarray
    tuning_start: np.ndarray
    first: np.ndarray
    score: np.ndarray
    chosen: np.ndarray
    tuning_first: float
    result: np.ndarray
    went: Outcomes
    gradients: np.ndarray
    values: np.ndarray
    quartiles: np.ndarray

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """All arrays by the names of `AXES`."""
        return {name: getattr(self.went if name in self.went._fields else self, name) for name in AXES}

    @property
    def known(self) -> bool:
        """Whether the global minimum is known, so that gaps are shown and not losses."""
        return self._ground.floor is not None

    def best(self, optimizer: str) -> dict[str, float]:
        """The setting that an optimizer raced with, by knob."""
        chosen = self.chosen[self.protocol.optimizers.index(optimizer)]
        return {name: float(values[chosen]) for name, values in self.settings[optimizer].items()}

    def race(self) -> Race:
        """The tuned optimizers from the first start of the race with its first seed."""
        start = tuple(self.start[0].tolist())
        names = self.protocol.optimizers
        return Race(tuple(self.protocol.spec(name, hyperparameters=self.best(name), start=start) for name in names))

    def wins(self) -> np.ndarray:
        """In how many runs of the race each optimizer was beaten by none, (optimizers,); ties count for all."""
        ties = np.where(self.went.finite, self.went.reached, self._ground.points)
        return ((better(self.result, ties) == 0) & np.isfinite(self.result)).sum(axis=(1, 2))

    def table(self) -> dict[str, list[Any]]:
        """One line an optimizer: by heading the column.

        `steps to tolerance` is infinite where less than half of the runs came within it. `near best` is the share of
        settings that need at most a tenth more steps than the best one, or gain at least nine tenths of the orders of
        magnitude that it gains (of the loss that it loses, where the minimum is not known). Evaluations are those of a
        run.
        """
        went, floor = self.went, self._ground.floor or 0.0
        arrived = went.finite & (went.reached < self._ground.points)
        steps = np.where(arrived, went.reached.astype(float), np.inf)
        return {
            "optimizer": [OPTIMIZERS[name].title for name in self.protocol.optimizers],
            "wins": self.wins().tolist(),
            "final": quantile(np.where(went.finite, went.final - floor, np.inf), 0.5, (1, 2)).tolist(),
            "steps to tolerance": quantile(steps, 0.5, (1, 2)).tolist(),
            "arrived": arrived.mean(axis=(1, 2)).tolist(),
            "diverged": (~went.finite).mean(axis=(1, 2)).tolist(),
            "near best": [self._near_best(scores) for scores in self.score],
            "gradients": quantile(self.gradients, 0.5, (1, 2)).tolist(),
            "values": quantile(self.values, 0.5, (1, 2)).tolist(),
            "setting": [self._setting(name) for name in self.protocol.optimizers],
        }

    @cached_property
    def lost(self) -> Mapping[str, str]:
        """By optimizer, of those that lost runs to divergence, how many, and the verdict on the first of them."""
        told = {}
        for index, name in enumerate(self.protocol.optimizers):
            gone = np.argwhere(~self.went.finite[index])
            if len(gone):
                start, seed = gone[0].tolist()
                begun = tuple(self.start[start].tolist())
                drawn = (self.protocol.shared.seed + seed) % 2**32
                [first] = run([self.protocol.spec(name, hyperparameters=self.best(name), start=begun, seed=drawn)])
                whole = self.went.finite[index].size
                sentence = first.verdict.sentence.removeprefix("Diverged: ")
                told[name] = f"{len(gone)} of {whole} runs; from {place(begun)}: {sentence}"
        return told

    def curves(self) -> dict[str, np.ndarray]:
        """The quartiles as a table: one line for each optimizer and step."""
        names, points = self.protocol.optimizers, self._ground.points
        columns = {"optimizer": np.repeat(names, points), "step": np.tile(np.arange(points), len(names))}
        lower, median, upper = (self.quartiles[:, i].ravel() for i in range(len(QUARTILES)))
        return columns | {"lower_quartile": lower, "median": median, "upper_quartile": upper}

    def columns(self) -> dict[str, np.ndarray]:
        """The race as a table: one line a run."""
        names, (_, starts, seeds) = self.protocol.optimizers, self.result.shape
        place = np.tile(np.repeat(np.arange(starts), seeds), len(names))
        made = {
            "optimizer": np.repeat(names, starts * seeds),
            "start.0": self.start[place, 0],
            "start.1": self.start[place, 1],
            "seed": np.tile((self.protocol.shared.seed + np.arange(seeds)) % 2**32, len(names) * starts),
        }
        runs = ("optimizer", "start", "seed")
        return made | {name: array.ravel() for name, array in self.arrays.items() if AXES[name] == runs}

    @property
    def notes(self) -> dict[str, str]:
        """What every export says besides its numbers."""
        return {"card": self.protocol.line, "protocol": self.protocol.to_json()}

    def save(self, path: str | Path) -> None:
        """Writes it down with its card: `.npz` as arrays; `.csv` or `.parquet` as a table of the race's runs.

        Raises:
            ValueError: the name ends in something else.
        """
        tried = {
            f"setting.{name}.{knob}": values for name, knobs in self.settings.items() for knob, values in knobs.items()
        }
        names = {"optimizer": np.array(self.protocol.optimizers)}
        write(path, names | self.arrays | tried, self.columns(), self.notes)

    @property
    def _ground(self) -> Ground:
        shared = self.protocol.shared
        lowest = shared.surface_row.lowest(shared.surface_knobs)
        return Ground(self.first[:, None], lowest, shared.steps + 1)

    def _near_best(self, scores: np.ndarray) -> float:
        if self.protocol.metric == "steps" or not self.known:
            return near_best(self.protocol.metric, scores, self.tuning_first)
        return near_best(self.protocol.metric, np.log(scores), float(np.log(self.tuning_first)))

    def _setting(self, optimizer: str) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {value:.6g}" for name, value in self.best(optimizer).items())
