"""`api/depth` and `api/deep`: signals and gradients against depth, in the textbook's network and in real ones.

A stream of real networks brings one kind of first weights after the other, each in its turn, and what is to be said of
all of them at the end.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from functools import partial
from typing import Any

from experiments.depth import WIDTH, Deep, linear_depth, network_depth
from experiments.depth_words import deep_sentences, linear_sentences, word
from registry import Knob
from surfaces.neural import ACTIVATIONS, INITIALIZATIONS
from wire.encoding import frame, packed, tensors
from wire.endpoint import Answer
from wire.gate import FIELDS
from wire.limits import DEEP_WIDTHS
from wire.question import Part, choice, shown
from wire.refusal import BusyError, RefusedError


def depth(a: float, b: float, layers: int, clip_norm: float) -> Answer:
    """The textbook's network, in float64: a variance may be beyond float32."""
    made = linear_depth(a, b, layers, clip_norm)
    return Answer(packed(vars(made), {"says": linear_sentences(made, clip_norm)}))


def deep(activation: str, layers: int, width: int, scale: float, clip_norm: float, seed: int) -> Answer:
    """The names of all kinds of first weights, and the stream of what passes through each."""
    if FIELDS.full:
        raise BusyError
    make = partial(_made, activation, layers, width, scale, clip_norm, seed)
    head = {"initializations": list(INITIALIZATIONS), "layers": layers}
    return Answer(frame(packed({}, head)), _later(make, clip_norm))


def _made(
    activation: str, layers: int, width: int, scale: float, clip_norm: float, seed: int, initialization: str
) -> Deep:
    own = INITIALIZATIONS[initialization].scale.default
    return network_depth(initialization, activation, layers, width, scale * own, clip_norm, seed)


async def _later(make: partial[Deep], clip_norm: float) -> AsyncGenerator[bytes]:
    """A frame for each kind; the last one says what is seen."""
    found: dict[str, Deep] = {}
    try:
        for name in INITIALIZATIONS:
            made = found[name] = await FIELDS.run(partial(make, name))
            yield frame(tensors(vars(made), {"initialization": name, "word": word(made)}))
        yield frame(packed({}, {"says": deep_sentences(found, clip_norm)}))
    except RefusedError as refused:
        yield frame(packed({}, {"error": refused.sentence}))


def turned(knob: Knob) -> Part:
    """A number in a knob's range."""

    def read(given: Mapping[str, Any]) -> float:
        try:
            return knob.accept(given.get(knob.name, knob.default))
        except ValueError as error:
            raise RefusedError(400, str(error)) from None

    schema = {
        "type": "integer" if knob.static else "number",
        "minimum": knob.low,
        "maximum": knob.high,
        "default": knob.default,
        "description": knob.help,
    }
    return Part({knob.name: schema}, read)


def _units(given: Mapping[str, Any]) -> int:
    value = given.get(WIDTH.name, int(WIDTH.default))
    if isinstance(value, bool) or not isinstance(value, int) or value not in DEEP_WIDTHS:
        raise RefusedError(400, f"width must be one of {', '.join(map(str, DEEP_WIDTHS))}, not {shown(value)}")
    return value


UNITS = Part(
    {WIDTH.name: {"enum": list(DEEP_WIDTHS), "default": WIDTH.default, "description": WIDTH.help}},
    _units,
)
ACTIVATION = choice("activation", "tanh", tuple(ACTIVATIONS), "What every unit makes of its sum.")
