"""A race that plays by itself: one Plotly figure with frames, for notebooks and saved pages.

    figure = animate(run([RunSpec("himmelblau", "adam"), RunSpec("himmelblau", "sgd")]))
    figure.show()

The terrain lies under the map as a picture and is no trace. Plotly's frames make contour and heatmap traces vanish
unless they redraw the whole figure, at a few frames a second; points and lines they move at the screen's rate.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from experiments import Race, Trajectory
from experiments.naming import names
from plots.caption import of_runs
from plots.palette import Theme
from plots.picture import picture
from plots.runs import Distances, line_style, mark_style, standing_alone
from plots.terrain import Landscape, marks
from plots.theme import Json, curve_figure, map_figure

#: The terrain's picture, in pixels along each side.
PIXELS = 720
#: Where the two views stand, from left to right.
MAP, CURVE = [0.0, 0.54], [0.67, 1.0]
#: How far above the highest start the curve's axis goes for runs that climb, as a factor.
RISE = 1e3


def animate(
    runs: Sequence[Trajectory], theme: Theme = "light", frames: int = 120, seconds: float = 8.0, points: int = 161
) -> go.Figure:
    """Plays runs on their map, beside their loss curves.

    Args:
        runs: of one race (`run` returns them). A surface whose knobs change on the way is drawn as it is at the start.
        theme: light or dark.
        frames: how many pictures the animation has at most; longer runs skip steps between them, never parts of a path.
        seconds: how long it plays.
        points: how finely the landscape is computed, along each side.

    Returns:
        A figure with the frames, a play and a pause button and a slider over the steps. `figure.write_html(path,
        auto_play=False)` saves it as a page of its own.

    Raises:
        SpecError: there is no run, or they are not on one surface.
    """
    landscape = Landscape.of(Race(tuple(run.spec for run in runs)).first, points=points)
    shown, still = Distances.of(runs), marks(landscape, theme)
    steps = _steps(max(run.spec.steps for run in runs), frames)
    moving = [style | data for style, data in zip(_styles(runs, theme), _moved(runs, shown, 0), strict=True)]
    places = list(range(len(still), len(still) + len(moving)))
    figure = go.Figure({"data": [*still, *moving], "layout": _layout(landscape, shown, steps[-1], theme)})
    figure.frames = [{"name": str(step), "data": _moved(runs, shown, step), "traces": places} for step in steps]
    figure.update_layout(updatemenus=[_buttons(1000 * seconds / len(steps))], sliders=[_slider(steps)])
    return of_runs(figure.update_layout(**standing_alone(theme, named=True)), runs, theme)


def _steps(last: int, frames: int) -> list[int]:
    """Even steps from 0 to the last, at most so many."""
    return np.unique(np.linspace(0, last, min(frames, last + 1)).round().astype(int)).tolist()


def _styles(runs: Sequence[Trajectory], theme: Theme) -> list[Json]:
    """The traces that move, without data: for each run its path and head on the map, its line and head on the curve."""
    styles: list[Json] = []
    for lane, name in enumerate(names([run.spec for run in runs])):
        common = {"type": "scatter", "name": name, "legendgroup": str(lane)}
        line = common | {"mode": "lines", "line": line_style(lane, theme)}
        head = common | {"mode": "markers", "marker": mark_style(lane, theme), "showlegend": False}
        curve = {"xaxis": "x2", "yaxis": "y2", "showlegend": False}
        styles += [line, head, line | curve, head | curve]
    return styles


def _moved(runs: Sequence[Trajectory], shown: Distances, step: int) -> list[Json]:
    """The data of those traces at a step; a run that ended before stays where it ended."""
    data: list[Json] = []
    for run, values in zip(runs, shown.values, strict=True):
        now = min(step, run.last)
        a, b, y = _short(run.x[: now + 1, 0]), _short(run.x[: now + 1, 1]), _short(values[: now + 1])
        data += [
            {"x": a, "y": b},
            {"x": a[-1:], "y": b[-1:]},
            {"x": list(range(now + 1)), "y": y},
            {"x": [now], "y": y[-1:]},
        ]
    return data


def _short(values: np.ndarray) -> list[float]:
    """Numbers for drawing, to seven digits: frames repeat them often, and a page holds them as text."""
    return [float(f"{value:.7g}") for value in values]


def _layout(landscape: Landscape, shown: Distances, last: int, theme: Theme) -> Json:
    """The map with the terrain as a picture, and the curve's axes beside it."""
    layout, curve = map_figure(theme)["layout"], curve_figure(theme, shown.title)["layout"]
    (x0, x1), (y0, y1) = landscape.window
    png = base64.b64encode(picture(landscape.z, landscape.shade, theme, PIXELS, PIXELS)).decode()
    ground = {
        "source": f"data:image/png;base64,{png}",
        "layer": "below",
        "sizing": "stretch",
        "xref": "x",
        "yref": "y",
        "x": x0,
        "y": y1,
        "sizex": x1 - x0,
        "sizey": y1 - y0,
    }
    layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"] = landscape.labels
    return layout | {
        "images": [ground],
        "xaxis": layout["xaxis"] | {"domain": MAP, "range": [x0, x1]},
        "yaxis": layout["yaxis"] | {"range": [y0, y1]},
        "xaxis2": curve["xaxis"] | {"domain": CURVE, "anchor": "y2", "range": [0, last]},
        "yaxis2": curve["yaxis"] | {"anchor": "x2", "type": shown.scale, "range": _bounds(shown)},
        "margin": {"l": 56, "r": 12, "t": 48, "b": 96},
    }


def _bounds(shown: Distances) -> list[float] | None:
    """The curve's range, fixed for the whole play; a run that diverges leaves it at the top."""
    values = np.concatenate(shown.values)
    highest = RISE * max(abs(float(each[0])) for each in shown.values)
    values = values[values <= highest]
    if shown.scale == "linear":
        return [float(values.min()), float(values.max())]
    above = values[values > 0]
    return np.log10([above.min() / 2, above.max() * 2]).tolist() if above.size else None


def _play(duration: float) -> Json:
    """How Plotly goes through frames: no redraw of the figure, no invented places between two frames."""
    return {
        "frame": {"duration": duration, "redraw": False},
        "transition": {"duration": 0},
        "mode": "immediate",
        "fromcurrent": True,
    }


def _buttons(duration: float) -> Json:
    """Play and pause."""
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0.0,
        "y": -0.12,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 14},
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, _play(duration)]},
            {"label": "Pause", "method": "animate", "args": [[None], _play(0)]},
        ],
    }


def _slider(steps: Sequence[int]) -> Json:
    """The steps to scrub through."""
    return {
        "x": 0.18,
        "y": -0.12,
        "len": 0.82,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 4},
        "currentvalue": {"prefix": "step "},
        "ticklen": 0,
        "minorticklen": 0,
        "steps": [{"label": str(step), "method": "animate", "args": [[str(step)], _play(0)]} for step in steps],
    }
