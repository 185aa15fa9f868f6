"""run(specs): many runs at once, as few compiled calls as their static structure allows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import jax
import numpy as np

from experiments.engine import Pair, columns
from experiments.inputs import draws, frame_numbers, table
from experiments.measure import Path, measure, padded
from experiments.programs import CHUNK, LANES, WIDTH, Program, blank_state, pair_of, rollout_program
from experiments.spec import RunSpec
from experiments.trajectory import Trajectory


def run(specs: Iterable[RunSpec]) -> list[Trajectory]:
    """Runs every spec and returns their trajectories in the same order.

    Compiles what was never run before; `experiments.programs.prepare` does that beforehand.

    Raises:
        SpecError: a spec cannot be run.
    """
    specs = [spec.check() for spec in specs]
    pairs = [pair_of(spec) for spec in specs]
    rolled = [
        (group, roll(rollout_program(pairs[group[0]]), pairs[group[0]], [specs[i] for i in group]))
        for group in _grouped(pairs, LANES)
    ]
    paths: dict[int, Path] = {}
    for group, emitted in rolled:
        points, added = joined(emitted)
        for lane, i in enumerate(group):
            paths[i] = _path(specs[i], points[lane], None if added is None else added[lane])
    trajectories: dict[int, Trajectory] = {}
    for group in _grouped([(pair.surface.name, pair.surface_static) for pair in pairs], WIDTH):
        measured = measure([specs[i] for i in group], [paths[i] for i in group])
        trajectories.update(zip(group, measured, strict=True))
    return [trajectories[i] for i in range(len(specs))]


def _grouped(keys: Sequence[Hashable], most: int) -> list[list[int]]:
    """Indices with the same key, in groups of up to `most`."""
    groups: dict[Hashable, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(key, []).append(i)
    return [group[at : at + most] for group in groups.values() for at in range(0, len(group), most)]


def roll(program: Program, pair: Pair, specs: Sequence[RunSpec]) -> list[Any]:
    """What a roll-out emits for up to `LANES` runs of one pair, chunk by chunk; `joined` makes one of it."""
    chunks = -(-max(spec.steps for spec in specs) // CHUNK)
    names = columns(pair)
    lines = padded([table(spec, names, chunks * CHUNK) for spec in specs], LANES)
    drawn = [draws(spec, pair, chunks * CHUNK) for spec in specs]
    noise = {name: padded([each[name] for each in drawn], LANES) for name in drawn[0]}
    frames = padded([frame_numbers(spec) for spec in specs], LANES)
    x: Any = padded([spec.starting_point for spec in specs], LANES)
    state, emitted = blank_state(pair), []
    for chunk in range(chunks):
        piece = slice(chunk * CHUNK, (chunk + 1) * CHUNK)
        fresh = np.bool_(chunk == 0)
        pieces = {name: each[:, piece] for name, each in noise.items()}
        x, state, output = program(x, state, fresh, lines[:, piece], pieces, frames)
        emitted.append(output)
    return emitted


def joined(emitted: list[Any]) -> Any:
    """Chunks of emissions as one: arrays of shape (LANES, steps, ...)."""
    if len(emitted) == 1:
        return jax.tree.map(np.asarray, emitted[0])
    return jax.tree.map(lambda *parts: np.concatenate(parts, axis=1), *emitted)


def _path(spec: RunSpec, points: np.ndarray, added: np.ndarray | None) -> Path:
    """A run's points, start first, and the evaluations that a line search added at each step."""
    x = np.concatenate([[spec.starting_point], points[: spec.steps]])
    return x, None if added is None else added[: spec.steps]
