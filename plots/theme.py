"""The one drawing style: palettes and lanes for whoever draws, and figures that wait for their arrays.

`style()` is what the stage draws with, as JSON:

    {"light": palette, "dark": palette,     every field of `Palette`, by its name
     "lanes": [{"color": {"light": "#0a82ff", "dark": "#439ccc"}, "dash": [], "marker": "circle"}, ...]}

`dash` is a canvas dash pattern in CSS pixels (empty: a full line; Plotly: `dash.map(d => d + "px").join()`), `marker`
one of Plotly's symbols. The figures are for notebooks and saved pages, each `{"data": [trace], "layout": {...}}`:

- of a map: a contour trace that waits for `x`, `y`, `z` = shades (rows, columns), and `customdata` = losses for the
  hover text;
- of a surface: a surface trace that waits for the same, its height being the shade. Set `layout.scene.zaxis.tickvals`
  to the shades of round losses and `ticktext` to these;
- of a curve: a line trace that waits for `x` (steps), `y` and its lane's colour, dash and marker. The axis is
  logarithmic; where what it shows may be zero or below, set `layout.yaxis.type` and its title.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from plots.palette import LANES, PALETTES, THEMES, Lane, Palette, Theme, colorscale, ramp

#: A Plotly trace, layout or figure as plain JSON values.
Json = dict[str, Any]

#: Contour lines run at this many even steps of shade.
LEVELS = 16
#: Pixels of a trail that is one of many.
THIN = 1.2
#: The curves, and what their axes say.
CURVES = {"loss": "loss", "gradient": "gradient norm", "rate": "effective rate"}

_CLEAR = "rgba(0, 0, 0, 0)"


def _layout(palette: Palette, **more: Any) -> Json:
    return {
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": palette.font, "size": 13, "color": palette.text},
        "hoverlabel": {
            "font": {"family": palette.font, "color": palette.text},
            "bgcolor": palette.background,
            "bordercolor": palette.grid,
        },
        "margin": {"l": 56, "r": 12, "t": 12, "b": 40},
        "showlegend": False,
        "uirevision": "keep",
        **more,
    }


def _axis(palette: Palette, title: str, **more: Any) -> Json:
    return {
        "title": {"text": title, "font": {"color": palette.muted}},
        "tickfont": {"color": palette.muted},
        "gridcolor": palette.grid,
        "linecolor": palette.grid,
        "zerolinecolor": palette.grid,
        "ticks": "",
        **more,
    }


def map_figure(theme: Theme) -> Json:
    """The map seen from above: smooth terrain and contour lines at even steps of shade."""
    palette, step = PALETTES[theme], 1 / LEVELS
    contour = {
        "type": "contour",
        "zmin": 0.0,
        "zmax": 1.0,
        "colorscale": colorscale(theme),
        "showscale": False,
        "contours": {"coloring": "heatmap", "start": step, "end": 1 - step / 2, "size": step},
        "line": {"width": 0.7, "color": palette.contour, "smoothing": 0},
        "hovertemplate": "(%{x:.4g}, %{y:.4g})<br>loss %{customdata:.5g}<extra></extra>",
    }
    plain = {"showgrid": False, "zeroline": False, "constrain": "domain"}
    axes = {"xaxis": _axis(palette, "x", **plain), "yaxis": _axis(palette, "y", **plain)}
    return {"data": [contour], "layout": _layout(palette, dragmode="pan", hovermode="closest", **axes)}


def surface_figure(theme: Theme) -> Json:
    """The landscape in three dimensions: height and colour are the shade."""
    palette, step = PALETTES[theme], 1 / LEVELS
    lines = {"show": True, "start": step, "end": 1 - step / 2, "size": step, "color": palette.contour, "width": 1}
    surface = {
        "type": "surface",
        "cmin": 0.0,
        "cmax": 1.0,
        "colorscale": colorscale(theme),
        "showscale": False,
        "contours": {"z": lines, "x": {"highlight": False}, "y": {"highlight": False}},
        "lighting": {"ambient": 0.82, "diffuse": 0.35, "specular": 0.04, "roughness": 0.9, "fresnel": 0.05},
        "hovertemplate": "(%{x:.4g}, %{y:.4g})<br>loss %{customdata:.5g}<extra></extra>",
    }
    plain = {"showbackground": False, "showspikes": False, "zeroline": False}
    scene = {
        "xaxis": _axis(palette, "x", **plain),
        "yaxis": _axis(palette, "y", **plain),
        "zaxis": _axis(palette, "loss", range=[0.0, 1.02], **plain),
        "aspectmode": "manual",
        "aspectratio": {"x": 1.0, "y": 1.0, "z": 0.6},
        "camera": {"eye": {"x": 1.05, "y": -1.2, "z": 0.9}, "projection": {"type": "perspective"}},
        "dragmode": "orbit",
    }
    layout = _layout(palette, scene=scene)
    return {"data": [surface], "layout": layout | {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}}}


def curve_figure(theme: Theme, title: str) -> Json:
    """A number against the step, one line a run, on a logarithmic axis."""
    palette = PALETTES[theme]
    line = {
        "type": "scatter",
        "mode": "lines",
        "line": {"width": 2},
        "hovertemplate": "step %{x}: %{y:.5g}<extra></extra>",
    }
    axes = {
        "xaxis": _axis(palette, "step", zeroline=False, rangemode="tozero"),
        "yaxis": _axis(palette, title, type="log", exponentformat="power", dtick=None, nticks=6),
    }
    return {"data": [line], "layout": _layout(palette, dragmode="pan", hovermode="closest", **axes)}


def style() -> Json:
    """The style as JSON for the stage; the module's text says what is where."""
    palettes: Json = {theme: asdict(PALETTES[theme]) for theme in THEMES}
    return {**palettes, "lanes": [_look(lane) for lane in LANES]}


def fan_style(chosen: int, count: int) -> Json:
    """The style of a fan: the chosen lane's own look, then a ramp of so many; `compared` holds the usual lanes."""
    usual = style()
    places = [i / max(count - 1, 1) for i in range(count)]
    fan = [Lane(ramp("light", place), ramp("dark", place), (), "circle") for place in places]
    thin = [_look(lane) | {"width": THIN, "brief": True} for lane in fan]
    front = usual["lanes"][chosen] | {"front": True}
    return usual | {"lanes": [front, *thin], "compared": usual["lanes"]}


def layer_looks(count: int) -> list[Json]:
    """How the layers of a network are drawn, in order: a ramp of colours, with dashes and markers of their own."""
    places = [i / max(count - 1, 1) for i in range(count)]
    looks = zip(places, LANES, strict=False)
    return [_look(Lane(ramp("light", at), ramp("dark", at), lane.dash, lane.marker)) for at, lane in looks]


def _look(lane: Lane) -> Json:
    return {"color": {"light": lane.light, "dark": lane.dark}, "dash": list(lane.dash), "marker": lane.marker}
