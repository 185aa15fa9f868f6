"""The numbers in which trainings can differ with nothing compiled, and a training with one of them changed."""

from __future__ import annotations

from experiments.spec import TREATMENT
from experiments.training.spec import DROPOUT, FIELDS, LAST_RATE, TrainSpec, has_layer_rates
from registry import Knob
from surfaces.neural import INITIALIZATIONS
from surfaces.neural.initialization import BIAS

#: Before a hyper-parameter that has the name of a field.
PREFIX = "optimizer."


def numbers(spec: TrainSpec) -> dict[str, Knob]:
    """The knob behind each such number of a training, by its name.

    A field of `TrainSpec` has its own name, and so has a hyper-parameter; where there is a field of that name too it is
    `optimizer.` and the name, as in a link.
    """
    hyper = {knob.name: knob for knob in spec.optimizer_knobs() if not knob.static and knob.low < knob.high}
    named = {hyper_name(name): knob for name, knob in hyper.items()}
    own = [INITIALIZATIONS[spec.initialization].scale, BIAS, *TREATMENT, DROPOUT]
    own += [LAST_RATE] if has_layer_rates(spec.optimizer_row) else []
    return named | {knob.name: knob for knob in own}


def hyper_name(name: str) -> str:
    """What a hyper-parameter is called among the numbers of a training."""
    return PREFIX + name if name in FIELDS else name


def value_of(spec: TrainSpec, name: str) -> float:
    """What a number is in a training."""
    if name == "init_scale":
        return spec.scale
    if name in FIELDS:
        return float(getattr(spec, name))
    return spec.hyperparameter_values()[name.removeprefix(PREFIX)]


def varied(spec: TrainSpec, name: str, value: float) -> TrainSpec:
    """The training with one number changed; names and ranges are looked at by `TrainSpec.check`."""
    if name in FIELDS:
        return spec.with_(**{name: value})
    return spec.with_(hyperparameters={**spec.hyperparameters, name.removeprefix(PREFIX): value})
