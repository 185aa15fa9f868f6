"""Fields of runs as figures: a fan of curves, a sweep along one number or two, a map of basins, a tuned race.

sweep_figure(sweep(spec, {"learning_rate": np.geomspace(1e-4, 1, 200)})).show()
"""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from experiments import Fanned, Grid
from experiments.facts import lowest_at, minima
from experiments.sweeps import ELSEWHERE, ESCAPED, MOVING, SADDLE
from plots.caption import captioned
from plots.palette import LANES, PALETTES, Theme, lane
from plots.runs import Distances, standing_alone
from plots.shade import Shade
from plots.theme import Json, curve_figure, map_figure

#: The colours of a number, from low to high: even to the eye, and to every kind of colour vision.
SCALE = "Cividis"
#: Values whose ratios are even within this much are spaced on a logarithmic axis.
EVEN = 1e-6
#: What a sweep's numbers are called.
TITLES = {"loss": "loss at the end", "best": "lowest loss", "reached": "steps to the tolerance"}


def fan_figure(fanned: Fanned, theme: Theme = "light") -> go.Figure:
    """The loss curves of runs that differ in one number, coloured by it.

    Args:
        fanned: what `fan` returned.
        theme: light or dark.
    """
    shown, numbers = Distances.of(fanned.runs), fanned.values
    template = curve_figure(theme, shown.title)
    ruler = np.log10(numbers) if is_geometric(numbers) else numbers
    shares = (ruler - ruler.min()) / (np.ptp(ruler) or 1.0)
    colors = [_color(share) for share in shares]
    figure = go.Figure({"data": [], "layout": template["layout"]})
    for y, value, color in zip(shown.values, numbers, colors, strict=True):
        line = {"color": color, "width": 1.5}
        figure.add_trace(template["data"][0] | {"x": np.arange(len(y)), "y": y, "name": f"{value:.4g}", "line": line})
    figure.add_trace(_legend_of(fanned.name, ruler, numbers))
    figure.update_yaxes(type=shown.scale).update_layout(**standing_alone(theme, named=False))
    return captioned(figure, fanned.card, theme)


def _color(share: float) -> str:
    from plotly.colors import sample_colorscale

    return str(sample_colorscale(SCALE, [float(share)])[0])


def _legend_of(name: str, ruler: np.ndarray, numbers: np.ndarray) -> Json:
    """A colour bar: a trace that shows nothing else."""
    ends = [int(np.argmin(ruler)), int(np.argmax(ruler))]
    bar = {"title": {"text": name.replace("_", " "), "side": "right"}, "thickness": 12, "outlinewidth": 0}
    bar |= {"tickvals": [float(ruler[end]) for end in ends], "ticktext": [f"{numbers[end]:.4g}" for end in ends]}
    marker = {"color": [float(ruler[end]) for end in ends], "colorscale": SCALE, "showscale": True, "colorbar": bar}
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "marker": marker, "hoverinfo": "skip"}


def is_geometric(values: np.ndarray) -> bool:
    """Whether numbers are spaced by a factor, so that a logarithmic axis suits them."""
    if len(values) < 3 or not np.all(values > 0):
        return False
    steps = np.diff(np.log(values))
    return bool(np.ptp(steps) <= EVEN * np.abs(steps).max())


def sweep_figure(grid: Grid, name: str = "loss", theme: Theme = "light") -> go.Figure:
    """What came of runs along one number as a curve, or over two as a picture.

    Where a run left the finite numbers there is no loss to show: the curve is broken there, and the picture says so in
    the colour of alarms.

    Args:
        grid: what `sweep` returned, with one axis or two.
        name: which of its arrays, of `TITLES`.
        theme: light or dark.

    Raises:
        ValueError: the grid has another number of axes.
    """
    if len(grid.axes) == 1:
        return _curve(grid, name, theme)
    if len(grid.axes) == 2:
        return _picture(grid, name, theme)
    raise ValueError(f"a sweep is drawn along one axis or two, not {len(grid.axes)}")


def _curve(grid: Grid, name: str, theme: Theme) -> go.Figure:
    [(axis, places)] = grid.axes.items()
    template = curve_figure(theme, TITLES[name])
    values = np.where(grid.arrays["finite"], grid.arrays[name], np.nan)
    line = {"color": lane(0).color(theme), "width": 2}
    hover = f"{axis.replace('_', ' ')} %{{x:.4g}}: %{{y:.5g}}<extra></extra>"
    trace = template["data"][0] | {"x": places, "y": values, "line": line, "hovertemplate": hover}
    figure = go.Figure({"data": [trace], "layout": template["layout"]})
    figure.update_xaxes(title_text=axis.replace("_", " "), rangemode="normal", type=_spacing(places))
    positive = bool(np.all(values[np.isfinite(values)] > 0))
    figure.update_yaxes(type="log" if positive and name != "reached" else "linear")
    return captioned(figure.update_layout(**standing_alone(theme, named=False)), grid.card, theme)


