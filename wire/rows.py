"""`api/surfaces`, `api/optimizers`, `api/schedules`: what there is to choose from, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from optim import OPTIMIZERS, SCHEDULES
from optim.core import Optimizer
from plots.mathml import mathml
from registry import Knob
from surfaces import SURFACES
from surfaces.core import Surface
from wire.encoding import text
from wire.endpoint import Answer


def _shared(row: Surface | Optimizer) -> dict[str, Any]:
    """What surfaces and optimizers say alike."""
    return {
        "name": row.name,
        "title": row.title,
        "family": row.family,
        "caption": row.caption,
        "formula": mathml(row.formula),
        "latex": row.formula,
        "knobs": _knobs(row.knobs),
        "reference": {"text": row.reference.text, "url": row.reference.url},
    }


@cache
def surfaces() -> Answer:
    """Every surface at its default knobs."""
    return _rows(
        {
            **_shared(row),
            "domain": row.domain,
            "start": row.start,
            "labels": row.labels,
            "length": row.length(**row.values({})),
            "curvature": row.curvature(**row.values({})),
            "minima": [
                {"x": found.x, "value": found.value, "kind": found.kind} for found in row.minima(**row.values({}))
            ],
        }
        for row in SURFACES.values()
    )


@cache
def optimizers() -> Answer:
    """Every optimizer; ranges of its knobs are those of a surface whose length and curvature are 1."""
    return _rows(
        {
            **_shared(row),
            "optax": row.optax,
            "traits": row.traits,
            "note": row.note,
            "anatomy": row.explain is not None,
        }
        for row in OPTIMIZERS.values()
    )


@cache
def schedules() -> Answer:
    """Every learning-rate schedule."""
    return _rows(
        {"name": row.name, "title": row.title, "caption": row.caption, "knobs": _knobs(row.knobs)}
        for row in SCHEDULES.values()
    )


def _rows(rows: Iterable[dict[str, Any]]) -> Answer:
    return Answer(text(list(rows)).encode())


def _knobs(knobs: Iterable[Knob]) -> list[dict[str, Any]]:
    return [
        {
            "name": knob.name,
            "label": knob.label,
            "default": knob.default,
            "low": knob.low,
            "high": knob.high,
            "scale": knob.scale,
            "unit": knob.unit,
            "help": knob.help,
            "static": knob.static,
            "choices": knob.choices,
            "relative_to": knob.relative_to,
        }
        for knob in knobs
    ]
