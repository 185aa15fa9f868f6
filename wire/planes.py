"""`api/plane`: the loss of a network over a plane through its weights, and the runs as that plane shows them.

The first frame says what the plane is and where the runs lie on it; the others bring its losses, coarse first.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Hashable, Iterator
from typing import Any

import numpy as np

from experiments.training import Training
from experiments.training.study import Study
from surfaces.core import Window
from surfaces.neural import Plane, path_losses
from surfaces.neural import window as around
from wire.cuts import Cut, cut, within_reach
from wire.encoding import frame, tensors
from wire.endpoint import Answer
from wire.gate import WATCHING
from wire.jobs import JOBS, lanes_of
from wire.limits import PLANE_BYTES
from wire.memory import Memory
from wire.slices import Ground, terrains

#: Which losses are drawn.
PARTS = ("train", "test", "both")
#: A window narrower than this shows nothing but round-off.
_STILL = 1e-4
_KEPT = Memory(PLANE_BYTES)
#: Lines of the grid that a rehearsal draws.
_FEW = 17


def rehearse(study: Study) -> None:
    """Trains a study and draws its plane once, so that who is the first to do so waits for no program."""
    run = JOBS.of(study).reach(max(spec.steps for spec in study.specs))[0]
    made = cut(Cut(), [run], 0, run.params(), run.train_surface()).plane
    ground = Ground(made, run.params(), {"train": run.train_surface()})
    for _ in terrains(ground, _around(made, run.arrays["x"]), _FEW, 1.0):
        path_losses(run.train_surface(), run.params(), made, run.arrays["x"])


def plane(
    study: Study, lane: int, done: int, wanted: Cut, part: str, at: int, side: int, window: Window | None
) -> Answer:
    """The plane through a lane's weights at a snapshot (the last one where `at` is below 0)."""
    key = (study, lane, done, wanted, part, at, side, window)
    if whole := _KEPT.find(key):
        return Answer(whole)
    results = lanes_of(study, lane, done)
    run = results[lane]
    snapshot = min(at, len(run.arrays["x"]) - 1) if at >= 0 else len(within_reach(run)) - 1
    params = run.params(snapshot)
    losses = {"train": run.train_surface(), "test": run.test_surface(snapshot)}
    shown = losses if part == "both" else {part: losses[part]}
    first = next(iter(shown.values()))
    found = cut(wanted, results, lane, params, first)
    made = found.plane.at(run.arrays["x"][snapshot]) if at >= 0 else found.plane
    sides = window or _around(made, np.concatenate([within_reach(each) for each in results]))
    facts = {
        "window": sides,
        "title": found.title,
        "labels": found.labels,
        "note": found.note,
        "explained": made.explained,
        "curvatures": made.curvatures,
        "angle": made.angle,
        "centred": snapshot if at >= 0 else None,
    }
    path = within_reach(run)
    length = float(np.linalg.norm(path[-1] - path[0]))
    ground = Ground(made, params, shown)
    head = frame(tensors(_shadows(results, ground, first), facts))
    # What is of a visitor's own table must not outlast the visit, and what is still being trained is asked for once.
    lasting = not study.first.table and done >= max(spec.steps for spec in study.specs)
    return Answer(head, _later(terrains(ground, sides, side, length), head, key if lasting else None))


def _shadows(results: list[Training], ground: Ground, loss: Any) -> dict[str, np.ndarray]:
    """Where the runs lie on a plane, how far off it, and what the slice says there."""
    arrays: dict[str, np.ndarray] = {}
    for i, each in enumerate(results):
        path = each.arrays["x"]
        arrays |= {
            f"{i}.step": each.arrays["step"],
            f"{i}.x": ground.plane.project(path),
            f"{i}.away": ground.plane.distance(path),
            f"{i}.slice": path_losses(loss, ground.params, ground.plane, path),
        }
    return arrays


def _around(made: Plane, path: np.ndarray) -> Window:
    """The part of a plane that holds a path; one unit each way where the path hardly moves along a direction."""
    (a0, a1), (b0, b1) = around(made, path)
    wide = [(low - 1.0, high + 1.0) if high - low < _STILL else (low, high) for low, high in ((a0, a1), (b0, b1))]
    return wide[0], wide[1]


async def _later(found: Iterator[bytes], head: bytes, key: Hashable | None) -> AsyncGenerator[bytes]:
    """Each terrain when it is there; the finest is kept under the key, if there is one, with the head.

    Every part of it waits for its turn, so that nobody stands behind the whole of it, and what somebody has left ends.
    """
    last = b""
    while (body := await WATCHING.run(lambda: next(found, None))) is not None:
        if body:
            last = body
            yield body
    if key is not None:
        _KEPT.keep(key, head + last)
