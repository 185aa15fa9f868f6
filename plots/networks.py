"""Networks in training as figures: series, sharpness, what a network says, its weights.

boundary_figure(picture(train([TrainSpec()])[0])).show()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from experiments import Training
from experiments.naming import names
from experiments.training import Picture, Sharpness
from experiments.training.result import SERIES
from plots.palette import LANES, PALETTES, Theme, lane
from plots.runs import line_style, standing_alone
from plots.theme import Json, curve_figure, map_figure

#: How solid the colour of a class is where its network is sure.
SURE = 0.42
#: Bars of a histogram.
BARS = 25


def training_curve(trainings: Sequence[Training], series: str = "train_loss", theme: Theme = "light") -> go.Figure:
    """A series of `SERIES` at every snapshot against the step; losses on a logarithmic axis where all are above 0."""
    values = {
        name: (each.arrays["step"], each.arrays[series])
        for name, each in zip(names([each.spec for each in trainings]), trainings, strict=True)
    }
    figure = lines_figure(values, SERIES[series], theme)
    return figure.update_yaxes(type="linear") if series.endswith("score") else figure


def sharpness_figure(found: Sharpness, theme: Theme = "light") -> go.Figure:
    """The largest curvature of the loss, and of what the optimizer sees in its own scale, against what it tolerates."""
    curves = {"largest curvature": found.largest, "in the optimizer's scale": found.preconditioned}
    drawn = {name: (found.step, values) for name, values in curves.items() if values is not None}
    figure = lines_figure(drawn, "curvature", theme)
    if found.limit is not None:
        figure.add_scatter(
            x=found.step,
            y=found.limit,
            name="limit of stability",
            mode="lines",
            line={"color": PALETTES[theme].alarm, "dash": "dot", "width": 2},
            hovertemplate="step %{x}: up to %{y:.5g} is tolerated<extra></extra>",
        )
    return figure


def line_figure(t: np.ndarray, losses: Mapping[str, np.ndarray], theme: Theme = "light") -> go.Figure:
    """Losses along the straight way between two solutions, which lie at 0 and at 1.

    Args:
        t: places on the way, (n,).
        losses: by name, (n,) each, as `losses_along` gives them.
        theme: light or dark.
    """
    figure = lines_figure({name: (t, values) for name, values in losses.items()}, "loss", theme)
    figure.update_traces(hovertemplate="at %{x:.3f}: %{y:.5g}<extra></extra>")
    for end in (0, 1):
        figure.add_vline(end, line={"color": PALETTES[theme].muted, "width": 1, "dash": "dot"})
    return figure.update_xaxes(title_text="from the one solution (0) to the other (1)", rangemode="normal")


def lines_figure(curves: Mapping[str, tuple[np.ndarray, np.ndarray]], title: str, theme: Theme = "light") -> go.Figure:
    """Numbers by name against the step, (n,) and (n,) each; the axis is logarithmic where all are above 0."""
    template = curve_figure(theme, title)
    figure = go.Figure({"data": [], "layout": template["layout"]})
    for index, (name, (x, y)) in enumerate(curves.items()):
        figure.add_trace(template["data"][0] | {"x": x, "y": y, "name": name, "line": line_style(index, theme)})
    positive = all(np.all(y[np.isfinite(y)] > 0) for _, y in curves.values())
    figure.update_yaxes(type="log" if positive else "linear")
    return figure.update_layout(**standing_alone(theme, named=True), margin_l=72)


def boundary_figure(seen: Picture, theme: Theme = "light") -> go.Figure:
    """What a network says around its data: the classes and how sure it is of them, or the curve through the points."""
    return (_curve if seen.curve is not None else _regions)(seen, theme)


def _regions(seen: Picture, theme: Theme) -> go.Figure:
    parts, classes = seen.training.parts, seen.training.parts.table.classes
    assert seen.winner is not None and seen.sure is not None  # noqa: S101, PT018  (what a picture of classes has)
    x, y = (np.linspace(*ends, len(seen.winner)) for ends in seen.window)
    figure = go.Figure({"data": [], "layout": map_figure(theme)["layout"]})
    for i, name in enumerate(classes):
        shown = {"type": "heatmap", "x": x, "y": y, "z": np.where(seen.winner == i, seen.sure, np.nan)}
        look = {"colorscale": _faint(lane(i).color(theme)), "zmin": 0.0, "zmax": 1.0, "showscale": False}
        told = f"(%{{x:.4g}}, %{{y:.4g}})<br>{name}, sure to %{{z:.0%}}<extra></extra>"
        figure.add_trace(shown | look | {"hovertemplate": told})
    for i in range(1, len(classes)):
        figure.add_trace(_edge(x, y, np.where(seen.winner == i, seen.sure, -seen.sure), theme))
    for i, name in enumerate(classes):
        figure.add_trace(_points(parts.x[parts.y == i], i, name, theme))
    features = parts.table.features
    return _around(figure, seen, (features[0], features[1]), theme)


def _edge(x: np.ndarray, y: np.ndarray, z: np.ndarray, theme: Theme) -> Json:
    """The line where numbers change their sign."""
    level = {"coloring": "none", "start": 0.0, "end": 0.0, "size": 1.0}
    line = {"color": PALETTES[theme].text, "width": 1.5}
    look = {"contours": level, "line": line, "showscale": False, "showlegend": False, "hoverinfo": "skip"}
    return {"type": "contour", "x": x, "y": y, "z": z} | look


def _faint(color: str) -> list[list[object]]:
    """From nothing to a class's colour."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return [[0, f"rgba({red}, {green}, {blue}, 0.06)"], [1, f"rgba({red}, {green}, {blue}, {SURE})"]]


