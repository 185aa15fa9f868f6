"""The path of weights through a training, with a bound on what it holds: thinned ever more the longer it gets."""

from __future__ import annotations

import numpy as np

#: Snapshots of one run at most, and weights of all its snapshots together (16 MB).
MOST, WEIGHTS = 257, 1 << 22


def most(size: int) -> int:
    """Snapshots of a network of so many weights at most: large ones have fewer, but never fewer than nine."""
    return max(9, min(MOST, WEIGHTS // size))


class Path:
    """Arrays by name at steps 0, s, 2s, ...: whenever they are too many, s is doubled and every second one dropped.

    Args:
        size: weights of the network; see `most`.
    """

    def __init__(self, size: int) -> None:
        self.most = most(size)
        self.stride = 1
        self.steps: list[int] = []
        self._kept: list[dict[str, np.ndarray]] = []
        self._last: tuple[int, dict[str, np.ndarray]] | None = None

    def add(self, first: int, arrays: dict[str, np.ndarray]) -> None:
        """Adds what was after steps `first`, `first` + 1, ...: arrays (steps, ...), of which copies are kept."""
        count = len(next(iter(arrays.values())))
        for i in range(-first % self.stride, count, self.stride):
            if (first + i) % self.stride:
                continue  # the stride has been doubled on the way
            self.steps.append(first + i)
            self._kept.append({name: array[i].copy() for name, array in arrays.items()})
            if len(self.steps) > self.most:
                self.stride *= 2
                self.steps, self._kept = self.steps[::2], self._kept[::2]
        self._last = first + count - 1, {name: array[-1].copy() for name, array in arrays.items()}

    def taken(self) -> dict[str, np.ndarray]:
        """All snapshots, the newest among them whatever the stride; arrays (snapshots, ...) and `step` (snapshots,)."""
        steps, kept = list(self.steps), list(self._kept)
        if self._last and self._last[0] != steps[-1]:
            steps, kept = [*steps, self._last[0]], [*kept, self._last[1]]
        return {"step": np.array(steps)} | {name: np.stack([each[name] for each in kept]) for name in kept[0]}
