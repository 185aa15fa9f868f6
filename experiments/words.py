"""Numbers as a reader sees them in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable

#: Digits at most for a number that rounds to one and is less.
NEAR_ONE = 6
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3) -> str:
    r"""A number with a few significant digits, a real minus sign, and powers of ten where it is very large or small.

    >>> number(-0.01234), number(0.0), number(123456.0), number(3.2e-7)
    ('−0.0123', '0', '123,000', '3.2\xa0×\xa010⁻⁷')
    >>> number(0.99), number(0.9999), number(0.99999999)  # a share that is not 1 is not called so
    ('0.99', '0.9999', '1')
    """
    if not math.isfinite(value):
        return "beyond all numbers"
    if value == 0:
        return "0"
    while digits < NEAR_ONE and abs(value) < 1.0 == abs(float(f"{value:.{digits - 1}e}")):
        digits += 1
    scientific = f"{value:.{digits - 1}e}"
    mantissa, _, power = scientific.partition("e")
    exponent = int(power)
    if -4 <= exponent < 6:
        text = f"{float(scientific):,.{max(digits - 1 - exponent, 0)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{mantissa.rstrip('0').rstrip('.')}\u00a0×\u00a010{str(exponent).translate(_RAISED)}"
    return text.replace("-", "−")


#: So many numbers of a point can be read; of more the first few are said, and how many there are.
READABLE = 4


def place(x: Iterable[float], digits: int = 3) -> str:
    """A point, as in "(3, −2)".

    >>> place((3.0, -2.0)), place((1.0, 2.0, 3.0, 4.0, 5.0))
    ('(3, −2)', '(1, 2, 3, … 5 in all)')
    """
    parts = [number(value, digits) for value in x]
    if len(parts) > READABLE:
        parts = [*parts[: READABLE - 1], f"… {len(parts)} in all"]
    return f"({', '.join(parts)})"


def steps(count: int) -> str:
    """A number of steps, in words."""
    return "1 step" if count == 1 else f"{count:,} steps"
