"""Fair races for visitors: within limits, one at a time, each computed once."""

from __future__ import annotations

from collections import OrderedDict

from experiments import Protocol, Tuned, tune
from experiments.many import Progress
from wire.errands import Errand
from wire.limits import RACED_STEPS, TUNED_KEPT, TUNED_STEPS
from wire.refusal import RefusedError

_KEPT: OrderedDict[Protocol, Tuned] = OrderedDict()


def tuning(protocol: Protocol) -> Errand[Tuned]:
    """Begins a fair race, or finds the one that was run before.

    Raises:
        RefusedError: it would be too large, or too much waits already; with a sentence.
    """
    check(protocol)
    return Errand(lambda progress: _tuned(protocol, progress))


def check(protocol: Protocol) -> None:
    """Passes a fair race that is not too large.

    Raises:
        RefusedError: with the limit in a sentence.
    """
    raced = len(protocol.optimizers) * protocol.starts * protocol.seeds * protocol.shared.steps
    tried = raced * (protocol.budget + 1)
    if raced > RACED_STEPS:
        raise RefusedError(
            400,
            f"optimizers × starts × seeds × steps are {raced:,}, and at most {RACED_STEPS:,} can be raced here; "
            "take fewer of one of them",
        )
    if tried > TUNED_STEPS:
        raise RefusedError(
            400,
            f"with {protocol.budget} settings of each this makes {tried:,} steps, and at most {TUNED_STEPS:,} can be "
            "made here; take fewer settings, starts, seeds or steps",
        )


def _tuned(protocol: Protocol, progress: Progress) -> Tuned:
    made = _KEPT.pop(protocol, None) or tune(protocol, progress)
    _KEPT[protocol] = made
    while len(_KEPT) > TUNED_KEPT:
        _KEPT.popitem(last=False)
    return made
