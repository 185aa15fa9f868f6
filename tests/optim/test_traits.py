"""Traits are claims about every surface, so they are tried on some; and what is not claimed must fail somewhere."""

import numpy as np
import pytest

from optim import OPTIMIZERS
from surfaces import SURFACES, Frame
from tests.optim.walk import walk
from tests.sampling import sampled, spread

#: As it lies, shifted, and turned about the window's centre.
FRAMES = [Frame(), Frame(dx=0.7, dy=-0.4), Frame(angle=50.0, dx=0.7, dy=-0.4)]
STEPS = 25
MONOTONE = [name for name, row in OPTIMIZERS.items() if "monotone" in row.traits]
#: A path may differ by what rounding grows to in so many steps.
ROUNDING = 1e-6


def deviations(name: str, surface: str) -> tuple[float, float]:
    """How far the shifted and the turned path lie from the plain one's image, in lengths of that path."""
    row = SURFACES[surface]
    starts = np.array([frame.place(row, row.start) for frame in FRAMES])
    points, _ = walk(name, surface, starts, STEPS, frames=FRAMES)
    extent = np.ptp(points[:, 0], axis=0).max()

    def apart(lane: int) -> float:
        image = np.array([FRAMES[lane].place(row, tuple(point)) for point in points[:, 0]])
        return float(np.abs(points[:, lane] - image).max() / extent)

    return apart(1), apart(2)


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, spread(OPTIMIZERS, 18)))
def test_equivariance_is_claimed_where_it_holds_and_only_there(name: str):
    traits = OPTIMIZERS[name].traits
    shifted, turned = deviations(name, "himmelblau")
    assert (shifted < ROUNDING) == ("translation_equivariant" in traits), shifted
    assert (turned < ROUNDING) == ({"rotation_equivariant", "translation_equivariant"} <= traits), turned
    assert "rotation_equivariant" not in traits or "translation_equivariant" in traits


@pytest.mark.parametrize("name", MONOTONE)
@pytest.mark.parametrize("seen", [0.0, 30.0])
def test_a_monotone_method_never_raises_the_loss(name: str, seen: float):
    starts = np.random.default_rng(0).uniform(-4, 4, (12, 2))
    _, losses = walk(name, "himmelblau", starts, 60, seen=seen)
    assert (np.diff(losses, axis=0) <= 0).all()
    assert (losses[-1] < 0.5 * losses[0]).mean() > 0.9


@pytest.mark.parametrize("name", MONOTONE)
@pytest.mark.parametrize("seen", [0.0, 30.0])
@pytest.mark.parametrize("surface", ["bukin_6", "eggholder", "cliff"])
@pytest.mark.full
def test_nor_where_there_are_kinks_waves_or_cliffs(name: str, surface: str, seen: float):
    low, high = np.array(SURFACES[surface].domain).T
    _, losses = walk(name, surface, np.random.default_rng(0).uniform(low, high, (12, 2)), 60, seen=seen)
    assert (np.diff(losses, axis=0) <= 0).all()
    assert (losses[-1] < losses[0]).any()


@pytest.mark.parametrize("name", ["momentum", "adam", "newton", "lbfgs"])
def test_some_that_do_not_claim_it_do_raise_the_loss(name: str):
    starts = np.random.default_rng(0).uniform(-4, 4, (12, 2))
    _, losses = walk(name, "himmelblau", starts, 60, seen=30.0)
    assert (np.diff(losses, axis=0) > 0).any()
    assert "monotone" not in OPTIMIZERS[name].traits
