"""`api/trained`: a network at a snapshot of its training, as a file that `experiments.training.load` reads."""

from __future__ import annotations

from experiments.training.study import Study
from wire.endpoint import Answer
from wire.jobs import lane_of


def trained(study: Study, lane: int, done: int, at: int) -> Answer:
    """The weights of a lane at a snapshot (the last one where `at` is below 0, or beyond what there is)."""
    made = lane_of(study, lane, done)
    return Answer(made.packed(min(at, len(made.arrays["step"]) - 1)))
