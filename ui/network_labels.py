"""What the runs of a study of networks are called."""

from __future__ import annotations

from experiments.training.spec import TrainSpec
from experiments.training.study import Study
from surfaces.neural import INITIALIZATIONS
from ui.words import counted


def labels(study: Study) -> list[str]:
    """Names, no two alike: optimizers, and what tells those of one apart; that alone where all have the same."""
    return list(counted([_label(spec, study) for spec in study.specs]))


def _label(spec: TrainSpec, study: Study) -> str:
    alike = [other for other in study.specs if other.optimizer == spec.optimizer]
    beginning = [other for other in alike if other.initialization == spec.initialization]
    own = [
        said(spec)
        for said, rivals in ((_first_weights, alike), (_scale, beginning), (_seed, alike))
        if len({said(other) for other in rivals}) > 1
    ]
    if len({_rate(other) for other in alike}) > 1:
        return " ".join([spec.optimizer_row.title, ", ".join([_rate(spec), *own])])
    if own and study.agrees("optimizer"):
        return ", ".join(own)
    return " ".join([spec.optimizer_row.title, ", ".join(own)]).strip()


def _rate(spec: TrainSpec) -> str:
    rate = spec.hyperparameter_values().get("learning_rate")
    return "" if rate is None else f"{rate:.3g}"


def _first_weights(spec: TrainSpec) -> str:
    return INITIALIZATIONS[spec.initialization].title


def _scale(spec: TrainSpec) -> str:
    return f"scale {spec.scale:.3g}"


def _seed(spec: TrainSpec) -> str:
    return f"seed {spec.seed}"
