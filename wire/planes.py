"""`api/plane`: the loss of a network over a plane through its weights, and the runs as that plane shows them.

The first frame says what the plane is and where the runs lie on it; the others bring its losses, coarse first.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import numpy as np

from experiments.training import Training
from experiments.training.study import Study
from plots.shade import Shade
from plots.theme import LEVELS
from surfaces.core import Window
from surfaces.neural import (
    Plane,
    filter_normalized_plane,
    hessian_plane,
    path_losses,
    pca_plane,
    random_plane,
    refine,
)
from surfaces.neural import (
    window as around,
)
from wire.encoding import frame, tensors
from wire.endpoint import Answer
from wire.gate import TRAINING
from wire.jobs import JOBS
from wire.landscape import shading
from wire.refusal import RefusedError

#: The planes that can be asked for.
KINDS = ("pca", "filter_normalized", "random", "hessian")
#: Which loss is drawn.
PARTS = ("train", "test")
#: A window narrower than this shows nothing but round-off.
_STILL = 1e-4
#: Every how many-th line of a grid is sent first, if so few make a picture.
_FIRST, _FEWEST = 4, 9

_TITLES = {
    "pca": "main directions of the path",
    "filter_normalized": "random, filter-normalized",
    "random": "random directions",
    "hessian": "sharpest directions",
}
_LABELS = {
    "pca": ("main direction", "second direction"),
    "hessian": ("sharpest", "second sharpest"),
}


def rehearse(study: Study) -> None:
    """Trains a study and draws its plane once, so that who is the first to do so waits for no program."""
    run = JOBS.of(study).reach(max(spec.steps for spec in study.specs))[0]
    made, _ = _made(KINDS[0], run, run.params(), run.train_surface(), 0)
    for _ in _terrains(made, run.params(), run.train_surface(), _around(made, run.arrays["x"]), 2 * _FEWEST - 1, 1.0):
        path_losses(run.train_surface(), run.params(), made, run.arrays["x"])


def plane(
    study: Study,
    lane: int,
    done: int,
    kind: str,
    seed: int,
    part: str,
    at: int,
    side: int,
    window: Window | None,
) -> Answer:
    """The plane through a lane's weights at a snapshot (the last one where `at` is below 0)."""
    if not lane < len(study.specs):
        raise RefusedError(400, f"there is no lane {lane}; the study has {len(study.specs)}")
    results = JOBS.of(study).reach(done)
    run = results[lane]
    snapshot = min(at, len(run.arrays["x"]) - 1) if at >= 0 else len(run.arrays["x"]) - 1
    params = run.params(snapshot)
    loss = run.train_surface() if part == "train" else run.test_surface(snapshot)
    made, note = _made(kind, run, params, loss, seed)
    if at >= 0:
        made = made.at(run.arrays["x"][snapshot])
    sides = window or _around(made, np.concatenate([each.arrays["x"] for each in results]))
    arrays: dict[str, Any] = {}
    for i, each in enumerate(results):
        path = each.arrays["x"]
        arrays |= {
            f"{i}.x": made.project(path),
            f"{i}.away": made.distance(path),
            f"{i}.slice": path_losses(loss, params, made, path),
        }
    facts = {
        "window": sides,
        "title": _TITLES["random" if note else kind],
        "labels": _LABELS.get("random" if note else kind, ("first direction", "second direction")),
        "note": note,
        "explained": made.explained,
        "curvatures": made.curvatures,
        "angle": made.angle,
        "centred": snapshot if at >= 0 else None,
    }
    length = float(np.linalg.norm(run.arrays["x"][-1] - run.arrays["x"][0]))
    return Answer(frame(tensors(arrays, facts)), _later(_terrains(made, params, loss, sides, side, length)))


def _around(made: Plane, path: np.ndarray) -> Window:
    """The part of a plane that holds a path; one unit each way where the path hardly moves along a direction."""
    (a0, a1), (b0, b1) = around(made, path)
    wide = [(low - 1.0, high + 1.0) if high - low < _STILL else (low, high) for low, high in ((a0, a1), (b0, b1))]
    return wide[0], wide[1]


def _made(kind: str, run: Training, params: Any, loss: Any, seed: int) -> tuple[Plane, str]:
    """The plane of a kind; where these weights have none, random directions, and why."""
    makers: dict[str, Callable[[], Plane]] = {
        "pca": lambda: pca_plane(run.arrays["x"]),
        "filter_normalized": lambda: filter_normalized_plane(params, seed),
        "random": lambda: random_plane(params, seed),
        "hessian": lambda: hessian_plane(loss, params)[0],
    }
    try:
        return makers[kind](), ""
    except ValueError as error:
        return random_plane(params, seed), f"No {_TITLES[kind]}: {error}. Random directions are shown instead."


async def _later(terrains: Iterator[bytes]) -> AsyncGenerator[bytes]:
    """Each terrain when its turn has come."""
    while body := await TRAINING.run(lambda: next(terrains, b"")):
        yield body


def _terrains(made: Plane, params: Any, loss: Any, window: Window, side: int, length: float) -> Iterator[bytes]:
    """The losses over a window as frames, coarse first where there are lines enough for two."""
    for found in refine(loss, params, made, window, side):
        stride = found.stride
        if stride > 1 and (stride != _FIRST or (side - 1) // stride + 1 < _FEWEST or (side - 1) % stride):
            continue
        z = found.loss[::stride, ::stride]
        shade = Shade.of(z.astype(float), None)
        facts = {
            "window": window,
            **shading(shade),
            "lowest": None,
            "length": length,
            "minima": [],
            "saddles": [],
        }
        yield frame(tensors({"z": z, "levels": np.asarray(shade.levels(LEVELS))}, facts))
