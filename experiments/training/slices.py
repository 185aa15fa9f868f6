"""Trainings of one network on a plane through its weights."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.naming import names
from experiments.spec import SpecError
from experiments.training.result import Training
from surfaces.neural import Plane, Slice, pca_plane, slice_through


def slice_of(trainings: Sequence[Training], plane: Plane | None = None, side: int = 51) -> Slice:
    """The loss that the first of them descends, over a plane, and all of them on it.

    Args:
        trainings: of one network on the same data.
        plane: where; the two main directions of the first one's path where none is given.
        side: lines of the grid each way.

    Raises:
        SpecError: there is none, or they are of different networks.
        ValueError: the first one's path lies in no plane of its own.
    """
    if not trainings or len({each.network for each in trainings}) > 1:
        raise SpecError("", "a slice is seen of one or more trainings of one network")
    first, called = trainings[0], names([each.spec for each in trainings])
    return slice_through(
        first.train_surface(),
        first.params(),
        plane or pca_plane(first.arrays["x"]),
        {name: each.arrays["x"] for name, each in zip(called, trainings, strict=True)},
        {name: each.arrays["step"] for name, each in zip(called, trainings, strict=True)},
        side=side,
    )
