"""The card of a comparison under its figure: how it was made stays with it wherever the figure goes."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from experiments import Trajectory
from experiments.protocol import line
from plots.palette import PALETTES, Theme

#: Letters of a line, for which a figure of Plotly's own width has room; their size and a line's height, in pixels.
LETTERS, SIZE, HIGH = 112, 10, 14
#: What Plotly leaves below a figure that does not say.
BELOW = 80
#: What the titles of axes and sliders take of what stands there already.
TITLES = 26


def captioned(figure: go.Figure, card: str, theme: Theme) -> go.Figure:
    """The figure with a card below it, and as `card` in its `meta`, where a program finds it."""
    lines = wrap(card, LETTERS)
    margin = figure.layout.margin.b
    below = TITLES + (BELOW if margin is None else margin)
    caption = {
        "text": "<br>".join(lines),
        "font": {"size": SIZE, "color": PALETTES[theme].muted},
        "align": "left",
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.0,
        "y": 0.0,
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -below,
    }
    figure.add_annotation(caption)
    return figure.update_layout(meta={"card": card}, margin_b=below + HIGH * len(lines) + SIZE)


def of_runs(figure: go.Figure, runs: Sequence[Trajectory], theme: Theme) -> go.Figure:
    """The figure with the card of runs that are compared in it; as it is where there are none."""
    return captioned(figure, line([run.spec for run in runs]), theme) if runs else figure
