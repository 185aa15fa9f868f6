"""`api/outputs` and `api/weights`: what networks have learnt, at every snapshot."""

from __future__ import annotations

import numpy as np

from experiments.training.outputs import classes_of, is_pictured, outputs_at, places, surroundings
from experiments.training.study import Study
from wire.encoding import packed
from wire.endpoint import Answer
from wire.jobs import lane_of
from wire.limits import DRAWN_WEIGHTS
from wire.refusal import RefusedError


def outputs(study: Study, lane: int, done: int, side: int) -> Answer:
    """What a network says over the plane of its two features, or along its one, at every snapshot."""
    made = lane_of(study, lane, done)
    network = made.network
    if not is_pictured(network):
        raise RefusedError(400, f"there is no picture of the outputs of a network with {network.inputs} inputs")
    said, facts = outputs_at(made, places(made, side), np.arange(len(made.arrays["x"]))), {"window": surroundings(made)}
    if network.inputs == 1:
        return Answer(packed({"curve": said[:, 0]}, facts))
    winner, sure = classes_of(said)
    drawn = {"winner": winner, "sure": np.nan_to_num(255 * sure)}
    shape = (len(said), side, side)
    return Answer(packed({name: each.astype(np.uint8).reshape(shape) for name, each in drawn.items()}, facts))


def weights(study: Study, lane: int, done: int) -> Answer:
    """The weights at every snapshot, and where in them each layer's matrix (units, inputs) begins."""
    made = lane_of(study, lane, done)
    network = made.network
    if network.size > DRAWN_WEIGHTS:
        raise RefusedError(400, f"up to {DRAWN_WEIGHTS} weights are drawn; this network has {network.size}")
    counted = network.unravel(np.arange(network.size, dtype=np.float32))
    offsets = [int(np.asarray(layer["weight"]).flat[0]) for layer in counted]
    return Answer(packed({"weights": made.arrays["x"]}, {"layers": network.widths, "offsets": offsets}))
