"""Result against one number: how a run ends at each value of it, and which values are too small, good, or too large.

Every value belongs to one band, decided by how much of the loss above the best result is left:

- good: at most `GOOD` of the gap between the start and the best result of all values;
- diverged: it left the finite numbers, or ended above where it began;
- oscillating: it ended above what it had already reached, by more than `GOOD` of that gap;
- short of the best and still at its own lowest: too small below the best value, elsewhere above it (it has settled in
  another place, or crawls again).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from experiments.facts import knobs_at, lowest_at
from experiments.fields import losses
from experiments.grid import pinned, varied
from experiments.many import Lot, field_of_all, summaries
from experiments.spec import SURFACE_PREFIX, RunSpec
from experiments.sweeps import mesh

#: The share of the gap between start and best result that may be left in a good one.
GOOD = 0.01
KINDS = ("too small", "good", "oscillating", "diverged", "elsewhere")


@dataclass(frozen=True)
class Band:
    """Neighbouring values of one kind: the first and the last of them."""

    kind: str
    low: float
    high: float


@dataclass(frozen=True)
class Response:
    """How runs end along one number.

    Attributes:
        spec: what they have in common.
        values: of the number, ascending, shape (n,).
        final, best: the last and the lowest loss of each run, (n,); not finite where it left the finite numbers.
        finite: whether it did not, (n,).
        start: the loss where each begins, (n,): not the same where the number is the surface's own.
        floor: the surface's lowest value for each, (n,); None where it is unknown.
        kinds: of each value, one of `KINDS`.
    """

    spec: RunSpec
    values: np.ndarray
    final: np.ndarray
    best: np.ndarray
    finite: np.ndarray
    start: np.ndarray
    floor: np.ndarray | None
    kinds: tuple[str, ...]

    @property
    def base(self) -> np.ndarray | float:
        """What losses are counted from: the lowest value where it is known, else nought."""
        return 0.0 if self.floor is None else self.floor

    @property
    def best_index(self) -> int | None:
        """Which value ends lowest; None where all diverge."""
        return _best(self.final - self.base, self.finite, self.start - self.base)

    @property
    def bands(self) -> tuple[Band, ...]:
        """Neighbours of one kind together, from small values to large ones."""
        found = []
        for kind, members in groupby(range(len(self.values)), key=self.kinds.__getitem__):
            places = list(members)
            found.append(Band(kind, float(self.values[places[0]]), float(self.values[places[-1]])))
        return tuple(found)

    @property
    def good(self) -> Band | None:
        """The good band that holds the best value; None where there is none."""
        best = self.best_index
        if best is None:
            return None
        value = self.values[best]
        return next((band for band in self.bands if band.kind == "good" and band.low <= value <= band.high), None)


def response(spec: RunSpec, name: str, values: np.ndarray) -> Response:
    """Runs a spec at many values of one number.

    Args:
        spec: what the runs have in common.
        name: what differs, as in `grid.varied`.
        values: its values, ascending, shape (n,).

    Raises:
        SpecError: one of the runs cannot be made.
    """
    values = np.asarray(values, dtype=float)
    whole = pinned(spec).check()
    grid = mesh(whole, {name: values})
    lot = Lot(whole, grid.starts, grid.numbers, floors=np.full(len(values), np.nan))
    made = summaries(lot, field=field_of_all(whole))
    final, best, finite = made.loss, made.best, made.finite
    start, floor = _ends_of_the_way(spec, name, values)
    base = 0.0 if floor is None else floor
    kinds = _kinds(final - base, best - base, finite, start - base)
    return Response(spec, values, final, best, finite, start, floor, kinds)


def _ends_of_the_way(spec: RunSpec, name: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """The loss at the start and the lowest there is, for each value; the latter None where it is unknown."""
    turned = name.startswith(SURFACE_PREFIX)
    specs = [varied(spec, name, float(value)) for value in values] if turned else [spec]
    floors = [lowest_at(each, spec.steps) for each in specs]
    starts = [losses(each.surface, knobs_at(each, 0), each.frame, np.array([each.starting_point]))[0] for each in specs]
    start, floor = (np.broadcast_to(np.array(ends, dtype=float), values.shape) for ends in (starts, floors))
    return start, None if None in floors else floor


def _best(final: np.ndarray, finite: np.ndarray, start: np.ndarray) -> int | None:
    with np.errstate(invalid="ignore"):
        ended = np.where(finite & (final <= start), final, np.inf)
    return int(np.argmin(ended)) if np.isfinite(ended).any() else None


def _kinds(final: np.ndarray, best: np.ndarray, finite: np.ndarray, start: np.ndarray) -> tuple[str, ...]:
    """The kind of each value; losses are counted from the lowest there is, where that is known."""
    lowest = _best(final, finite, start)
    if lowest is None:
        return ("diverged",) * len(final)
    allowed = GOOD * max(start[lowest] - final[lowest], 0.0)
    with np.errstate(invalid="ignore"):
        choices = [
            ~finite | (final > start),
            final - final[lowest] <= allowed,
            final - best > allowed,
            np.arange(len(final)) < lowest,
        ]
    which = np.select(choices, [3, 1, 2, 0], 4)
    return tuple(KINDS[kind] for kind in which)
