"""Formulas become MathML in full, or say that they cannot."""

from collections import defaultdict
from xml.etree import ElementTree

import pytest

from optim import OPTIMIZERS, SCHEDULES
from plots.mathml import mathml, template
from surfaces import SURFACES

LINES = [line for row in OPTIMIZERS.values() for line in row.anatomy]
ROWS = (*SURFACES.values(), *OPTIMIZERS.values(), *SCHEDULES.values())
FORMULAS = [row.formula for row in ROWS] + [line.latex for line in LINES]


@pytest.mark.parametrize("latex", FORMULAS)
def test_every_formula_of_a_row_is_understood(latex):
    assert latex.isprintable()  # a backslash that was lost leaves a tab or a bell
    root = ElementTree.fromstring(mathml(latex))  # noqa: S314  (our own text)
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert root.get("display") == "block"


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.says)
def test_every_number_of_a_line_has_its_place(line):
    root = ElementTree.fromstring(template(line.numbers))  # noqa: S314
    places = [each for each in root.iter() if each.get("data-symbol")]
    names = defaultdict(str)
    line.numbers.format_map(names)
    assert {each.get("data-symbol") for each in places} == set(names)
    assert all(each.text == f"⟦{each.get('data-symbol')}⟧" for each in places)


def test_lines_of_a_formula_are_rows():
    made = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}")
    assert made.count("<mtr>") == 2
    assert 'style="text-align: right"' in made


@pytest.mark.parametrize("latex", [r"\frac{", r"\unheardof{x}", "a & b"])
def test_what_is_not_understood_is_an_error(latex):
    with pytest.raises(ValueError, match=r"formula|understood"):
        mathml(latex)


def test_a_comparison_is_no_markup():
    assert "<b" not in mathml("a <b")
