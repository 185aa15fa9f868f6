"""`api/verdict`: how one run of a picture of many ended, in a sentence with its numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import reduce

from experiments import RunSpec
from experiments import run as roll
from experiments.engine import columns
from experiments.grid import PLACES, pinned, varied
from experiments.programs import pair_of
from wire.encoding import text
from wire.endpoint import Answer
from wire.question import one_of


def verdict(run: RunSpec, at: Mapping[str, float]) -> Answer:
    """The verdict on the run at a place of a map."""
    names = (*columns(pair_of(run)), *PLACES)
    there = ((one_of("number that an axis can show called", names, name), value) for name, value in at.items())
    [made] = roll([reduce(lambda spec, place: varied(spec, *place), there, pinned(run))])
    found = made.verdict
    return Answer(
        text({"kind": found.kind, "step": found.step, "numbers": found.numbers, "sentence": found.sentence}).encode()
    )


def program(run: RunSpec, **_: object) -> Hashable:
    """What is compiled for a verdict."""
    return "verdict", pair_of(run)
