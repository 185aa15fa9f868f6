"""`api/anatomy`: every symbol of an optimizer's update, step by step, and the equations that they stand in."""

from __future__ import annotations

from typing import Any

from experiments import RunSpec, anatomy
from experiments.programs import pair_of
from plots.mathml import mathml, template
from wire.encoding import tensors
from wire.endpoint import Answer
from wire.refusal import RefusedError

#: The most variables whose numbers fit into a line.
LARGEST = 3
#: Symbols that are drawn as arrows on the map, in the plane's own numbers.
DRAWN = frozenset({"inertia", "lookahead"})


def dissection(run: RunSpec) -> Answer:
    """One array over steps for each symbol, and the lines of the update as MathML."""
    row, found = run.surface_row, anatomy(run)
    if row.dimension > LARGEST:
        raise RefusedError(
            400, f"{row.title} has {row.dimension} variables, too many to write an update out in numbers"
        )
    symbols = dict(found.symbols)
    for name in DRAWN & symbols.keys():
        symbols[name] = row.plane.along(symbols[name])
    lines = [
        {"formula": mathml(line.latex), "numbers": template(line.numbers), "says": line.says} for line in found.lines
    ]
    return Answer(tensors(symbols, {"lines": lines}))


def program(run: RunSpec) -> Any:
    """What is compiled for an anatomy."""
    return "anatomy", pair_of(run)
