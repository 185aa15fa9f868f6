"""Portraits: the run by which an optimizer is pictured, the same for all but the rule, so that pictures compare.

On a turned ravine each habit shows: straight down the wall or along a diagonal, over the floor and back or not, step by
step or at one leap. The floor is turned a little only, so that the wall's slope and the diagonal point apart.
"""

from __future__ import annotations

from experiments.spec import RunSpec
from surfaces.core import Window

#: Enough for most to arrive, and few enough that those who are slow can be told.
STEPS = 100
#: What is seen: the way from the start to the minimum, and room for those who overshoot.
WINDOW: Window = ((-2.15, 0.65), (-1.25, 0.85))


def portrait(optimizer: str) -> RunSpec:
    """An optimizer's run, at its own defaults."""
    return RunSpec("ravine", optimizer, surface_knobs={"rotation": 20.0}, steps=STEPS)
