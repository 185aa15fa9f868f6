"""A landscape from above and in three dimensions, with runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from experiments import RunSpec, Trajectory, terrain
from experiments.naming import names
from plots.caption import of_runs
from plots.palette import PALETTES, Theme
from plots.runs import line_style, mark_style, standing_alone
from plots.shade import Shade
from plots.theme import Json, map_figure, surface_figure
from surfaces.core import Window

#: How finely a landscape is drawn, in points along each side.
POINTS = 161
#: How far above the ground a run is drawn, in shades: a line within the surface would be half hidden by it.
LIFT = 0.006


@dataclass(frozen=True, eq=False)
class Landscape:
    """What is drawn of a surface.

    Attributes:
        z: losses on a grid over the window, edges included, (rows, columns), y upwards.
        window: ((x0, x1), (y0, y1)).
        shade: how losses become colours and heights.
        minima: known minima, (n, 2).
        saddles: known saddles, (m, 2).
        labels: the two axes' names.
    """

    z: np.ndarray
    window: Window
    shade: Shade
    minima: np.ndarray
    saddles: np.ndarray
    labels: tuple[str, str]

    @classmethod
    def of(cls, spec: RunSpec, window: Window | None = None, points: int = POINTS) -> Landscape:
        """The landscape of a run at its first step.

        Args:
            spec: the run; only its surface, the surface's knobs and the frame matter.
            window: what is seen; the surface's own domain where none is given.
            points: how many points along each side.
        """
        row, frame, knobs = spec.surface_row, spec.frame, dict(spec.surface_values())
        window = window or frame.window(row)
        z = terrain(row.name, knobs, frame, window, points, points)
        return cls(
            z=z,
            window=window,
            shade=Shade.of(z, row.lowest(knobs)),
            minima=np.array([minimum.x for minimum in frame.minima(row, knobs)], dtype=np.float64).reshape(-1, 2),
            saddles=np.array(frame.saddles(row, knobs), dtype=np.float64).reshape(-1, 2),
            labels=row.labels,
        )

    @property
    def grid(self) -> Json:
        """What both terrain traces wait for."""
        rows, columns = self.z.shape
        x, y = np.linspace(*self.window[0], columns), np.linspace(*self.window[1], rows)
        return {"x": x, "y": y, "z": self.shade.shade(self.z), "customdata": self.z}


def terrain_map(landscape: Landscape, runs: Sequence[Trajectory] = (), theme: Theme = "light") -> go.Figure:
    """The landscape from above with contour lines, its known minima and saddles, and whole runs where given."""
    template = map_figure(theme)
    contour = template["data"][0] | landscape.grid
    figure = go.Figure({"data": [contour, *marks(landscape, theme)], "layout": template["layout"]})
    for index, (run, name) in enumerate(zip(runs, names([run.spec for run in runs]), strict=True)):
        figure.add_scatter(x=run.x[:, 0], y=run.x[:, 1], mode="lines", name=name, line=line_style(index, theme))
        figure.add_scatter(
            x=run.x[-1:, 0],
            y=run.x[-1:, 1],
            mode="markers",
            name=name,
            showlegend=False,
            marker=mark_style(index, theme),
        )
    figure.update_xaxes(range=landscape.window[0], title_text=landscape.labels[0])
    figure.update_yaxes(range=landscape.window[1], title_text=landscape.labels[1])
    return of_runs(figure.update_layout(**standing_alone(theme, named=bool(runs))), runs, theme)


def marks(landscape: Landscape, theme: Theme) -> list[Json]:
    """The known minima and saddles as traces of a map."""
    palette = PALETTES[theme]
    kinds = (
        ("minimum", landscape.minima, palette.minimum, "star"),
        ("saddle", landscape.saddles, palette.saddle, "x-thin"),
    )
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": points[:, 0],
            "y": points[:, 1],
            "marker": {"symbol": symbol, "color": color, "size": 9, "line": {"color": color, "width": 1.5}},
            "hovertemplate": f"{name} (%{{x:.6g}}, %{{y:.6g}})<extra></extra>",
            "showlegend": False,
        }
        for name, points, color, symbol in kinds
        if len(points)
    ]


def terrain_surface(landscape: Landscape, runs: Sequence[Trajectory] = (), theme: Theme = "light") -> go.Figure:
    """The landscape in three dimensions, its height the shade of the loss, with whole runs where some are given."""
    template, shade = surface_figure(theme), landscape.shade
    figure = go.Figure({"data": [template["data"][0] | landscape.grid], "layout": template["layout"]})
    for index, (run, name) in enumerate(zip(runs, names([run.spec for run in runs]), strict=True)):
        seen = inside(run.x, landscape.window)
        x, y, z = (
            np.where(seen, values, np.nan) for values in (run.x[:, 0], run.x[:, 1], shade.shade(run.loss) + LIFT)
        )
        line = line_style(index, theme) | {"dash": "solid", "width": 5}
        figure.add_scatter3d(x=x, y=y, z=z, mode="lines", name=name, line=line, customdata=run.loss)
    ticks = shade.ticks()
    figure.update_layout(
        scene_zaxis={"tickvals": shade.shade(ticks), "ticktext": [f"{tick:g}" for tick in ticks]},
        scene_xaxis_title_text=landscape.labels[0],
        scene_yaxis_title_text=landscape.labels[1],
    )
    return of_runs(figure.update_layout(**standing_alone(theme, named=bool(runs))), runs, theme)


def inside(x: np.ndarray, window: Window) -> np.ndarray:
    """Which points lie in the window: a scene, unlike a map, does not end at its axes."""
    (x0, x1), (y0, y1) = window
    return (x[:, 0] >= x0) & (x[:, 0] <= x1) & (x[:, 1] >= y0) & (x[:, 1] <= y1)
