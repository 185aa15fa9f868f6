"""The anatomy of updates: every symbol of the rule, with its value at every step of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.inputs import table
from experiments.programs import anatomy_program, pair_of
from experiments.rollouts import joined, roll
from experiments.spec import RunSpec, SpecError
from optim.core import Line


@dataclass(frozen=True)
class Anatomy:
    """A run's updates taken apart.

    Attributes:
        symbols: by name, shape (steps,) for a number and (steps, d) for a vector: what the optimizer's `explain` names,
            its knobs at each step, the gradient `g` that the rule was given, and the point `x` it went to.
        lines: the rule line by line, in terms of these symbols.
    """

    symbols: dict[str, np.ndarray]
    lines: tuple[Line, ...]


def anatomy(spec: RunSpec) -> Anatomy:
    """Recomputes a run and keeps what happens inside each step.

    Raises:
        SpecError: the spec cannot be run, or its optimizer has no anatomy.
    """
    spec.check()
    row = spec.optimizer_row
    if row.explain is None:
        raise SpecError("optimizer", f"{row.title} has no anatomy to show")
    pair = pair_of(spec)
    emitted = joined(roll(anatomy_program(pair), pair, [spec]))
    symbols = {name: values[0, : spec.steps] for name, values in emitted.items()}
    traced = tuple(knob.name for knob in row.knobs if not knob.static)
    for name, column in zip(traced, table(spec, traced, spec.steps).T, strict=True):
        symbols.setdefault(name, column)
    return Anatomy(symbols, row.anatomy)
