"""A fair race: every optimizer is tuned with the same budget, then they race with the best that was found for each.

    tuned = tune(Protocol.of("rosenbrock", ["sgd", "momentum", "adam"], budget=64, starts=32, steps=300))
    print(tuned.protocol.line)
    print(tuned.table())

Settings are chosen on other starts and other seeds than those of the race, so that no setting is judged by what it was
chosen for. All settings of one optimizer run side by side.
"""

from __future__ import annotations

import numpy as np

from experiments.facts import lowest_at
from experiments.fields import losses
from experiments.many import Lot, Progress, summaries
from experiments.metrics import Ground, Outcomes, better, quantile, results
from experiments.protocol import Protocol
from experiments.ranges import settings
from experiments.rollouts import run
from experiments.spec import SpecError
from experiments.summaries import Aim
from experiments.sweeps import MAX_POINTS
from experiments.trajectory import Trajectory
from experiments.tuned import QUARTILES, Tuned

#: Runs of the race between two reports of progress.
GROUP = 8
#: What is drawn from the seed besides the settings.
_TUNING, _RACING = 0, 1


def tune(protocol: Protocol, progress: Progress = lambda *_: None) -> Tuned:
    """Tunes every optimizer of a protocol, and races them.

    Args:
        protocol: who takes part, on what, and with which budget.
        progress: told how many runs are done of how many; it stops the work by raising.

    Raises:
        SpecError: the protocol asks for what cannot be done, with a sentence.
    """
    _check(protocol)
    fields = {_TUNING: _Field(protocol, _TUNING), _RACING: _Field(protocol, _RACING)}
    counted = _Counted(progress, _runs(protocol))
    found = {name: _search(fields[_TUNING], name, counted) for name in protocol.optimizers}
    raced = {name: _race(fields[_RACING], name, found[name], counted) for name in protocol.optimizers}
    ground = fields[_RACING].ground
    went = Outcomes(*(np.stack(each) for each in zip(*(raced[name].went for name in raced), strict=True)))
    return Tuned(
        protocol=protocol,
        settings={name: each.settings for name, each in found.items()},
        start=fields[_RACING].starts,
        tuning_start=fields[_TUNING].starts,
        first=ground.first[:, 0],
        score=np.stack([each.score for each in found.values()]),
        chosen=np.array([each.chosen for each in found.values()]),
        tuning_first=float(quantile(fields[_TUNING].ground.gaps(fields[_TUNING].ground.first), 0.5, (0, 1))),
        result=results(protocol.metric, went, ground),
        went=went,
        gradients=np.stack([each.gradients for each in raced.values()]),
        values=np.stack([each.values for each in raced.values()]),
        quartiles=np.stack([each.quartiles for each in raced.values()]),
    )


def _check(protocol: Protocol) -> None:
    spec = protocol.shared.check()
    if protocol.metric == "steps" and lowest_at(spec, 0) is None:
        raise SpecError("metric", f"the minimum of {spec.surface_row.title} is not known, so no tolerance can be told")
    lanes = protocol.budget * protocol.starts
    if lanes > MAX_POINTS:
        raise SpecError("budget", f"settings times starts are at most {MAX_POINTS:,}, not {lanes:,}")


def _runs(protocol: Protocol) -> int:
    """How many runs there will be."""
    return len(protocol.optimizers) * (protocol.budget + 1) * protocol.starts * protocol.seeds


class _Counted:
    """Adds up the progress of many pieces of work."""

    def __init__(self, progress: Progress, whole: int) -> None:
        self._progress, self._whole, self._done = progress, whole, 0

    def tell(self, more: int) -> None:
        """Tells of runs that are done in a piece of work that goes on."""
        self._progress(self._done + more, self._whole)

    def add(self, more: int) -> None:
        """Tells of a piece of work that is done, and had so many runs."""
        self._done += more
        self.tell(0)


