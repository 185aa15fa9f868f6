"""Numbers of runs against the step: loss, gradient norm, effective rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from experiments import Trajectory
from experiments.naming import names
from plots.caption import of_runs
from plots.palette import Theme
from plots.runs import Distances, line_style, standing_alone
from plots.theme import CURVES, curve_figure


def loss_curve(runs: Sequence[Trajectory], theme: Theme = "light") -> go.Figure:
    """Loss minus global minimum against the step, on a logarithmic axis.

    Where the global minimum is unknown for a run, all show their loss; where that is not above 0 throughout, the axis
    is linear. A run that has reached the minimum to the last bit leaves a logarithmic axis.
    """
    shown = Distances.of(runs)
    return _curves(runs, shown.values, shown.title, theme).update_yaxes(type=shown.scale)


def gradient_curve(runs: Sequence[Trajectory], theme: Theme = "light") -> go.Figure:
    """The length of the true gradient against the step, on a logarithmic axis."""
    return _curves(runs, [run.gradient_norm for run in runs], CURVES["gradient"], theme)


def rate_curve(runs: Sequence[Trajectory], coordinate: Literal[0, 1] = 0, theme: Theme = "light") -> go.Figure:
    """The effective rate −step / gradient of one coordinate against the step.

    It may have any sign (momentum moves uphill at times), so the axis is linear. A line is broken where the gradient
    is 0.
    """
    label = runs[0].spec.surface_row.labels[coordinate]
    figure = _curves(runs, [run.rate[:, coordinate] for run in runs], f"{CURVES['rate']} of {label}", theme)
    return figure.update_yaxes(type="linear")


def _curves(runs: Sequence[Trajectory], values: Sequence[np.ndarray], title: str, theme: Theme) -> go.Figure:
    template = curve_figure(theme, title)
    figure = go.Figure({"data": [], "layout": template["layout"]})
    for index, (name, y) in enumerate(zip(names([run.spec for run in runs]), values, strict=True)):
        style = line_style(index, theme)
        figure.add_trace(template["data"][0] | {"x": np.arange(len(y)), "y": y, "name": name, "line": style})
    return of_runs(figure.update_layout(**standing_alone(theme, named=True)), runs, theme)
