"""The README's picture of the running app is one that this app still gives."""

import numpy as np
import pytest
from PIL import Image

from docs.pictures import FOLDER, take

pytestmark = pytest.mark.browser
#: What other fonts and another way to draw in three dimensions may change on average, of 255.
APART = 6.0


def pixels(path) -> np.ndarray:
    """A picture at a quarter of its size, so that a line a pixel aside is still the same line."""
    image = Image.open(path).convert("RGB")
    return np.asarray(image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX), dtype=float)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.full)])
def test_the_picture_of_the_race_is_current(chromium, address, tmp_path, theme):
    taken, kept = pixels(take(chromium, address, "race", theme, tmp_path)), pixels(FOLDER / f"race-{theme}.png")
    assert taken.shape == kept.shape
    assert taken.std() > 10.0
    assert np.abs(taken - kept).mean() < APART
