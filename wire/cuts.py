"""Which plane through a network's weights is meant, and how its two directions are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.training import Training
from surfaces.neural import (
    Network,
    Plane,
    coordinate_plane,
    filter_normalized_plane,
    hessian_plane,
    pca_plane,
    plane_through,
    random_plane,
)
from wire.refusal import RefusedError

#: The planes that can be asked for, and what they are called.
TITLES = {
    "pca": "main directions of the path",
    "filter_normalized": "random, filter-normalized",
    "random": "random directions",
    "hessian": "sharpest directions",
    "solutions": "through three solutions",
    "weights": "two weights",
}
KINDS = tuple(TITLES)

_LABELS = {
    "pca": ("main direction", "second direction"),
    "hessian": ("sharpest", "second sharpest"),
    "solutions": ("to the second", "to the third"),
}
_USUAL = ("first direction", "second direction")

#: So many times as far as the first weights, and a run has blown up.
_FAR = 100.0

#: A run's weights at a snapshot: the number of its lane, and of the snapshot; -1 is the last.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A choice of directions.

    Attributes:
        kind: one of `KINDS`.
        seed: which random ones.
        through: three places, of the kind that goes through solutions; the ends of the first lanes where empty.
        pair: two weights by their places in the flat vector, of the kind that turns them alone.
    """

    kind: str = KINDS[0]
    seed: int = 0
    through: tuple[Place, ...] = ()
    pair: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A plane, what it is called, how its directions are, and why it is another than was asked for, if so."""

    plane: Plane
    title: str
    labels: tuple[str, str]
    note: str = ""


def cut(wanted: Cut, results: Sequence[Training], lane: int, params: Any, loss: Any) -> Made:
    """The plane that is wanted; where these weights have none, random directions, and why.

    Args:
        wanted: which.
        results: all lanes.
        lane: whose plane it is.
        params: its weights at the snapshot that is looked at.
        loss: the loss that is drawn.
    """
    run = results[lane]
    makers: dict[str, Callable[[], Plane]] = {
        "pca": lambda: pca_plane(within_reach(run)),
        "filter_normalized": lambda: filter_normalized_plane(params, wanted.seed),
        "random": lambda: random_plane(params, wanted.seed),
        "hessian": lambda: hessian_plane(loss, params)[0],
        "solutions": lambda: plane_through(*_solutions(wanted.through, results)),
        "weights": lambda: coordinate_plane(params, *wanted.pair),
    }
    kind = wanted.kind
    try:
        made = makers[kind]()
    except ValueError as error:
        note = f"There is no such plane: {error}. Random directions are shown instead."
        return Made(random_plane(params, wanted.seed), TITLES["random"], _USUAL, note)
    if kind == "weights":
        return Made(made, TITLES[kind], (name_of(run.network, wanted.pair[0]), name_of(run.network, wanted.pair[1])))
    labels = _LABELS.get(kind, _USUAL)
    if made.explained:
        first, second = (f"{name}, {100 * share:.3g} %" for name, share in zip(labels, made.explained, strict=True))
        labels = first, second
    return Made(made, TITLES[kind], labels)


def within_reach(run: Training) -> np.ndarray:
    """The path (points, d) before a run that blows up has gone so far that nothing else could be seen beside it."""
    path = run.arrays["x"]
    far = np.abs(path).max(axis=1) > _FAR * (1 + np.abs(path[0]).max())
    return path[: int(far.argmax())] if far.any() else path


def place_of(place: Place, results: Sequence[Training]) -> np.ndarray:
    """The weights (d,) at a place.

    Raises:
        RefusedError: there is no such lane.
    """
    lane, snapshot = place
    if not lane < len(results):
        raise RefusedError(400, f"there is no lane {lane}; the study has {len(results)}")
    path = results[lane].arrays["x"]
    return np.asarray(path[min(snapshot, len(path) - 1)])


def _solutions(through: Sequence[Place], results: Sequence[Training]) -> list[np.ndarray]:
    """The three that are meant: with too few lanes the place where they began is one."""
    usual = [*((lane, -1) for lane in range(len(results))), (0, 0)]
    places = through or usual[:3]
    if len(places) < 3:
        raise ValueError("it takes three solutions, so two runs and where they began, or three runs")
    return [place_of(place, results) for place in places]


def name_of(network: Network, weight: int) -> str:
    """What a weight is, by its place in the flat vector: "layer 1: input 2 to unit 3"."""
    for number, layer in enumerate(network.unravel(np.arange(network.size, dtype=np.float32)), start=1):
        for name, leaf in layer.items():
            places = np.argwhere(np.asarray(leaf) == weight)
            if len(places):
                unit, *source = (places[0] + 1).tolist()
                return f"layer {number}: " + (
                    f"input {source[0]} to unit {unit}" if source else f"{name} of unit {unit}"
                )
    raise ValueError(f"there is no weight {weight}")
