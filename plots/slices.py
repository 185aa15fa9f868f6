"""A loss's slice as figures: terrain and paths from above and in three dimensions, and what a slice cannot show.

seen = slice_of(train([TrainSpec(), TrainSpec(optimizer="sgd")]))
slice_figure(seen).show()

The farther a path is off the plane, the fainter it is drawn, as on the page: the contours there are not its own losses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import plotly.graph_objects as go

from plots.palette import Theme
from plots.runs import line_style, mark_style, standing_alone
from plots.shade import Shade
from plots.terrain import Landscape, inside, terrain_map, terrain_surface
from plots.theme import Json, curve_figure
from surfaces.neural import Slice, Trail

#: What lies this many lengths of the path off the plane is drawn a grade fainter, and how much is left in each grade.
GRADES, FADES = (0.02, 0.2, 0.6), (1.0, 0.62, 0.38, 0.22)

#: How far above the ground a path is drawn, in shades: nearer to it, one that is faint would be drawn in part.
LIFT = 0.02

#: The marks that a scene knows; the others are circles there.
_SOLID = ("circle", "square", "diamond", "cross", "x")
_USUAL = ("first direction", "second direction")
_HOVER = (
    "%{text}<br>loss %{customdata[0]:.5g}<br>slice's loss %{customdata[1]:.5g}<br>"
    "off the plane %{customdata[2]:.4g}<extra></extra>"
)


def slice_map(seen: Slice, theme: Theme = "light") -> go.Figure:
    """The slice from above, with the shadows of the paths; what is off the plane is faint."""
    figure = terrain_map(_landscape(seen), theme=theme)
    for index, trail in enumerate(seen.trails):
        for trace in _traces(trail, index, seen.length, theme):
            at = trace.pop("at")
            figure.add_trace({"type": "scatter", "x": at[:, 0], "y": at[:, 1]} | trace)
    return figure.update_layout(**standing_alone(theme, named=True))


def slice_surface(seen: Slice, theme: Theme = "light") -> go.Figure:
    """The slice in three dimensions, paths on its ground; the hover says their own losses."""
    landscape = replace(_landscape(seen), labels=_USUAL)
    figure = terrain_surface(landscape, theme=theme)
    for index, trail in enumerate(seen.trails):
        for trace in _traces(trail, index, seen.length, theme):
            at = trace.pop("at")
            z = _ground(landscape, at) + LIFT
            x, y, z = (np.where(inside(at, seen.window), each, np.nan) for each in (at[:, 0], at[:, 1], z))
            line = {"line": trace["line"] | {"dash": "solid", "width": 5}}
            head = {"marker": _solid(trace["marker"])} if "marker" in trace else {}
            figure.add_trace(trace | {"type": "scatter3d", "x": x, "y": y, "z": z} | line | head)
    figure.update_layout(scene_camera={"eye": {"x": 1.12, "y": -1.26, "z": 0.95}, "center": {"z": -0.12}})
    return figure.update_layout(**standing_alone(theme, named=True))


def slice_figure(seen: Slice, theme: Theme = "light") -> go.Figure:
    """The map; beside it each path's distance off the plane, and its own loss with the slice's below it, dotted."""
    figure, titles = slice_map(seen, theme), ("distance off the plane", "loss; the slice's dotted")
    upper, lower = (curve_figure(theme, title)["layout"] for title in titles)
    for index, trail in enumerate(seen.trails):
        line = line_style(index, theme)
        common = {"type": "scatter", "mode": "lines", "x": trail.step, "legendgroup": str(index), "showlegend": False}
        hover = f"{trail.name}<br>step %{{x}}: "
        figure.add_trace(
            common
            | {"y": trail.distance, "line": line, "xaxis": "x2", "yaxis": "y2"}
            | {"hovertemplate": hover + "%{y:.4g} off the plane<extra></extra>"}
        )
        beneath = {"xaxis": "x3", "yaxis": "y3"}
        for y, look, what in ((trail.loss, {"dash": "solid"}, "loss"), (trail.below, {"dash": "dot"}, "slice's loss")):
            told = {"y": y, "line": line | look, "hovertemplate": f"{hover}{what} %{{y:.5g}}<extra></extra>"}
            figure.add_trace(common | beneath | told)
    positive = all((trail.loss > 0).all() and (trail.below > 0).all() for trail in seen.trails)
    return figure.update_layout(
        xaxis_domain=[0.0, 0.56],
        xaxis2=upper["xaxis"] | {"domain": [0.68, 1.0], "anchor": "y2", "matches": "x3", "showticklabels": False},
        yaxis2=upper["yaxis"] | {"domain": [0.56, 1.0], "anchor": "x2", "type": "linear", "rangemode": "tozero"},
        xaxis3=lower["xaxis"] | {"domain": [0.68, 1.0], "anchor": "y3"},
        yaxis3=lower["yaxis"] | {"domain": [0.0, 0.44], "anchor": "x3", "type": "log" if positive else "linear"},
        xaxis2_title_text="",
    )


def _landscape(seen: Slice) -> Landscape:
    """The grid as any terrain is drawn; its directions say how much of a path they hold, or how sharp they are."""
    z = seen.grid.loss.astype(float)
    plane, nowhere = seen.plane, np.zeros((0, 2))
    facts = [f"{share:.1%} of the path's variance" for share in plane.explained or ()]
    facts += [f"curvature {value:.4g}" for value in plane.curvatures or ()]
    told = [", ".join(filter(None, each)) for each in zip_longest(_USUAL, facts)]
    return Landscape(z, seen.window, Shade.of(z), nowhere, nowhere, (told[0], told[1]))


def _solid(marker: Json) -> Json:
    return marker | {"size": 5, "symbol": marker["symbol"] if marker["symbol"] in _SOLID else "circle"}


def _ground(landscape: Landscape, at: np.ndarray) -> np.ndarray:
    """The height of the ground as it is drawn, flat between the lines of its grid, under places (n, 2); (n,)."""
    z, low, high = landscape.shade.shade(landscape.z), *np.transpose(landscape.window)
    last = np.array(z.shape[::-1]) - 1
    places = np.clip(np.nan_to_num((at - low) / (high - low) * last), 0, last)
    cells = np.minimum(places.astype(int), last - 1)
    (i, j), (s, t) = cells.T, (places - cells).T
    lower, upper = ((1 - s) * z[row, i] + s * z[row, i + 1] for row in (j, j + 1))
    return np.asarray((1 - t) * lower + t * upper)


def _traces(trail: Trail, index: int, length: float, theme: Theme) -> Iterator[Json]:
    """The path in its grades and the mark at its end, with the places `at` that either dimension takes apart."""
    told = np.stack([trail.loss, trail.below, trail.distance], axis=1)
    common = {"name": trail.name, "legendgroup": str(index), "hovertemplate": f"{trail.name}, {_HOVER}"}
    everything = [np.append(each, np.full((1, each.shape[1]), np.nan), axis=0) for each in (trail.place, told)]
    steps = [*(f"step {step}" for step in trail.step), ""]
    for grade, places in _pieces(np.digitize(trail.distance, np.array(GRADES) * length, right=True)):
        at, numbers = (each[places] for each in everything)
        drawn = {"at": at, "customdata": numbers, "text": [steps[place] for place in places]}
        look = {"mode": "lines", "line": line_style(index, theme), "opacity": FADES[grade], "showlegend": False}
        yield common | drawn | look
    last = {"at": trail.place[-1:], "customdata": told[-1:], "text": steps[-2:-1], "line": line_style(index, theme)}
    yield common | last | {"mode": "lines+markers", "marker": mark_style(index, theme)}


def _pieces(grades: np.ndarray) -> list[tuple[int, list[int]]]:
    """For each grade the places of a path that are drawn in it, a line from the place before each; -1 is a gap."""
    found: dict[int, list[int]] = {}
    for piece in np.split(np.arange(len(grades)), np.flatnonzero(np.diff(grades)) + 1):
        found.setdefault(int(grades[piece[0]]), []).extend([*range(max(piece[0] - 1, 0), piece[-1] + 1), -1])
    return list(found.items())