class _Field:
    """The starts and seeds on which settings are chosen, or on which they race."""

    def __init__(self, protocol: Protocol, purpose: int) -> None:
        self.protocol = protocol
        spec = protocol.shared
        low, high = np.array(spec.surface_row.domain).T
        drawn = np.random.default_rng([spec.seed, purpose]).uniform(low, high, (protocol.starts, 2))
        # Drawn in the landscape's own window: a turned landscape has turned starts.
        row = spec.surface_row
        self.starts = row.plane.embed(np.array([spec.frame.place(row, tuple(point)) for point in drawn.tolist()]))
        first = losses(spec.surface, spec.surface_values(), spec.frame, self.starts)
        self.ground = Ground(first[:, None], lowest_at(spec, 0), spec.steps + 1)
        offset = 0 if purpose == _RACING else protocol.seeds
        self.seeds = [(spec.seed + offset + i) % 2**32 for i in range(protocol.seeds)]

    @property
    def targets(self) -> np.ndarray:
        """The loss that counts as there for each start, (starts,); NaN where the minimum is not known."""
        return Aim(self.floors, self.protocol.tolerance).target(self.ground.first[:, 0])

    @property
    def floors(self) -> np.ndarray:
        """The lowest loss for each start, (starts,); NaN where the minimum is not known."""
        return np.full(len(self.starts), np.nan if self.ground.floor is None else self.ground.floor)


class _Found:
    """What a search found for one optimizer."""

    def __init__(self, field: _Field, drawn: dict[str, np.ndarray], went: Outcomes) -> None:
        self.settings = drawn
        values = results(field.protocol.metric, went, field.ground)
        self.score = quantile(values, 0.5, (1, 2))
        standing = better(values, np.where(went.finite, went.reached, field.ground.points)).mean(axis=(1, 2))
        self.chosen = int(np.lexsort((standing, self.score))[0])

    @property
    def best(self) -> dict[str, float]:
        """The setting that was chosen."""
        return {name: float(values[self.chosen]) for name, values in self.settings.items()}


def _search(field: _Field, optimizer: str, counted: _Counted) -> _Found:
    """Tries all settings of an optimizer from all starts and seeds."""
    protocol = field.protocol
    spec = protocol.spec(optimizer)
    drawn = settings(spec, protocol.budget, protocol.shared.seed)
    numbers = {name: np.repeat(values, protocol.starts) for name, values in drawn.items()}
    starts = np.tile(field.starts, (protocol.budget, 1))
    floors = np.tile(field.floors, protocol.budget)
    parts = []
    for seed in field.seeds:
        lot = Lot(spec.with_(seed=seed), starts, numbers, floors, protocol.tolerance)
        made = summaries(lot, progress=lambda done, _: counted.tell(done))
        counted.add(len(starts))
        parts.append(Outcomes(made.loss, made.best, made.reached, made.finite))
    shape = (protocol.budget, protocol.starts)
    went = (np.stack([each.reshape(shape) for each in part], axis=-1) for part in zip(*parts, strict=True))
    return _Found(field, drawn, Outcomes(*went))


class _Raced:
    """How one optimizer's race went, arrays (starts, seeds)."""

    def __init__(self, field: _Field, runs: list[Trajectory]) -> None:
        shape = (len(field.starts), len(field.seeds))
        targets = np.repeat(field.targets, len(field.seeds))
        self.went = Outcomes(
            final=np.reshape([each.loss[-1] for each in runs], shape),
            best=np.reshape([each.loss.min() for each in runs], shape),
            reached=np.reshape([_reached(each, at) for each, at in zip(runs, targets, strict=True)], shape),
            finite=np.reshape([each.stopped_at is None for each in runs], shape),
        )
        self.gradients = np.reshape([each.evaluations.gradients for each in runs], shape)
        self.values = np.reshape([each.evaluations.values for each in runs], shape)
        curves = np.stack([_curve(each) for each in runs])
        self.quartiles = np.stack([quantile(curves, share, 0) for share in QUARTILES])


def _race(field: _Field, optimizer: str, found: _Found, counted: _Counted) -> _Raced:
    """Runs an optimizer with its best setting from all starts and seeds."""
    specs = [
        field.protocol.spec(optimizer, hyperparameters=found.best, start=start, seed=seed)
        for start in field.starts.tolist()
        for seed in field.seeds
    ]
    runs = []
    for at in range(0, len(specs), GROUP):
        runs += run(specs[at : at + GROUP])
        counted.add(len(specs[at : at + GROUP]))
    return _Raced(field, runs)


def _reached(made: Trajectory, target: float) -> int:
    there = np.flatnonzero(made.loss <= target)
    return int(there[0]) if len(there) else len(made.loss)


def _curve(made: Trajectory) -> np.ndarray:
    """The gap (or the loss) at each step; infinite from where a run has left the finite numbers."""
    values = made.loss if made.gap is None else made.gap
    return values if made.stopped_at is None else np.where(np.arange(len(values)) > made.stopped_at, np.inf, values)
