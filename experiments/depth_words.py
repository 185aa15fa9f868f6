"""What is seen of signals and gradients against depth, said in sentences with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from experiments.depth import Deep, Linear
from experiments.words import number
from surfaces.neural import INITIALIZATIONS

Fate = Literal["keeps", "fades", "explodes", "nothing"]

#: Up to so large a factor, up or down, a size counts as kept.
KEPT = 10.0
#: Whole numbers below this are said in all their digits.
_WHOLE = 1e9
#: What is said of the kinds of first weights with one fate.
_FATES: Mapping[Fate, str] = {"fades": "Fading", "explodes": "Exploding", "nothing": "No signal at all"}


def linear_sentences(made: Linear, clip_norm: float) -> list[str]:
    """What became of the two parts, of their gradient, and, where one arrives, of clipping it.

    Args:
        made: the textbook's network.
        clip_norm: the longest gradient that was let through.
    """
    first, second = (_grown(part) for part in np.abs(made.signal[-1]))
    a, b = made.variance[-1]
    return [
        f"After {_layers(len(made.signal) - 1)} the first part of the signal {first}, and the second {second}. Their "
        f"variances are the squares, {_number(a)} and {_number(b)} times those of the inputs.",
        _way_back(np.abs(made.gradient[0])),
        *([_clipping(made, clip_norm)] if made.gradient[0].any() else []),
    ]


def _way_back(parts: np.ndarray) -> str:
    larger, smaller = parts.max(), parts.min()
    if larger == 0:
        return "No gradient comes back to layer 0: nothing there can learn."
    if larger == smaller:
        return f"The gradient makes the same way back: both its parts are {_number(larger)} at layer 0."
    named = "first" if parts[0] == larger else "second"
    less = f"{_number(larger / smaller)} times less" if smaller else "not at all"
    return (
        f"The gradient makes the same way back: at layer 0 its {named} part is {_number(larger)} and the other "
        f"{_number(smaller)}, so a step that suits the {named} moves the other {less}."
    )


def _clipping(made: Linear, clip_norm: float) -> str:
    free, clipped = made.gradient[0], np.abs(made.clipped[0])
    length = float(np.linalg.norm(free))
    if length > clip_norm:
        return (
            f"Clipped at {_number(clip_norm)}, the gradient arrives with that length instead of {_number(length)}. Its "
            f"direction stays, so the smaller part is now {_number(clipped.min())}."
        )
    return (
        f"The gradient is {_number(length)} long there, no longer than {_number(clip_norm)}: clipping leaves it as it "
        "is, and never makes a gradient longer."
    )


def fate(deep: Deep) -> Fate:
    """Whether signal and gradient keep their size through a real network, from its first layer to its last."""
    if not np.isfinite(deep.spread).all() or not np.isfinite(deep.gradient).all():
        return "explodes"
    if not deep.spread[0]:
        return "nothing"
    if not deep.spread[-1] or not deep.gradient.all():
        return "fades"
    signal, gradient = changes(deep)
    if max(signal, gradient) > KEPT:
        return "explodes"
    return "keeps" if min(signal, gradient) >= 1 / KEPT else "fades"


def changes(deep: Deep) -> tuple[float, float]:
    """By what the spread is multiplied from the first layer to the last, and the gradient from the last to the first.

    Both are for networks in which nothing is 0 or beyond float32.
    """
    return float(deep.spread[-1]) / float(deep.spread[0]), float(deep.gradient[0]) / float(deep.gradient[-1])


def word(deep: Deep) -> str:
    """One network's fate in a few words."""
    if not deep.spread[0]:
        return "no signal: all units say the same"
    if not np.isfinite(deep.spread).all():
        return f"beyond float32 from layer {1 + int(np.argmin(np.isfinite(deep.spread)))} on"
    if not deep.spread[-1]:
        return f"0 in float32 from layer {1 + int(np.argmin(deep.spread > 0))} on"
    signal = f"signal ×{number(float(deep.spread[-1]) / float(deep.spread[0]), 2)}"
    if not np.isfinite(deep.gradient).all():
        return f"{signal}, gradient beyond float32"
    if not deep.gradient.all():
        return f"{signal}, gradient 0 in float32"
    return f"{signal}, gradient ×{number(changes(deep)[1], 2)}"


def deep_sentences(deeps: Mapping[str, Deep], clip_norm: float) -> list[str]:
    """Which kinds of first weights let a signal through, and what clipping does to their gradients.

    Args:
        deeps: what passes through, by the names of `INITIALIZATIONS`.
        clip_norm: the longest gradient that was let through.
    """
    by_fate: dict[Fate, list[str]] = {}
    for name, deep in deeps.items():
        by_fate.setdefault(fate(deep), []).append(name)
    kept = by_fate.get("keeps", [])
    layers = _layers(len(next(iter(deeps.values())).spread))
    others = " ".join(f"{said}: {_listed(by_fate[each])}." for each, said in _FATES.items() if each in by_fate)
    return [
        f"Signal and gradient stay within a factor of {KEPT:g} through {layers} with {len(kept)} of {len(deeps)} kinds "
        f"of first weights{': ' if kept else ''}{_listed(kept)}.",
        *([others] if others else []),
        _clipped(deeps, clip_norm),
    ]


def _clipped(deeps: Mapping[str, Deep], clip_norm: float) -> str:
    lengths = {name: deep.length for name, deep in deeps.items()}
    long = [name for name, length in lengths.items() if clip_norm < length < np.inf]
    lost = [name for name, length in lengths.items() if not np.isfinite(length)]
    said = f"Clipping at {_number(clip_norm)} shortens the gradient of {_listed(long) if long else 'none of them'}."
    if lost:
        said += f" It cannot save {_listed(lost)}: beyond float32 no length can be measured."
    return said + " It makes no gradient longer, so what has vanished stays so."


def _grown(factor: float) -> str:
    if factor == 0:
        return "is gone"
    if factor == 1:
        return "is as large as it was"
    return f"has grown {_number(factor)}-fold" if factor > 1 else f"has shrunk to {_number(factor)} of itself"


def _layers(count: int) -> str:
    return f"{count} layer{'' if count == 1 else 's'}"


def _listed(names: list[str]) -> str:
    return ", ".join(INITIALIZATIONS[name].title for name in names)


def _number(value: float) -> str:
    """A number that is not negative: in all its digits where it is whole and has few, so that powers are seen."""
    return f"{int(value):,}" if value < _WHOLE and value == int(value) else number(value, 4)