def _curve(seen: Picture, theme: Theme) -> go.Figure:
    parts = seen.training.parts
    assert seen.curve is not None  # noqa: S101  (what a picture of a regression has)
    figure = go.Figure({"data": [], "layout": map_figure(theme)["layout"]})
    figure.add_trace(_points(np.stack([parts.x[:, 0], parts.y], axis=1), 0, "training points", theme))
    line = line_style(1, theme) | {"dash": "solid", "width": 3}
    x = np.linspace(*seen.window[0], len(seen.curve))
    figure.add_scatter(x=x, y=seen.curve, mode="lines", name="network", line=line, hovertemplate="%{y:.4g}")
    return _around(figure, seen, (parts.table.features[0], parts.table.target), theme)


def _points(places: np.ndarray, index: int, name: str, theme: Theme) -> Json:
    outline = {"color": PALETTES[theme].halo, "width": 1}
    look = {"color": lane(index).color(theme), "symbol": LANES[index % len(LANES)].marker, "size": 7, "line": outline}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": places[:, 0],
        "y": places[:, 1],
        "name": name,
        "marker": look,
        "hovertemplate": f"{name} (%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    }


def _around(figure: go.Figure, seen: Picture, labels: tuple[str, str], theme: Theme) -> go.Figure:
    """The window, and what its scaled axes are called."""
    for axis, ends, label in zip((figure.update_xaxes, figure.update_yaxes), seen.window, labels, strict=True):
        axis(range=ends, title_text=f"{label} (scaled)")
    return figure.update_layout(**standing_alone(theme, named=True))


def weights_figure(training: Training, snapshots: Sequence[int] = (0, -1), theme: Theme = "light") -> go.Figure:
    """How many weights of each layer's matrix are how large at chosen snapshots, layers side by side."""
    template = curve_figure(theme, "how many")
    figure = go.Figure({"data": [], "layout": template["layout"]})
    layers = [
        [np.asarray(training.params(each)[i]["weight"]).ravel() for each in snapshots] for i in range(_depth(training))
    ]
    for layer, found in enumerate(layers):
        suffix, edges = str(layer + 1) if layer else "", np.histogram_bin_edges(np.concatenate(found), BARS)
        for index, (snapshot, weights) in enumerate(zip(snapshots, found, strict=True)):
            counts = np.histogram(weights, edges)[0]
            step = training.arrays["step"][snapshot]
            shown = {"x": edges, "y": [*counts, counts[-1]], "xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
            look = {"line": line_style(index, theme) | {"shape": "hv"}, "legendgroup": str(index)}
            told = f"layer {layer + 1}, step {step:,}<br>%{{y}} weights from %{{x:.3g}}<extra></extra>"
            named = {"name": f"step {step:,}", "showlegend": not layer, "hovertemplate": told}
            figure.add_trace(template["data"][0] | shown | look | named)
        domain = [layer / len(layers), (layer + 0.84) / len(layers)]
        x = {"domain": domain, "anchor": f"y{suffix}", "rangemode": "normal"}
        y = {"anchor": f"x{suffix}", "type": "linear", "rangemode": "tozero"}
        figure.update_layout(
            {
                f"xaxis{suffix}": template["layout"]["xaxis"] | x,
                f"yaxis{suffix}": template["layout"]["yaxis"] | y,
                f"xaxis{suffix}_title_text": f"weights of layer {layer + 1}",
                f"yaxis{suffix}_title_text": "" if layer else "how many",
            }
        )
    return figure.update_layout(**standing_alone(theme, named=True))


def _depth(training: Training) -> int:
    return len(training.network.hidden) + 1
