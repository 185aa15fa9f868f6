"""What the maps page tells the field: the chart, and what the field needs to know of its numbers to show them."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from experiments.fans import TREATMENTS
from experiments.grid import SCALE, START, card
from experiments.spec import RUN_PREFIX, RunSpec
from plots import theme
from ui.chart import Chart, Side, live
from ui.words import capital, lane_labels
from version import VERSION

#: Sliders under a chart: more would take the room of the picture.
SLIDERS = 2

_style = cache(theme.style)


def charting(chart: Chart, acknowledged: int) -> dict[str, Any]:
    """The field's data, as docs/architecture.md describes it."""
    x, y = chart.sides
    return {
        "race": chart.race.to_dict(),
        "labels": lane_labels(chart.race),
        "kind": chart.kind,
        "axes": {"x": side_data(x), "y": side_data(y)},
        "color": "basins" if chart.kind == "basins" else chart.color,
        "window": chart.window,
        "point": chart.point or _own_point(chart.race.first, x, y),
        "grid": chart.grid,
        "tolerance": chart.tolerance,
        "sliders": _sliders(chart),
        "protocol": _protocol(chart),
        "acknowledged": acknowledged,
        "style": _style(),
        "version": VERSION,
    }


def _protocol(chart: Chart) -> str:
    """The card of all the runs in the window that Python knows."""
    x, y = chart.sides
    ends = chart.window or (*x.home, *y.home)
    across, up = x.axis(*ends[:2]).values(chart.grid), y.axis(*ends[2:]).values(chart.grid)
    return card(chart.race.specs, {x.name: across, y.name: up})


def side_data(side: Side) -> dict[str, Any]:
    """What the field needs to know of an axis."""
    return {
        "name": side.name,
        "label": side.label,
        "scale": side.scale,
        "home": side.home,
        "limits": side.limits,
        "bits": side.bits,
    }


def _own_point(spec: RunSpec, x: Side, y: Side) -> list[float] | None:
    """Where a run lies on its own map; nowhere where what an axis shows is not done in it."""
    values = {**spec.hyperparameter_values(), **dict(zip(START, spec.place, strict=True)), SCALE: 1.0}
    values |= {f"surface.{name}": value for name, value in spec.surface_values().items()}
    values |= {each.name: getattr(spec, each.name.removeprefix(RUN_PREFIX)) for each in TREATMENTS}
    point = [values[x.name], values[y.name]]
    return point if all(map(math.isfinite, point)) else None


def _sliders(chart: Chart) -> list[dict[str, Any]]:
    labels = lane_labels(chart.race)
    return [
        {
            "lane": lane,
            "name": knob.name,
            "label": f"{labels[lane]}: {knob.label}" if lane is not None and len(labels) > 1 else capital(knob.label),
            "low": knob.low,
            "high": knob.high,
            "scale": knob.scale,
            "unit": knob.unit,
            "help": knob.help,
            "value": value,
        }
        for lane, knob, value in list(live(chart))[:SLIDERS]
    ]
