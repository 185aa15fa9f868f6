"""Pictures of many runs in levels, coarse first, and each level in bands of rows: what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from experiments.axes import levels, thinned
from experiments.boundary import dimension
from wire.encoding import frame, packed


@dataclass(frozen=True, eq=False)
class Level:
    """A picture of one fineness.

    Attributes:
        x, y: the values of its columns and rows.
        whole: whether none is finer.
        labels: what the cells of the bands so far belong to.
    """

    x: np.ndarray
    y: np.ndarray
    whole: bool
    labels: list[np.ndarray] = field(default_factory=list)

    def bands(self, cells: int) -> Iterator[tuple[int, int]]:
        """Rows from one to the next, so that a band has about so many cells."""
        height = max(1, cells // len(self.x))
        for first in range(0, len(self.y), height):
            yield first, min(first + height, len(self.y))

    def band(
        self,
        first: int,
        arrays: Mapping[str, np.ndarray],
        labels: np.ndarray,
        said: Callable[[np.ndarray], dict[str, Any]] = lambda _: {},
    ) -> bytes:
        """The next rows as a frame; with the last of them, what is said about the labels of the whole."""
        self.labels.append(labels)
        facts: dict[str, Any] = {"columns": len(self.x), "rows": len(self.y), "row": first, "finest": self.whole}
        if first + len(labels) == len(self.y):
            whole = np.concatenate(self.labels)
            facts |= {"complete": True, **said(whole)}
            if self.whole and (found := dimension(whole)):
                facts["dimension"] = asdict(found)
        own = {"x": self.x, "y": self.y} if first == 0 else {}
        return frame(packed({**arrays, **own}, facts))


def levels_of(x: np.ndarray, y: np.ndarray, coarsest: int) -> Iterator[Level]:
    """The levels of a picture, the first of about so many cells along its longer side."""
    for stride in levels(max(len(x), len(y)), coarsest):
        yield Level(thinned(x, stride), thinned(y, stride), whole=stride == 1)