def _spacing(places: np.ndarray) -> str:
    return "log" if is_geometric(places) else "linear"


def _picture(grid: Grid, name: str, theme: Theme) -> go.Figure:
    """The first axis of the grid runs upwards, the second to the right."""
    (up, ys), (right, xs) = grid.axes.items()
    layout = map_figure(theme)["layout"]
    finite, values = grid.arrays["finite"], np.asarray(grid.arrays[name], dtype=float)
    hover = f"{right} %{{x:.4g}}<br>{up} %{{y:.4g}}<br>{TITLES[name]} ".replace("_", " ")
    common = {"type": "heatmap", "x": xs, "y": ys, "customdata": values}
    traces = []
    if finite.any():
        shade = Shade.of(np.where(finite, values, np.nan), lowest_at(grid.spec, 0) if name != "reached" else None)
        shown = {"z": np.where(finite, shade.shade(np.where(finite, values, shade.base)), np.nan)}
        bar = {"title": {"text": TITLES[name], "side": "right"}, "thickness": 12, "outlinewidth": 0}
        bar |= {"tickvals": shade.shade(shade.ticks()).tolist(), "ticktext": [f"{tick:g}" for tick in shade.ticks()]}
        drawn = {"colorscale": SCALE, "zmin": 0.0, "zmax": 1.0, "colorbar": bar}
        traces.append(common | shown | drawn | {"hovertemplate": hover + "%{customdata:.5g}<extra></extra>"})
    if not finite.all():
        alarm = PALETTES[theme].alarm
        gone = {"z": np.where(finite, np.nan, 1.0), "colorscale": [[0, alarm], [1, alarm]], "showscale": False}
        traces.append(common | gone | {"hovertemplate": hover + "beyond all numbers<extra></extra>"})
    figure = go.Figure({"data": traces, "layout": layout})
    figure.update_xaxes(title_text=right.replace("_", " "), type=_spacing(xs))
    figure.update_yaxes(title_text=up.replace("_", " "), type=_spacing(ys))
    return captioned(figure.update_layout(**standing_alone(theme, named=False)), grid.card, theme)


def basin_figure(grid: Grid, theme: Theme = "light") -> go.Figure:
    """Which minimum runs from each start end in, the minima marked; a grey each where none, alarm where they escape.

    There are twelve colours; a thirteenth minimum has the first one's, and its own mark tells it apart.
    """
    palette, ends = PALETTES[theme], grid.arrays["minimum"]
    known = minima(grid.spec, grid.spec.steps)
    layers: list[tuple[str, Any, str]] = [
        ("beyond the window", ends == ESCAPED, palette.alarm),
        ("settled, but at no known minimum", ends == ELSEWHERE, palette.grid),
        ("still moving", ends == MOVING, palette.muted),
        ("at a saddle", ends == SADDLE, palette.text),
    ]
    layers += [
        (f"ends at ({each.x[0]:.4g}, {each.x[1]:.4g})", ends == i, lane(i).color(theme)) for i, each in enumerate(known)
    ]
    traces: list[Json] = [
        {
            "type": "heatmap",
            "x": grid.axes["x"],
            "y": grid.axes["y"],
            "z": np.where(here, 1.0, np.nan),
            "colorscale": [[0, color], [1, color]],
            "opacity": 0.75,
            "showscale": False,
            "hovertemplate": f"start (%{{x:.4g}}, %{{y:.4g}})<br>{name}<extra></extra>",
        }
        for name, here, color in layers
        if here.any()
    ]
    figure = go.Figure({"data": traces, "layout": map_figure(theme)["layout"]})
    for i, each in enumerate(known):
        look = {"symbol": LANES[i % len(LANES)].marker, "size": 11, "color": lane(i).color(theme)}
        mark = look | {"line": {"color": palette.halo, "width": 1.5}}
        figure.add_scatter(
            x=[each.x[0]], y=[each.x[1]], mode="markers", marker=mark, hoverinfo="skip", showlegend=False
        )
    for axis, label in zip((figure.update_xaxes, figure.update_yaxes), grid.spec.surface_row.labels, strict=True):
        axis(title_text=label)
    return captioned(figure.update_layout(**standing_alone(theme, named=False)), grid.card, theme)
