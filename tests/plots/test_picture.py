"""The picture shows the landscape: the right way up, in the theme's colours, with lines where the levels are."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

from plots.palette import PALETTES, THEMES
from plots.picture import picture
from plots.shade import Shade

X, Y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 31))


def drawn(z: np.ndarray, theme: str = "light") -> np.ndarray:
    png = picture(z, Shade.of(z), theme, 160, 120)
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (160, 120))
    return np.asarray(image.convert("RGB"), dtype=float)


@pytest.mark.parametrize("theme", THEMES)
def test_valleys_and_heights_have_the_ends_of_the_terrain(theme):
    pixels, terrain = drawn(Y, theme), PALETTES[theme].terrain
    np.testing.assert_allclose(pixels[-1, 80], ImageColor.getrgb(terrain[0]), atol=4)
    np.testing.assert_allclose(pixels[0, 80], ImageColor.getrgb(terrain[-1]), atol=4)


def test_lines_run_at_even_steps():
    row = drawn(X)[60].sum(axis=-1)
    darker = row < np.convolve(np.pad(row, 4, mode="edge"), np.ones(9) / 9, mode="valid") - 15
    starts = np.flatnonzero(np.diff(darker.astype(int)) == 1) + 1
    assert len(starts) == 15
    np.testing.assert_allclose(np.diff(starts), 10, atol=1)


def test_what_is_not_finite_is_drawn_as_the_top():
    z = X.copy()
    z[:, :5] = np.inf
    top = ImageColor.getrgb(PALETTES["light"].terrain[-1])
    np.testing.assert_allclose(drawn(z)[60, 2], top, atol=4)
