"""Facts: what can be said about a surface or an optimizer in a line each, for the atlas."""

from __future__ import annotations

import math

from experiments.words import READABLE, number, place
from optim import OPTIMIZERS
from optim.core import Optimizer
from registry import Knob
from surfaces.core import Minimum, Surface

#: So many places are named one by one; of more, only how many there are.
NAMED = 4
_TAGS = {
    "quadratic": "the same curvature everywhere",
    "separable": "a sum of terms in one variable each",
    "even": "the same at −x as at x",
    "swap": "the same with x and y exchanged",
    "radial": "the same all around its centre",
}
_TRAITS = {
    "rotation_equivariant": "a turned surface gives the turned path",
    "translation_equivariant": "a shifted surface gives the shifted path",
    "monotone": "no step leads to a higher loss",
    "stochastic": "draws random numbers of its own",
}

Facts = list[tuple[str, str]]


def surface_facts(row: Surface) -> Facts:
    """Where it is drawn, where it is low, and what shape it has, at its default knobs."""
    values = row.values({})
    lowest = row.lowest({})
    minima = row.minima(**values)
    best = [found for found in minima if lowest is not None and found.value - lowest <= 1e-9 * max(1.0, abs(lowest))]
    others = len(minima) - len(best)
    facts = [
        *([] if row.is_flat else [("Variables", f"{row.dimension}; the map is the slice {row.plane.equation}")]),
        ("Window", " × ".join(f"{number(low)} to {number(high)}" for low, high in row.domain)),
        ("Start", place(row.start)),
        ("Lowest", _minima(best) if best else "nowhere in the window, or not known"),
    ]
    if others:
        facts.append(("Local minima", f"{others:,} more"))
    if saddles := row.saddles(**values):
        facts.append(("Saddles", _places(list(saddles))))
    facts.append(("Convex", "yes" if row.convex(**values) else "no"))
    if row.tags:
        facts.append(("Form", "; ".join(_TAGS[tag] for tag in sorted(row.tags))))
    if row.kinks is not None:
        facts.append(("Smooth", "no, it has kinks"))
    return facts


def optimizer_facts(row: Optimizer) -> Facts:
    """What a step costs, how it behaves and how far it can be trusted."""
    facts = [("Cost of a step", _cost(row))]
    if row.traits:
        facts.append(("Behaviour", "; ".join(_TRAITS[trait] for trait in sorted(row.traits))))
    if limit := _limit(row):
        facts.append(("Stable up to", limit))
    facts.append(("On a bowl", f"the loss falls to {number(row.accuracy)} of the start's within {row.budget:,} steps"))
    if row.same_path_as:
        facts.append(("Same path as", ", ".join(OPTIMIZERS[name].title for name in sorted(row.same_path_as))))
    return facts


def knob_facts(knobs: tuple[Knob, ...]) -> Facts:
    """Each knob with its default, its range and what it does."""
    scales = {
        "length": " lengths",
        "1/curvature": " / curvature",
        "height": " curvature · length²",
        "minimum": "",
        "": "",
    }
    return [
        (knob.label, f"{_value(knob, knob.default)}{scales[knob.relative_to]}; {_range(knob)}. {knob.help}")
        for knob in knobs
    ]


def _value(knob: Knob, value: float) -> str:
    if knob.choices:
        return knob.choices[int(value - knob.low)]
    return number(value) + (knob.unit if knob.unit == "°" else f" {knob.unit}" if knob.unit else "")


def _range(knob: Knob) -> str:
    if knob.choices:
        return "one of " + ", ".join(knob.choices)
    if not math.isfinite(knob.high):
        return f"from {number(knob.low)}"
    return f"{number(knob.low)} to {number(knob.high)}"


def _minima(minima: list[Minimum]) -> str:
    kinds = {minimum.kind for minimum in minima} - {"interior"}
    kind = f" ({kinds.pop()})" if len(kinds) == 1 else ""
    return f"{number(minima[0].value)} at {_places([minimum.x for minimum in minima])}{kind}"


def _places(points: list[tuple[float, ...]]) -> str:
    if len(points[0]) > READABLE:
        return f"{len(points)} places on the slice" if len(points) > 1 else "one place on the slice"
    if len(points) > NAMED:
        return f"{len(points):,} places, {place(points[0])} among them"
    return ", ".join(place(point) for point in points)


def _cost(row: Optimizer) -> str:
    gradients = f"{row.gradients} gradient{'s' if row.gradients != 1 else ''}" if row.gradients else ""
    values = f"{row.values} value{'s' if row.values != 1 else ''} of the loss" if row.values else ""
    cost = " and ".join(part for part in (gradients, values) if part)
    return cost + (", and what its line search asks for" if row.extra_evaluations else "")


def _limit(row: Optimizer) -> str:
    """The stability limit times the learning rate, which does not depend on the rate for the rules that have one."""
    if row.stability_limit is None:
        return ""
    values = row.knob_numbers({})
    limit = row.stability_limit(**values)
    if limit is None:
        return ""
    what = "the curvature as the rule scales it" if row.preconditioned else "curvature"
    return f"{what} = {number(limit * values['learning_rate'])} / learning rate, at its other defaults"
