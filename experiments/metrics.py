"""By what runs are compared: a number for each run, lower being better, and who did better than whom."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: The metrics, in words. Where the minimum is not known the loss stands for the gap.
METRICS = {
    "final": "gap to the minimum at the end",
    "best": "smallest gap to the minimum on the way",
    "steps": "steps to the tolerance",
}
#: A gap below this share of that at the start is round-off: such gaps are equally small.
ROUND_OFF = 1e-12
#: A setting is as good as the best where it comes within this share of it.
NEAR = 0.1


class Outcomes(NamedTuple):
    """How runs went: arrays of one shape.

    Attributes:
        final: the true loss after the last step.
        best: the lowest on the way.
        reached: the first step within the tolerance; the number of points where there is none.
        finite: whether all numbers on the way were finite.
    """

    final: np.ndarray
    best: np.ndarray
    reached: np.ndarray
    finite: np.ndarray


class Ground(NamedTuple):
    """What runs are measured against.

    Attributes:
        first: the losses at the starts, of a shape that broadcasts with that of the runs.
        floor: the global minimum; None where it is not known.
        points: how many points a run has, the start among them.
    """

    first: np.ndarray
    floor: float | None
    points: int

    def gaps(self, losses: np.ndarray) -> np.ndarray:
        """Losses as gaps, those that are round-off made equal; as they are where the minimum is not known."""
        if self.floor is None:
            return losses
        return np.maximum(losses - self.floor, ROUND_OFF * (self.first - self.floor))


def results(metric: str, went: Outcomes, ground: Ground) -> np.ndarray:
    """The metric of each run; infinite where a run left the finite numbers, or never came within the tolerance."""
    if metric == "steps":
        values = np.where(went.reached < ground.points, went.reached.astype(float), np.inf)
    else:
        values = ground.gaps(went.final if metric == "final" else went.best)
    return np.where(went.finite, values, np.inf)


def quantile(values: np.ndarray, share: float, axis: int | tuple[int, ...]) -> np.ndarray:
    """A quantile that is one of the values (the lower of two in the middle), so that infinities do no harm."""
    return np.asarray(np.quantile(values, share, axis=axis, method="inverted_cdf"))


def better(values: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """For each entry, how many along the first axis are strictly better, equal values being decided by `ties`."""
    order = np.lexsort((ties.ravel(), values.ravel()))
    pairs = np.stack([values.ravel(), ties.ravel()])[:, order]
    rises = np.any(pairs[:, 1:] != pairs[:, :-1], axis=0)
    ranks = np.empty(values.size, dtype=int)
    ranks[order] = np.concatenate([[0], np.cumsum(rises)])
    columns = ranks.reshape(len(values), -1).T
    counted = [np.searchsorted(np.sort(column), column) for column in columns]
    return np.stack(counted, axis=-1).reshape(values.shape)


def near_best(metric: str, scores: np.ndarray, start: float) -> float:
    """The share of settings that come within `NEAR` of the best one.

    Counted in steps: that need at most so much longer. Else: that come as far down as the best one but for so much.

    Args:
        metric: what the scores are.
        scores: of the settings, shape (n,), on the scale on which the way down is measured.
        start: the median at the starts, on that scale.
    """
    best = float(np.min(scores))
    if not np.isfinite(best):
        return 0.0
    limit = (1 + NEAR) * best if metric == "steps" else best + NEAR * max(start - best, 0.0)
    return float(np.mean(scores <= limit))
