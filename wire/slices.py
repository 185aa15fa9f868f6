"""Losses over a plane through a network's weights as frames, coarse first; and `api/line`, along a straight way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.training.study import Study
from plots.shade import Shade
from plots.theme import LEVELS
from surfaces.core import Window
from surfaces.neural import Line, Plane, losses_along, refine
from wire.cuts import Place, place_of
from wire.encoding import frame, packed, tensors
from wire.endpoint import Answer
from wire.jobs import lanes_of
from wire.landscape import shading

#: Every how many-th line of a grid is sent first, if so few make a picture.
_FIRST, _FEWEST = 4, 9
#: Places along a line, from half its length before the one end to half its length behind the other.
POINTS, _BEYOND = 401, 0.5
#: How the lowest point of each loss is marked, and what that is called.
_MARKS = {"train": ("global", "lowest here, training"), "test": ("local", "test")}


class Ground(NamedTuple):
    """What is drawn: a plane, weights of the tree that it goes through, and the losses by name, the first on top."""

    plane: Plane
    params: Any
    losses: Mapping[str, Any]


def terrains(ground: Ground, window: Window, side: int, length: float) -> Iterator[bytes]:
    """The losses over a window as frames, coarse first where there are lines enough for two; empty ones in between."""
    grids = [refine(loss, ground.params, ground.plane, window, side) for loss in ground.losses.values()]
    for found in zip(*grids, strict=True):
        stride = found[0].stride
        if stride != 1 and (stride != _FIRST or (side - 1) // stride + 1 < _FEWEST or (side - 1) % stride):
            yield b""
            continue
        seen = {name: made.loss[::stride, ::stride] for name, made in zip(ground.losses, found, strict=True)}
        if not any(np.isfinite(z).any() for z in seen.values()):
            yield frame(
                packed({}, {"error": "The loss is a finite number nowhere in this window. Choose another one."})
            )
            return
        yield frame(_terrain(ground.plane, seen, window, length))


def _terrain(plane: Plane, seen: Mapping[str, np.ndarray], window: Window, length: float) -> bytes:
    """One terrain; where both losses are seen they share a shade, and their lowest points are marked."""
    grids = list(seen.values())
    shade = Shade.of(np.stack(grids).astype(float), None)
    lows = {name: _lowest(z, window) for name, z in seen.items()} if len(seen) > 1 else {}
    facts = {
        "window": window,
        **shading(shade),
        "lowest": None,
        "length": length,
        "minima": [{"x": low[:2], "value": low[2], "mark": _MARKS[name][0]} for name, low in lows.items()],
        "saddles": [],
        "names": {_MARKS[name][0]: _MARKS[name][1] for name in lows},
        "apart": _apart(plane, [low[:2] for low in lows.values()]),
    }
    arrays = {"z": grids[0], "levels": np.asarray(shade.levels(LEVELS))}
    return tensors(arrays | ({"other": grids[1]} if len(grids) > 1 else {}), facts)


def _lowest(z: np.ndarray, window: Window) -> tuple[float, float, float]:
    """Where on a grid a loss is lowest, and how low that is."""
    row, column = np.unravel_index(np.nanargmin(z), z.shape)
    (a0, a1), (b0, b1) = window
    a, b = np.linspace(a0, a1, z.shape[1])[column], np.linspace(b0, b1, z.shape[0])[row]
    return float(a), float(b), float(z[row, column])


def _apart(plane: Plane, places: list[tuple[float, float]]) -> float | None:
    """How far two places of a plane are from each other in the space of weights."""
    if len(places) < 2:
        return None
    first, second = plane.embed(np.array(places))
    return float(np.linalg.norm(second - first))


def line(study: Study, done: int, between: tuple[Place, Place]) -> Answer:
    """Both losses along the straight way between two places, 0 being the one and 1 the other."""
    results = lanes_of(study, max(place[0] for place in between), done)
    first, second = (place_of(place, results) for place in between)
    run, snapshot = results[between[1][0]], between[1][1]
    way, t = Line(first, second), np.linspace(-_BEYOND, 1 + _BEYOND, POINTS)
    snapshot = min(snapshot, len(run.arrays["x"]) - 1)
    losses = {"train": run.train_surface(), "test": run.test_surface(snapshot)}
    arrays = {name: losses_along(loss, run.params(), way, t) for name, loss in losses.items()}
    facts = {"length": float(np.linalg.norm(second - first)), "ends": (-_BEYOND, 1 + _BEYOND)}
    return Answer(packed(arrays, facts))
