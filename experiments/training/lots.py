"""A lot: trainings side by side, a chunk at a time, and the record of what they did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from experiments.training.engine import Carry, Emitted, Setup, has_scale
from experiments.training.lanes import Lanes
from experiments.training.measures import Measures
from experiments.training.path import Path
from experiments.training.programs import measured
from experiments.training.result import Training
from experiments.training.spec import TrainSpec
from surfaces.neural import Parts


class Lot:
    """Trainings of one setup and as many steps, with what the next chunk needs: it can be left and taken up again.

    Args:
        setup: what is static in them.
        specs: at most as many as the width.
        parts: the data of each.
        weights: where each begins, (d,).
        width: lanes of the program.
    """

    def __init__(
        self, setup: Setup, specs: Sequence[TrainSpec], parts: Sequence[Parts], weights: Sequence[Any], width: int
    ) -> None:
        self.setup, self.specs, self.parts = setup, list(specs), list(parts)
        self._lanes = Lanes(setup, specs, parts, weights, width)
        self._paths = [Path(setup.network.size) for _ in specs]
        self._seen: list[list[np.ndarray]] = [[] for _ in specs]
        self._ratios: list[list[np.ndarray]] = [[] for _ in specs]
        self._stopped: list[int | None] = [None] * len(specs)
        self._measured: list[dict[int, Measures]] = [{} for _ in specs]
        for lane, path in enumerate(self._paths):
            path.add(0, self._snapshots(self._first_shot(), lane, 1))

    @property
    def steps(self) -> int:
        """How many there will have been."""
        return self._lanes.steps

    @property
    def done(self) -> int:
        """How many were made."""
        return self._lanes.done

    @property
    def is_done(self) -> bool:
        """Whether all steps are made, or none of its runs can go on."""
        return self.done >= self.steps or all(stopped is not None for stopped in self._stopped)

    def advance(self) -> None:
        """Makes steps for about a quarter of a second."""
        first = self.done
        emitted = self._lanes.go_on()
        for lane in range(len(self.specs)):
            self._keep(emitted, lane, first)

    def _keep(self, emitted: Emitted, lane: int, first: int) -> None:
        """Keeps what a run has made in a chunk after step `first`, up to where it left the finite numbers."""
        if self._stopped[lane] is not None:
            return
        alive = emitted.alive[:, lane]
        made = len(alive) if alive.all() else int(np.argmin(alive))
        self._seen[lane].append(emitted.seen[:made, lane].copy())
        self._ratios[lane].append(emitted.ratio[:made, lane].copy())
        if made:
            self._paths[lane].add(first + 1, self._snapshots(emitted, lane, made))
        if made < len(alive):
            self._stopped[lane] = first + made

    def _snapshots(self, emitted: Emitted, lane: int, count: int) -> dict[str, np.ndarray]:
        arrays = {"x": emitted.x} | {f"averages.{i}": leaf for i, leaf in enumerate(jax.tree.leaves(emitted.averages))}
        if has_scale(self.setup.optimizer):
            arrays["scale"] = emitted.scale
        return {name: array[:count, lane] for name, array in arrays.items()}

    def _first_shot(self) -> Emitted:
        """The start as if a step had led to it; the rule has no scale yet."""
        carry: Carry = jax.tree.map(lambda leaf: np.asarray(leaf)[None], self._lanes.carry)
        nothing = np.zeros((1, self._lanes.width), np.float32)
        return Emitted(carry.x, carry.averages, nothing, nothing, np.full_like(carry.x, np.nan), carry.alive)

    def results(self) -> list[Training]:
        """Its trainings as far as they have come; what is new is measured."""
        return [self._result(lane) for lane in range(len(self.specs))]

    def _result(self, lane: int) -> Training:
        taken = self._paths[lane].taken()
        kinds: Any = jax.tree.structure(self.setup.network.averages())
        averages = jax.tree.unflatten(kinds, [taken.pop(f"averages.{i}") for i in range(kinds.num_leaves)])
        layers = len(self.setup.network.hidden) + 1
        arrays = taken | self._measures(lane, taken, averages)
        arrays["seen"] = np.concatenate([np.zeros(0, np.float32), *self._seen[lane]])
        arrays["ratio"] = np.concatenate([np.zeros((0, layers), np.float32), *self._ratios[lane]])
        network = self.setup.network
        return Training(self.specs[lane], network, self.parts[lane], arrays, averages, self._stopped[lane])

    def _measures(self, lane: int, taken: dict[str, np.ndarray], averages: Any) -> dict[str, np.ndarray]:
        """What `Measures` has at every snapshot, those of earlier calls remembered."""
        known, steps, parts = self._measured[lane], taken["step"].tolist(), self.parts[lane]
        missing = [i for i, step in enumerate(steps) if step not in known]
        if missing:
            made = measured(self.setup, taken["x"][missing], jax.tree.map(lambda leaf: leaf[missing], averages), parts)
            for j, i in enumerate(missing):
                known[steps[i]] = jax.tree.map(lambda leaf, j=j: leaf[j], made)
        return {name: np.stack([getattr(known[step], name) for step in steps]) for name in Measures._fields}
