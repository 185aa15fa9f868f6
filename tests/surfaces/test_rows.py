"""What every row has to show: a caption, a formula, a source, a start, and knobs that a visitor understands."""

import re

import numpy as np
import pytest

from surfaces import SURFACES

ROWS = list(SURFACES.values())
pytestmark = pytest.mark.parametrize("surface", ROWS, ids=lambda surface: surface.name)


def test_a_caption_is_one_sentence_that_no_other_row_has(surface):
    assert re.fullmatch(r"[A-Z].{30,118}\.", surface.caption)
    assert [row.name for row in ROWS if row.caption == surface.caption] == [surface.name]


def test_the_formula_is_an_equation_with_balanced_braces(surface):
    assert re.match(r"f\(\w+(, \w+)+\) = |f\(w_\d, w_\d\) = ", surface.formula)
    assert surface.formula.count("{") == surface.formula.count("}")
    assert surface.formula.count(r"\left") == surface.formula.count(r"\right")


def test_the_reference_has_a_year_and_a_lasting_address_or_none(surface):
    assert re.search(r"\b(19|20)\d\d\b", surface.reference.text)
    assert surface.reference.url == "" or surface.reference.url.startswith("https://")


def test_the_source_is_that_of_the_function_that_runs(surface):
    assert surface.source.startswith(f"def {surface.name}(x: jax.Array")
    assert surface.caption in surface.source


def test_every_knob_is_an_argument_and_is_explained(surface):
    arguments = surface.function.__code__.co_varnames[1 : surface.function.__code__.co_argcount]
    assert set(arguments) <= {knob.name for knob in surface.knobs}
    assert all(re.fullmatch(r"[A-Z].+\.", knob.help) for knob in surface.knobs)


def test_the_start_and_the_scales_fit_the_domain(surface):
    knobs = surface.values({})
    sides = [high - low for low, high in surface.domain]
    place = surface.plane.project(np.array(surface.start))
    assert all(low < at < high for at, (low, high) in zip(place, surface.domain, strict=True))
    assert 0.0 < surface.length(**knobs) <= max(sides)
    assert surface.curvature(**knobs) > 0.0
    assert surface.dimension == 2 if surface.is_flat else surface.dimension > 2
