"""How a run is drawn, the same in every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments import Trajectory
from plots.palette import PALETTES, Theme, lane
from plots.theme import Json


def line_style(index: int, theme: Theme) -> Json:
    """The line of the run at a place in the race."""
    return {"color": lane(index).color(theme), "dash": lane(index).plotly_dash, "width": 2}


def mark_style(index: int, theme: Theme, size: int = 9) -> Json:
    """The mark at the head of a run."""
    outline = {"color": PALETTES[theme].halo, "width": 1.5}
    return {"color": lane(index).color(theme), "symbol": lane(index).marker, "size": size, "line": outline}


def standing_alone(theme: Theme, named: bool) -> Json:
    """What a figure needs outside the stage: a ground of its own and, where it shows named runs, a legend above."""
    palette = PALETTES[theme]
    legend = {"orientation": "h", "x": 0.0, "y": 1.02, "yanchor": "bottom", "bgcolor": "rgba(0, 0, 0, 0)"}
    return {
        "paper_bgcolor": palette.background,
        "showlegend": named,
        "legend": legend,
        "margin_t": 48 if named else 12,
    }


@dataclass(frozen=True, eq=False)
class Distances:
    """What a loss curve shows.

    Attributes:
        values: one array a run, its first entry the start's.
        title: what they are.
        scale: the axis they need, "log" or "linear".
    """

    values: list[np.ndarray]
    title: str
    scale: Literal["log", "linear"]

    @classmethod
    def of(cls, runs: Sequence[Trajectory]) -> Distances:
        """The gaps where all runs have one, else the losses; logarithmic unless a loss is not above 0."""
        gaps = [run.gap for run in runs if run.gap is not None]
        if len(gaps) == len(runs):
            return cls(gaps, "loss − global minimum", "log")
        losses = [run.loss for run in runs]
        return cls(losses, "loss", "log" if min(float(loss.min()) for loss in losses) > 0 else "linear")
