"""`api/response` and `api/sharpness`: results along one number, and the curvature that explains them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from experiments import Race, RunSpec
from experiments.advice import advice
from experiments.many import field_of_all
from experiments.programs import pair_of
from experiments.response import Response, response
from experiments.sharpness import RateLimit, rate_limits, sharpness
from wire.encoding import tensors
from wire.endpoint import Answer
from wire.parts import Span


def responses(race: Race, along: Span) -> Answer:
    """How every run of a race would end at each value of one number."""
    arrays: dict[str, np.ndarray] = {"values": along.values}
    facts = []
    for lane, spec in enumerate(race.specs):
        found = response(spec, along.name, along.values)
        limits = rate_limits(spec) if along.name == "learning_rate" else ()
        facts.append(_facts(found, limits))
        arrays |= {f"{lane}.final": found.final - found.base, f"{lane}.best": found.best - found.base}
    return Answer(tensors(arrays, {"lanes": facts}))


def _facts(found: Response, limits: tuple[RateLimit, ...]) -> Mapping[str, Any]:
    best, good = found.best_index, found.good
    return {
        "start": float((found.start - found.base).max()),
        "known": found.floor is not None,
        "bands": [{"kind": band.kind, "low": band.low, "high": band.high} for band in found.bands],
        "best": None if best is None else found.values[best],
        "good": None if good is None else [good.low, good.high],
        "limits": [{"place": each.place, "rate": each.rate, "sharpness": each.sharpness} for each in limits],
        "sentence": advice(found, limits),
    }


def response_programs(race: Race, **_: Any) -> Hashable:
    """What is compiled for the runs of a response."""
    return tuple(field_of_all(spec) for spec in race.specs)


def along_path(run: RunSpec) -> Answer:
    """The curvature along one run, against what its optimizer tolerates."""
    found = sharpness(run)
    named = {
        "largest": found.largest,
        "smallest": found.smallest,
        "condition": found.condition,
        "preconditioned": found.preconditioned,
        "limit": found.limit,
    }
    return Answer(tensors({name: array for name, array in named.items() if array is not None}, {"steps": run.steps}))


def sharpness_program(run: RunSpec) -> Hashable:
    """What is compiled for the curvature along a run."""
    return pair_of(run)
