"""One lane of a race in bytes: the arrays that a stage draws, and the facts that it writes beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np

from experiments.inputs import learning_rates
from experiments.trajectory import Trajectory
from experiments.verdicts import KINDS

Read = Callable[[Trajectory], np.ndarray | None]


def _off_the_plane(read: Read) -> Read:
    """What there is to be said of a run only where it may leave the plane that is drawn."""
    return lambda run: None if run.spec.surface_row.is_flat else read(run)


#: What can be asked for of each lane, and where it comes from.
FIELDS: Final[dict[str, Read]] = {
    "x": lambda run: run.shadow.place,
    "loss": lambda run: run.loss,
    "gap": lambda run: run.gap,
    "gradient": lambda run: run.shadow.slope,
    "rate": lambda run: run.shadow.rate,
    "learning_rate": lambda run: learning_rates(run.spec),
    "away": _off_the_plane(lambda run: run.shadow.away),
    "slice": _off_the_plane(lambda run: run.shadow.loss),
    "slope": _off_the_plane(lambda run: run.gradient_norm),
}


#: Stands among the fields for what is said about a lane in words, which takes longer than its numbers.
WORDS: Final = "words"


def arrays(lane: int, run: Trajectory, fields: Collection[str]) -> dict[str, np.ndarray]:
    """The named arrays of a lane, those that exist."""
    found = {f"{lane}.{name}": FIELDS[name](run) for name in fields if name in FIELDS}
    return {name: array for name, array in found.items() if array is not None}


def facts(run: Trajectory, fields: Collection[str]) -> dict[str, Any]:
    """What is said about a lane, in single numbers and, where asked for, in words."""
    return _numbers(run) | (_words(run) if WORDS in fields else {})


def _numbers(run: Trajectory) -> dict[str, Any]:
    spec = run.spec
    knobs = spec.optimizer_knobs()
    return {
        "hyperparameters": spec.hyperparameter_values(),
        "ranges": {knob.name: [knob.low, knob.high] for knob in knobs},
        "steps": spec.steps,
        "stopped_at": run.stopped_at,
        "final": _final(run),
        "evaluations": {"gradients": run.evaluations.gradients, "values": run.evaluations.values},
        "limit": run.limit,
    }


def _words(run: Trajectory) -> dict[str, Any]:
    verdict = run.verdict
    return {
        "verdict": {
            "kind": verdict.kind,
            "word": KINDS[verdict.kind],
            "step": verdict.step,
            "sentence": verdict.sentence,
            "numbers": verdict.numbers,
        },
        "events": [{"step": event.step, "sentence": event.sentence} for event in run.events],
    }


def _final(run: Trajectory) -> dict[str, Any]:
    return {
        "x": run.x[-1],
        "loss": run.loss[-1],
        "gap": None if run.gap is None else run.gap[-1],
        "best_loss": run.loss[run.best_step],
        "best_step": run.best_step,
    }
