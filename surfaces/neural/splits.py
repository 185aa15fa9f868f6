"""Training and test parts of a table, and training parts that do not represent it.

What is unrepresentative is the training part alone; the test part is always a fair sample. Three things can be wrong
with it, each a number that changes no shape: labels that are wrong, a region of inputs that is hardly seen, inputs that
have all moved. Scaling is fitted to the training part as it then is, and the targets of a regression are brought to
mean 0 and deviation 1 by it, so that losses of all tables are of one size. A feature can be stretched in both parts: a
unit that has nothing to do with the others', which scaling undoes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from registry import Knob
from surfaces.neural.scaling import SCALINGS
from surfaces.neural.tables import Table

#: What may be wrong with a training part, and how it is cut off.
TEST_SHARE = Knob("test_share", 0.3, 0.1, 0.9, "The share of points kept for the test.")
STRETCH = Knob("stretch", 1.0, 1e-3, 1e3, "What the first feature is multiplied by, before any scaling.", scale="log")
FLAWS = (
    Knob("label_noise", 0.0, 0.0, 1.0, "The share of training labels that are wrong; in a regression, noise on them."),
    Knob("sample_bias", 0.0, 0.0, 1.0, "How much of one half of the inputs is missing from the training points."),
    Knob("shift", 0.0, -5.0, 5.0, "How far the training inputs have moved, in standard deviations."),
)


@dataclass(frozen=True, eq=False)
class Parts:
    """What a network learns from and what it is tested on, scaled; all float32.

    Attributes:
        table: the table they were cut from, unscaled.
        x, y: for training, (points, features) and (points,).
        test_x, test_y: for the test.
    """

    table: Table
    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


def held_out(points: int, test_share: float) -> int:
    """How many points are kept for the test: at least one, and at least one is left."""
    return min(max(round(points * test_share), 1), points - 1)


def prepare(
    table: Table,
    *,
    scaling: str = "z_score",
    test_share: float = TEST_SHARE.default,
    label_noise: float = 0.0,
    sample_bias: float = 0.0,
    shift: float = 0.0,
    stretch: float = STRETCH.default,
    seed: int = 0,
) -> Parts:
    """Cuts a table, spoils the training part as asked, and scales both.

    Args:
        table: the points.
        scaling: a row of `SCALINGS`.
        test_share: the share kept for the test.
        label_noise: the share of training labels replaced by another class at random; for a regression the standard
            deviation of what is added to them, in their own.
        sample_bias: the share of training points in the upper half of the first feature that are replaced by others of
            the lower half, some of which are then there more than once.
        shift: what is added to every training input, in standard deviations of its feature.
        stretch: what the first feature is multiplied by, in both parts.
        seed: what is drawn.
    """
    rng = np.random.default_rng(seed)
    order, kept = rng.permutation(len(table.y)), held_out(len(table.y), test_share)
    units = np.where(np.arange(table.x.shape[1]) == 0, np.float32(stretch), np.float32(1.0))
    stretched = replace(table, x=table.x * units)
    test, train = stretched.take(order[:kept]), stretched.take(order[kept:])
    train = _biased(train, sample_bias, rng)
    y = _mislabelled(train, label_noise, rng)
    x = train.x + np.float32(shift) * train.x.std(axis=0)
    scaled = SCALINGS[scaling].fitted(x)
    offset, unit = (0.0, 1.0) if table.classes else (float(y.mean()), float(y.std()) or 1.0)
    return Parts(
        table,
        scaled(x),
        ((y - offset) / unit).astype(np.float32),
        scaled(test.x),
        ((test.y - offset) / unit).astype(np.float32),
    )


def _biased(train: Table, bias: float, rng: np.random.Generator) -> Table:
    """Points of the upper half, each with a chance of `bias`, replaced by points of the lower half."""
    first, chance = train.x[:, 0], rng.random(len(train.y))
    lower = np.flatnonzero(first <= np.median(first))
    stand_in = rng.choice(lower, len(train.y))
    missing = (first > np.median(first)) & (chance < bias)
    return train.take(np.where(missing, stand_in, np.arange(len(train.y))))


def _mislabelled(train: Table, share: float, rng: np.random.Generator) -> np.ndarray:
    """Targets (points,), some of them wrong."""
    chance, jitter = rng.random(len(train.y)), rng.standard_normal(len(train.y))
    if not train.classes:
        return train.y + (share * train.y.std() * jitter).astype(np.float32)
    other = rng.integers(1, len(train.classes), len(train.y))
    return np.where(chance < share, (train.y + other) % len(train.classes), train.y).astype(np.float32)
