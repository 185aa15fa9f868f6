"""What the race page tells the stage: the race, its link, and what the stage needs to know of rows to show them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from experiments.spec import Settings, knobs_on
from optim import OPTIMIZERS
from optim.schedules import HEIGHTS, drawn
from plots import theme
from plots.mathml import mathml
from registry import Knob
from surfaces import SURFACES
from ui import link
from ui.desk import Desk
from ui.words import lane_labels
from version import VERSION


def staging(desk: Desk) -> dict[str, Any]:
    """The stage's data, as docs/architecture.md describes it."""
    race = desk.race
    first = race.first
    return {
        "race": race.to_dict(),
        "labels": lane_labels(race),
        "link": link.encode(race),
        "acknowledged": desk.acknowledged,
        "nonce": desk.nonce,
        "surface": _surface(first.surface, first.surface_knobs),
        "optimizers": {
            spec.optimizer: _optimizer(spec.optimizer, first.surface, first.surface_knobs) for spec in race.specs
        },
        "view": _FRESH | desk.view | {"selected": desk.selected if desk.apart else None},
        "drawn": _drawn(),
        "style": _style(),
        "version": VERSION,
    }


_FRESH: dict[str, Any] = {
    "step": None,
    "autoplay": True,
    "camera": None,
    "window": None,
    "hide": False,
    "speed": 1,
    "loop": False,
    "arrows": [],
    "coordinate": None,
    "enlarged": None,
}


_style = cache(theme.style)


@lru_cache(maxsize=512)
def _surface(name: str, knobs: Settings) -> dict[str, Any]:
    row = SURFACES[name]
    values = row.values(knobs)
    return {
        "name": row.name,
        "title": row.title,
        "labels": row.labels,
        "heading": "Contour map" if row.is_flat else f"Slice {row.plane.equation}",
        "formula": mathml(row.formula),
        "knobs": [_knob(knob) for knob in row.knobs],
        "values": values,
        "length": float(row.length(**values)),
    }


@lru_cache(maxsize=512)
def _optimizer(name: str, surface: str, knobs: Settings) -> dict[str, Any]:
    row, ground = OPTIMIZERS[name], SURFACES[surface]
    return {
        "title": row.title,
        "knobs": [_knob(knob) for knob in knobs_on(row, ground, ground.values(knobs))],
        "optax": row.optax,
        "formula": mathml(row.formula),
        "anatomy": bool(row.anatomy),
        "preconditioned": row.preconditioned,
        "momentum": any(knob.name == "momentum" or knob.name.startswith("b1") for knob in row.knobs),
    }


@cache
def _drawn() -> dict[str, Any]:
    """The schedule that the stage lets a visitor draw."""
    return {"schedule": drawn.__name__, "knobs": [_knob(knob) for knob in HEIGHTS]}


def _knob(knob: Knob) -> dict[str, Any]:
    return {
        "name": knob.name,
        "label": knob.label,
        "default": knob.default,
        "low": knob.low,
        "high": knob.high,
        "help": knob.help,
        "scale": knob.scale,
        "unit": knob.unit,
        "static": knob.static,
        "choices": knob.choices,
    }
