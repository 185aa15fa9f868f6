"""`api/measures`, `api/histograms`, `api/stability`: what passes through a network in training, how sharp it gets."""

from __future__ import annotations

import numpy as np

from experiments.training import Training, sharpness
from experiments.training import histograms as distributed
from experiments.training.study import Study
from wire.encoding import tensors
from wire.endpoint import Answer
from wire.jobs import lane_of
from wire.limits import SHARPENED

#: Products with the Hessian that one curvature takes, about; and snapshots that are looked at, at the least.
_PRODUCTS, _FEWEST = 40, 3


def measures(study: Study, lane: int, done: int) -> Answer:
    """What is known of each layer at every snapshot."""
    made = lane_of(study, lane, done)
    arrays = {name: made.arrays[name] for name in ("gradient", "mean", "spread", "dead")}
    return Answer(tensors(arrays | {"ratio": _ratios(made)}, {"units": list(made.network.hidden)}))


def _ratios(made: Training) -> np.ndarray:
    """The update that led to each snapshot as a share of the weights, (snapshots, layers); NaN at the start."""
    ratio, step = made.arrays["ratio"], made.arrays["step"]
    found = np.full((len(step), ratio.shape[1]), np.nan)
    found[1:] = ratio[step[1:] - 1]
    return found


def histograms(study: Study, lane: int, done: int, kind: str) -> Answer:
    """How the weights, the activations or the gradients of each layer are distributed at every snapshot."""
    found = distributed(lane_of(study, lane, done), kind)
    return Answer(tensors({name: getattr(found, name) for name in ("counts", "ranges", "missing")}, {"kind": kind}))


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
