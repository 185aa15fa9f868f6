"""The colours are what they claim: even to the eye, legible, and apart for every kind of colour vision."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageColor

from plots.palette import LANES, PALETTES, RAMP, THEMES, lane, ramp

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
# Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision Deficiency:
# full protanopia, deuteranopia and tritanopia, on linear RGB.
VISIONS = np.array(
    [
        np.eye(3),
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ]
)
# Ottosson (2020), A perceptual color space for image processing (Oklab).
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color: str) -> np.ndarray:
    c = np.array(ImageColor.getrgb(color)) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    return np.cbrt(np.clip(rgb, 0, 1) @ TO_CONES.T) @ TO_LAB.T


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio."""
    low, high = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str) -> float:
    """The distance in Oklab to the eye that tells the two apart least."""
    a, b = (oklab(np.einsum("vij,j->vi", VISIONS, linear(color))) for color in (one, other))
    return float(np.linalg.norm(a - b, axis=1).min())


@pytest.mark.parametrize("theme", THEMES)
def test_terrain_steps_are_even_to_the_eye(theme):
    stops = np.array([oklab(linear(color)) for color in PALETTES[theme].terrain])
    steps = np.linalg.norm(np.diff(stops, axis=0), axis=1)
    assert steps.max() < 1.25 * steps.min()
    assert len(set(np.sign(np.diff(stops[:, 0])))) == 1


@pytest.mark.parametrize("theme", THEMES)
def test_runs_stand_out_on_page_and_terrain(theme):
    palette = PALETTES[theme]
    for run in LANES:
        assert contrast(run.color(theme), palette.background) > 3
        assert min(contrast(run.color(theme), ground) for ground in palette.terrain) > 1.7


@pytest.mark.parametrize("theme", THEMES)
def test_texts_are_legible(theme):
    palette = PALETTES[theme]
    for color in (palette.text, palette.muted, palette.accent, palette.alarm):
        assert contrast(color, palette.background) > 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_lanes_are_told_apart_by_every_eye(theme):
    colors = [run.color(theme) for run in LANES]
    assert min(distance(*pair) for pair in combinations(colors[:4], 2)) > 0.12
    assert min(distance(*pair) for pair in combinations(colors[:6], 2)) > 0.08
    assert min(distance(*pair) for pair in combinations(colors, 2)) > 0.06


@pytest.mark.parametrize("theme", THEMES)
def test_an_ordered_number_is_ordered_to_every_eye_and_apart_from_the_terrain(theme):
    colors = [ramp(theme, place) for place in np.linspace(0, 1, 33)]
    assert (colors[0], colors[-1]) == (RAMP[theme][0], RAMP[theme][-1])
    seen = np.array([oklab(np.einsum("vij,j->vi", VISIONS, linear(color))) for color in colors])
    rises = np.diff(seen[:, :, 0], axis=0) * {"light": -1, "dark": 1}[theme]
    assert rises.min() > 0.005
    assert min(distance(*pair) for pair in combinations(RAMP[theme], 2)) > 0.06
    assert min(distance(color, ground) for color in colors for ground in PALETTES[theme].terrain) > 0.07


def test_lanes_are_told_apart_without_colour():
    assert len({run.marker for run in LANES}) == len(LANES)
    assert len({run.dash for run in LANES[:6]}) == 6


@pytest.mark.parametrize("theme", THEMES)
def test_figures_and_pages_are_of_one_theme(theme):
    pages = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    own, palette = pages[theme], PALETTES[theme]
    of_pages = (own["backgroundColor"], own["textColor"], own["primaryColor"], own["borderColor"], pages["font"])
    assert of_pages == (palette.background, palette.text, palette.accent, palette.grid, palette.font)


def test_a_thirteenth_run_starts_again():
    assert lane(12) is LANES[0]
