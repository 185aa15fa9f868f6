"""Formulas as MathML, which browsers draw by themselves: rows are written in LaTeX, pages and the wire show this.

An equation with numbers in it is made once, with a place for each number; whoever shows a step fills the places. So a
run of 5,000 steps needs each of its equations once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter

from latex2mathml.converter import convert

_PLACE = re.compile(r"<mtext>⟦(\w+)⟧</mtext>")
#: What the converter did not understand shows as a bare ampersand or a backslash.
_LEFT_OVER = re.compile(r"&(?!#x[0-9A-F]+;)|\\")
#: A size before a delimiter that has a name, which the converter takes for the delimiter.
_SIZE = re.compile(r"\\[bB]igg?[lr]?(?=\\)")
_ALIGNMENT = re.compile(r' columnalign="(left|center|right)"')


@lru_cache(maxsize=2048)
def mathml(latex: str) -> str:
    """A formula as a `<math>` element in display style.

    Raises:
        ValueError: it is no formula, or says something that the converter does not know.
    """
    try:
        # The converter knows the environment of many lines only by its name outside of a formula.
        made = convert(_SIZE.sub("", latex.replace("{aligned}", "{align*}")), display="block")
    except Exception as error:  # a family of exceptions of its own, without a common base
        raise ValueError(f"no formula: {latex!r}: {error!r}") from error
    if _LEFT_OVER.search(made):
        raise ValueError(f"not understood in full: {latex!r}")
    return _ALIGNMENT.sub(r' style="text-align: \1"', made)  # browsers have given up the attribute


def template(numbers: str) -> str:
    """An equation with places for numbers, as a `<math>` element.

    Args:
        numbers: a `str.format` template of LaTeX, as in `optim.core.Line.numbers`.

    Returns:
        MathML in which the number of a symbol goes into `<mtext data-symbol="m_hat">⟦m_hat⟧</mtext>`.

    Raises:
        ValueError: as in `mathml`.
    """
    names = [name for _, name, _, _ in Formatter().parse(numbers) if name]
    latex = numbers.format_map({name: rf"\text{{⟦{name}⟧}}" for name in names})
    return _PLACE.sub(r'<mtext data-symbol="\1">⟦\1⟧</mtext>', mathml(latex))
