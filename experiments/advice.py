"""What results along a number say, in sentences for the reader."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from experiments.response import Band, Response
from experiments.sharpness import RateLimit
from experiments.words import number

#: Two limits are told as one where they differ by no more than this share.
ALIKE = 0.01
_PLACES = {"start": "at the start", "minimum": "at the minimum"}


def advice(response: Response, limits: Sequence[RateLimit] = ()) -> str:
    """Where the best value lies, how wide the good band is, and from where on runs diverge, beside what theory says."""
    best = response.best_index
    if best is None:
        ends = f"{number(response.values[0])} to {number(response.values[-1])}"
        return f"Every value from {ends} diverges. {_theory(limits)}".rstrip()
    said = [f"Best at {number(response.values[best])}, {_result(response, best)}.", _width(response)]
    gone = [band for band in response.bands if band.kind == "diverged" and band.low > response.values[best]]
    if gone:
        begun = response.start[response.values.searchsorted(gone[0].low)]
        said.append(f"Diverges from {number(gone[0].low)} on: the loss ends above the {number(begun)} it began with.")
    return " ".join([*said, _theory(limits)]).rstrip()


def _result(response: Response, best: int) -> str:
    final = float((response.final - response.base)[best])
    if response.floor is None:
        return f"with a loss of {number(final, 2)}"
    return f"{number(max(final, 0.0), 2)} above the minimum"


def _width(response: Response) -> str:
    good = response.good
    if good is None or good.low == good.high:
        return "No other value does as well."
    span = f"Good from {number(good.low)} to {number(good.high)}"
    span += f", a factor of {number(good.high / good.low)}" if good.low > 0 else ""
    again = max((band for band in response.bands if band.kind == "good"), key=partial(_values, response))
    return f"{span}." if again == good else f"{span}; also from {number(again.low)} to {number(again.high)}."


def _values(response: Response, band: Band) -> int:
    """How many of the values are in a band."""
    return int(((response.values >= band.low) & (response.values <= band.high)).sum())


def _theory(limits: Sequence[RateLimit]) -> str:
    """The rates beyond which steps grow instead of shrinking."""
    finite = [each for each in limits if math.isfinite(each.rate)]
    if not finite:
        return ""
    first = finite[0]
    if all(math.isclose(each.rate, first.rate, rel_tol=ALIKE) for each in finite):
        return f"In theory a rate above {number(first.rate)} makes steps grow (sharpness {number(first.sharpness)})."
    told = [
        f"{number(each.rate)} {_PLACES[each.place]}, where the sharpness is {number(each.sharpness)}" for each in finite
    ]
    return f"In theory steps grow at rates above {', and above '.join(told)}."
