"""A tuned race as a figure: for each optimizer the median gap and the band of its middle half, against the step."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from experiments import Tuned
from experiments.metrics import ROUND_OFF
from optim import OPTIMIZERS
from plots.caption import captioned
from plots.palette import Theme, lane
from plots.runs import line_style, standing_alone
from plots.theme import Json, curve_figure

#: So many points of a curve are drawn at most; a longer one skips steps, evenly.
POINTS = 400
#: How solid a band is: several lie on top of each other.
OPACITY = 0.12


def tuned_figure(tuned: Tuned, theme: Theme = "light") -> go.Figure:
    """The curves of a tuned race with its card below them."""
    return captioned(tuned_curves(tuned, theme), tuned.protocol.line, theme)


def tuned_curves(tuned: Tuned, theme: Theme = "light") -> go.Figure:
    """Medians as lines, the band from the lower to the upper quartile behind them.

    A curve ends where half of the runs have left the finite numbers; a band is open at the top where a quarter have.
    """
    template = curve_figure(theme, "gap to the minimum" if tuned.known else "loss")
    points = tuned.quartiles.shape[2]
    steps = np.unique(np.linspace(0, points - 1, min(points, POINTS)).round().astype(int))
    quartiles = tuned.quartiles[:, :, steps]
    logarithmic = bool(tuned.known or np.all(quartiles > 0))
    figure = go.Figure({"data": [], "layout": template["layout"]})
    for index, (lower, _, upper) in enumerate(quartiles):
        figure.add_trace(_band(steps, lower, _closed(upper, quartiles), index, theme))
    for index, (name, (_, median, _)) in enumerate(zip(tuned.protocol.optimizers, quartiles, strict=True)):
        shown = {"x": steps, "y": _finite(median), "name": OPTIMIZERS[name].title, "legendgroup": str(index)}
        figure.add_trace(template["data"][0] | shown | {"line": line_style(index, theme)})
    figure.update_yaxes(type="log" if logarithmic else "linear", range=_bounds(quartiles, logarithmic))
    return figure.update_layout(**standing_alone(theme, named=True), margin_l=76)


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, np.nan)


def _closed(upper: np.ndarray, quartiles: np.ndarray) -> np.ndarray:
    """An upper edge for drawing: far above the picture where it is infinite."""
    return np.where(np.isfinite(upper), upper, 1e3 * np.max(quartiles, where=np.isfinite(quartiles), initial=1.0))


def _band(steps: np.ndarray, lower: np.ndarray, upper: np.ndarray, index: int, theme: Theme) -> Json:
    """A filled outline: along the lower edge and back along the upper one, as far as the lower edge goes."""
    there = np.isfinite(lower) & (np.diff(steps, prepend=-1) > 0)
    red, green, blue = (int(lane(index).color(theme)[i : i + 2], 16) for i in (1, 3, 5))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([steps[there], steps[there][::-1]]),
        "y": np.concatenate([lower[there], upper[there][::-1]]),
        "fill": "toself",
        "fillcolor": f"rgba({red}, {green}, {blue}, {OPACITY})",
        "line": {"width": 0},
        "legendgroup": str(index),
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _bounds(quartiles: np.ndarray, logarithmic: bool) -> list[float] | None:
    """The axis from the lowest quartile that is no round-off to a little above the highest start.

    Runs that climb leave it at the top, those that have found a minimum to the last digits at the bottom.
    """
    drawn = quartiles[np.isfinite(quartiles)]
    top = float(np.max(quartiles[:, :, 0]))
    if not logarithmic:
        return [float(drawn.min()), top]
    above = drawn[drawn > ROUND_OFF * top]
    return [float(np.log10(above.min() / 2)), float(np.log10(top * 10))] if above.size else None
