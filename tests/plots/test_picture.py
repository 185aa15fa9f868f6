"""The picture shows the landscape the right way up, in the theme's colours, with its levels and with a run."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

from plots.palette import PALETTES, THEMES, lane
from plots.picture import picture
from plots.shade import Shade

X, Y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 31))


def drawn(z: np.ndarray, theme: str = "light", path: list[tuple[float, float]] | None = None) -> np.ndarray:
    """The pixels; of a path, the points as (column, row) of the pixels in whose middles they lie."""
    shares = None if path is None else (np.array(path) + 0.5) / (160, -120) + (0, 1)
    png = picture(z, Shade.of(z), theme, 160, 120, shares)
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


@pytest.mark.parametrize("theme", THEMES)
def test_a_run_leads_through_its_points_from_a_ring_to_a_disc(theme):
    pixels, color, halo = (
        drawn(X * Y, theme, [(20, 20), (100, 20), (100, 90), (140, 90)]),
        ImageColor.getrgb(lane(0).color(theme)),
        ImageColor.getrgb(PALETTES[theme].halo),
    )
    for column, row in [(100, 20), (100, 90), (140, 90), (60, 20), (100, 55), (120, 90)]:
        np.testing.assert_allclose(pixels[row, column], color, atol=8)
    np.testing.assert_allclose(pixels[20, 20], halo, atol=8)
    np.testing.assert_allclose(pixels[20, 23], color, atol=8)
    bare = drawn(X * Y, theme)
    np.testing.assert_allclose(pixels[100:], bare[100:], atol=6)
    np.testing.assert_allclose(pixels[30:80, :90], bare[30:80, :90], atol=6)


def test_a_run_that_leaves_goes_off_in_its_own_direction():
    for far in (300, 1e6, 1e300):
        pixels = drawn(X, path=[(10, 50), (10 + 2 * far, 50 + far), (60, 10)])
        for column in (30, 50, 90):
            np.testing.assert_allclose(pixels[40 + column // 2 + 5, column], ImageColor.getrgb(lane(0).light), atol=8)
