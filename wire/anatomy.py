"""`api/anatomy`: every symbol of an optimizer's update, step by step, and the equations that they stand in."""

from __future__ import annotations

from typing import Any

from experiments import RunSpec, anatomy
from experiments.programs import pair_of
from plots.mathml import mathml, template
from wire.encoding import tensors
from wire.endpoint import Answer


def dissection(run: RunSpec) -> Answer:
    """One array over steps for each symbol, and the lines of the update as MathML."""
    found = anatomy(run)
    lines = [
        {"formula": mathml(line.latex), "numbers": template(line.numbers), "says": line.says} for line in found.lines
    ]
    return Answer(tensors(found.symbols, {"lines": lines}))


def program(run: RunSpec) -> Any:
    """What is compiled for an anatomy."""
    return "anatomy", pair_of(run)
