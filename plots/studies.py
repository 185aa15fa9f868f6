"""Many networks as figures: restarts by width, and signals and gradients against depth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from experiments.depth import Deep, Linear
from experiments.training import Restarts
from plots.palette import PALETTES, Theme, lane
from plots.runs import line_style, standing_alone
from plots.theme import curve_figure

#: How far points are spread about the place of their width, of which one is from the next.
SPREAD = 0.3
#: Multiples of this share spread points evenly, however many there are.
GOLDEN = (5**0.5 - 1) / 2

_PARTS = {"train": "training loss at the end", "test": "test loss at the end"}


def restarts_figure(found: Restarts, part: Literal["train", "test"] = "train", theme: Theme = "light") -> go.Figure:
    """The loss that each restart ends at, a column for each width, with the median and the middle half of each.

    Those that have left the finite numbers are not drawn; their column's name says how many they are.
    """
    palette, color = PALETTES[theme], lane(0).color(theme)
    figure = go.Figure({"data": [], "layout": curve_figure(theme, _PARTS[part])["layout"]})
    spread = SPREAD * (2 * (np.arange(len(found.seeds)) * GOLDEN % 1) - 1)
    labels = []
    for column, (width, end) in enumerate(zip(found.widths.tolist(), found.ends, strict=True)):
        losses = getattr(end, f"{part}_loss")
        there = end.finite & np.isfinite(losses)
        gone = len(losses) - int(there.sum())
        labels.append(f"{width}" + (f"<br>{gone} diverged" if gone else ""))
        figure.add_scatter(
            x=column + spread[there],
            y=losses[there],
            customdata=found.seeds[there],
            mode="markers",
            marker={"color": color, "size": 6, "opacity": 0.55},
            hovertemplate=f"width {width}, seed %{{customdata}}<br>loss %{{y:.5g}}<extra></extra>",
        )
        if there.any():
            low, middle, high = np.percentile(losses[there], (25, 50, 75))
            figure.add_scatter(
                x=[column],
                y=[middle],
                error_y={"array": [high - middle], "arrayminus": [middle - low], "thickness": 2, "width": 9},
                mode="markers",
                marker={"symbol": "line-ew", "size": 22, "line": {"width": 3, "color": palette.text}},
                hovertemplate=f"width {width}<br>median %{{y:.5g}}, middle half {low:.5g} to {high:.5g}<extra></extra>",
            )
            figure.data[-1].error_y.color = palette.text
    ticks = {"tickvals": list(range(len(labels))), "ticktext": labels, "range": [-0.6, len(labels) - 0.4]}
    figure.update_xaxes(**ticks, title_text="units of every hidden layer", rangemode="normal")
    return figure.update_layout(**standing_alone(theme, named=False), margin_b=64, margin_l=72)


def depth_figure(found: Mapping[str, Deep], theme: Theme = "light") -> go.Figure:
    """How far activations are spread, and how long the gradient is, in each layer of real networks, by name."""
    signals = {name: deep.spread for name, deep in found.items()}
    gradients = {name: deep.gradient for name, deep in found.items()}
    return _two((signals, "spread of activations"), (gradients, "gradient by the layer's weights"), 1, theme)


def textbook_figure(found: Linear, theme: Theme = "light") -> go.Figure:
    """The two parts of the signal, and of the gradient on its way back, in h_i = diag(a, b) h_(i-1)."""
    parts = ("first part", "second part")
    signals = dict(zip(parts, np.abs(found.signal).T, strict=True))
    gradients = dict(zip(parts, np.abs(found.gradient).T, strict=True))
    return _two((signals, "size of the signal"), (gradients, "size of the gradient"), 0, theme)


def _two(
    left: tuple[Mapping[str, np.ndarray], str], right: tuple[Mapping[str, np.ndarray], str], first: int, theme: Theme
) -> go.Figure:
    """Two panels of lines against the layer, counted from `first`; what is no number above 0 leaves a gap."""
    figure = go.Figure({"data": [], "layout": curve_figure(theme, left[1])["layout"]})
    for side, (curves, title) in enumerate((left, right)):
        suffix, template = ("2" if side else ""), curve_figure(theme, title)
        for index, (name, values) in enumerate(curves.items()):
            y = np.where(np.isfinite(values) & (values > 0), values, np.nan)
            shown = {"x": first + np.arange(len(y)), "y": y, "name": name, "legendgroup": str(index)}
            look = {"line": line_style(index, theme), "showlegend": not side, "xaxis": f"x{suffix}"}
            hover = f"{name}, layer %{{x}}: %{{y:.4g}}<extra></extra>"
            figure.add_trace(template["data"][0] | shown | look | {"yaxis": f"y{suffix}", "hovertemplate": hover})
        domain = {"domain": [0.56 * side, 0.44 + 0.56 * side], "anchor": f"y{suffix}"}
        x = template["layout"]["xaxis"] | domain
        y_axis = template["layout"]["yaxis"] | {"anchor": f"x{suffix}"}
        figure.update_layout({f"xaxis{suffix}": x, f"yaxis{suffix}": y_axis, f"xaxis{suffix}_title_text": "layer"})
    return figure.update_layout(**standing_alone(theme, named=True), margin_l=72)
