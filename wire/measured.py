"""`api/measures` and `api/stability`: what passes through a network in training, and how sharp it gets."""

from __future__ import annotations

import numpy as np

from experiments.training import Training, sharpness
from experiments.training.study import Study
from wire.encoding import tensors
from wire.endpoint import Answer
from wire.jobs import lane_of
from wire.limits import SHARPENED

#: Bars of a histogram.
BARS = 40
#: Products with the Hessian that one curvature takes, about; and snapshots that are looked at, at the least.
_PRODUCTS, _FEWEST = 40, 3


def measures(study: Study, lane: int, done: int) -> Answer:
    """What is known of each layer at every snapshot, and how its weights are distributed."""
    made = lane_of(study, lane, done)
    arrays = {name: made.arrays[name] for name in ("gradient", "mean", "spread", "dead")}
    counts, ranges = _histograms(made)
    found = arrays | {"ratio": _ratios(made), "histogram": counts}
    return Answer(tensors(found, {"units": list(made.network.hidden), "ranges": ranges}))


def _ratios(made: Training) -> np.ndarray:
    """The update that led to each snapshot as a share of the weights, (snapshots, layers); NaN at the start."""
    ratio, step = made.arrays["ratio"], made.arrays["step"]
    found = np.full((len(step), ratio.shape[1]), np.nan)
    found[1:] = ratio[step[1:] - 1]
    return found


def _histograms(made: Training) -> tuple[np.ndarray, list[list[float]]]:
    """Counts (snapshots, layers, bars) of the weights of each layer's matrix, and the ends of each layer's bars."""
    x = made.arrays["x"]
    places = made.network.unravel(np.arange(made.network.size, dtype=np.float32))
    counts, ranges = np.empty((len(x), len(places), BARS)), []
    for i, layer in enumerate(places):
        weights = x[:, np.asarray(layer["weight"]).ravel().astype(int)]
        low, high = float(weights.min()), float(weights.max())
        if not high > low:
            low, high = low - 0.5, high + 0.5
        bars = np.clip((weights - low) / (high - low) * BARS, 0, BARS - 1).astype(int)
        for k, row in enumerate(bars):
            counts[k, i] = np.bincount(row, minlength=BARS)
        ranges.append([low, high])
    return counts, ranges


def stability(study: Study, lane: int, done: int) -> Answer:
    """The largest curvature and the limit of stability at snapshots, NaN at those that were not looked at."""
    made = lane_of(study, lane, done)
    snapshots = len(made.arrays["step"])
    each = _PRODUCTS * made.network.size * len(made.parts.y)
    found = sharpness(made, int(np.clip(SHARPENED / each, _FEWEST, snapshots)))
    at = np.searchsorted(made.arrays["step"], found.step)
    arrays = {}
    for name in ("largest", "preconditioned", "limit"):
        values = getattr(found, name)
        if values is not None:
            arrays[name] = np.full(snapshots, np.nan)
            arrays[name][at] = values
    return Answer(tensors(arrays, {"measured": len(at)}))
