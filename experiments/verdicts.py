"""How a run ended: rules tried in order, each of which gives a kind and a sentence with the numbers, or passes on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.ending import Ending
from experiments.facts import outside, window
from experiments.stationary import MINIMUM, SADDLE, kinds
from experiments.thresholds import CLOSE, CLOSED, GONE, LEFT
from experiments.trajectory import Trajectory, Verdict
from experiments.words import number, place, steps

#: The kinds of verdict, each with the word that a legend shows.
KINDS = {
    "converged": "reached the minimum",
    "local_minimum": "in a local minimum",
    "saddle": "at a saddle",
    "flat": "on flat ground",
    "oscillating": "to and fro",
    "moving": "still moving",
    "held": "held at the edge",
    "left": "left the window",
    "diverged": "diverged",
    "stopped": "no next step",
}


def judge(run: Trajectory) -> Verdict:
    """The verdict on a run."""
    end = Ending.of(run)
    for rule in _RULES:
        if verdict := rule(end):
            return verdict
    raise AssertionError("the last rule always answers")


def _verdict(end: Ending, kind: str, sentence: str, **numbers: float) -> Verdict:
    shared = {"loss": end.loss, "gradient_norm": end.slope}
    if end.lowest is not None:
        shared["gap"] = end.loss - end.lowest
    return Verdict(kind, end.step, shared | numbers, sentence)


def _diverged(end: Ending) -> Verdict | None:
    if not end.is_gone and end.run.stopped_at is None:
        return None
    if not end.is_gone and end.loss <= end.run.loss[0] + GONE * end.drop:
        return _verdict(
            end,
            "stopped",
            f"Stopped after {steps(end.step)} at {place(end.x)}: the rule asks for a next step that is no finite "
            "number, because it would divide by zero or by something too small.",
        )
    step = _gone_at(end)
    return _verdict(
        end,
        "diverged",
        f"Diverged: {_how_it_went(end, step)} {_instability(end, 0)}".rstrip(),
        at=float(step),
        height=float(end.run.loss[step]),
        **_beyond_limit(end, 0),
    )


def _how_it_went(end: Ending, step: int) -> str:
    """Where a run went, and what the loss did."""
    before, after = (number(end.run.loss[k]) for k in (0, step))
    if not end.is_gone:
        return f"after {steps(step)} its loss, grown from {before} to {after}, went beyond all numbers."
    went, lost = f"after {steps(step)} it was more than {number(GONE)} windows away", end.run.stopped_at is not None
    when, how = f"after {steps(end.step)}", "its next step was no number any more"
    if end.run.loss[step] < end.run.loss[0]:
        fell = f"The loss fell from {before} to {after}: outside its window this surface has no floor."
        return f"{went}, and {when} {how}. {fell}" if lost else f"{went}. {fell}"
    grew = f"{went}, and its loss had grown from {before} to {after}"
    loss = number(end.loss)
    return f"{grew}; {when}, at a loss of {loss}, {how}." if lost else f"{grew}; in the end it is {loss}."


def _gone_at(end: Ending) -> int:
    """The first step at which a run was gone for good."""
    gone = outside(end.run.spec, end.run.x) > GONE
    return int(np.argmax(gone)) if gone.any() else end.step


def _beyond_limit(end: Ending, where: int) -> dict[str, float]:
    """The `limit` of stability and the `sharpness` at a place (0 start, 2 end), where that is known to be above it."""
    row, limit = end.run.spec.optimizer_row, end.run.limit
    hessian = end.run.places.hessians[where]
    if limit is None or row.preconditioned or not np.isfinite(hessian).all():
        return {}
    sharpness = float(np.linalg.eigvalsh(hessian)[-1])
    return {"sharpness": sharpness, "limit": limit} if sharpness > limit else {}


def _instability(end: Ending, where: int) -> str:
    """What the stability limit explains, in a sentence."""
    beyond = _beyond_limit(end, where)
    if not beyond:
        return ""
    rate = end.run.spec.hyperparameter_values()["learning_rate"]
    return (
        f"The surface's sharpness is {number(beyond['sharpness'])} {'at the start' if where == 0 else 'here'}, and "
        f"{end.run.spec.optimizer_row.title} with a learning rate of {number(rate)} is stable only up to "
        f"{number(beyond['limit'])}."
    )


def _at_minimum(end: Ending) -> Verdict | None:
    """Near a minimum that the surface declares."""
    if end.nearest is None or end.lowest is None or not end.settled:
        return None
    minimum, distance = end.nearest
    if distance > CLOSE * end.length:
        return None
    if minimum.value - end.lowest <= CLOSED * max(1.0, abs(end.lowest)):
        return _converged(end, minimum.x, distance)
    return _verdict(
        end,
        "local_minimum",
        f"Stuck in a local minimum: {_away(distance)} {place(minimum.x)}, where the loss is "
        f"{number(minimum.value)}; the global minimum is {number(minimum.value - end.lowest)} lower.",
        distance=distance,
    )


def _converged(end: Ending, x: tuple[float, ...], distance: float) -> Verdict:
    gap = max(end.loss - (end.lowest or 0.0), 0.0)
    return _verdict(
        end,
        "converged",
        f"Reached the global minimum: {_away(distance)} {place(x)}, with a loss {number(gap)} above the lowest.",
        distance=distance,
    )


def _away(distance: float) -> str:
    return f"{number(distance)} from" if distance > 0 else "exactly at"


def _held(end: Ending) -> Verdict | None:
    """Put back on the edge of the window at each step: only for runs that are boxed."""
    if not (end.run.spec.boxed and end.settled):
        return None
    low, high = (np.array(corner) for corner in window(end.run.spec.surface, end.run.spec.frame))
    slope = end.run.grad[end.step]
    if not np.any(((end.x <= low) & (slope > 0)) | ((end.x >= high) & (slope < 0))):
        return None
    return _verdict(
        end,
        "held",
        f"Held at the edge of the window at {place(end.x)}: every step leads outside and is put back{_above(end)}.",
    )


def _gap_closed(end: Ending) -> Verdict | None:
    """As low as the surface goes, wherever that is: some have a whole valley of minima."""
    if end.lowest is None or abs(end.loss - end.lowest) > CLOSED * end.drop or not end.settled:
        return None
    gap = max(end.loss - end.lowest, 0.0)
    return _verdict(
        end,
        "converged",
        f"Got down to {number(gap)} above the global minimum, at {place(end.x)}: less than a millionth of the way is "
        "left.",
        distance=0.0,
    )


def _stationary(end: Ending) -> Verdict | None:
    """Settled next to a place of zero gradient: the Hessian says which kind; where it cannot, the ring does."""
    if not end.settled or end.newton_distance > CLOSE * end.length or not np.isfinite(end.eigenvalues).all():
        return None
    low, high = float(end.eigenvalues[0]), float(end.eigenvalues[-1])
    kind = kinds(end.eigenvalues[None], lambda _: end.ring)[0]
    if kind != MINIMUM:
        return _saddle(end, low, high) if kind == SADDLE else None
    return _verdict(
        end,
        "local_minimum",
        f"Stuck in a local minimum near {place(end.x)}: the gradient is {number(end.slope)} and the surface curves "
        f"upwards all around{_above(end)}.",
        smallest_eigenvalue=low,
        largest_eigenvalue=high,
    )


def _above(end: Ending) -> str:
    """How far above the global minimum; nothing where that is unknown, or where outside the window it goes lower."""
    if end.lowest is None or end.loss < end.lowest:
        return ""
    return f", {number(end.loss - end.lowest)} above the global minimum"


def _saddle(end: Ending, low: float, high: float) -> Verdict:
    what = "on a hilltop" if high < 0 else "at a saddle"
    curves = (
        f"the surface curves up in one direction (eigenvalue {number(high)}) and down in another ({number(low)})"
        if high > 0 > low
        else "the surface falls in some directions and rises in others"
        if high >= 0
        else "the surface falls in every direction"
    )
    return _verdict(
        end,
        "saddle",
        f"Stuck {what} near {place(end.x)}: the gradient is {_only(end.slope)}, yet {curves}.",
        smallest_eigenvalue=low,
        largest_eigenvalue=high,
    )


def _only(slope: float) -> str:
    return f"only {number(slope)}" if slope > 0 else "zero"


def _flat(end: Ending) -> Verdict | None:
    if not (end.settled and end.is_flat):
        return None
    return _verdict(
        end,
        "flat",
        f"Stuck on flat ground at {place(end.x)}: the gradient is {_only(end.slope)}, so the steps are tiny"
        f"{_above(end)}.",
    )


def _left(end: Ending) -> Verdict | None:
    if end.outside <= LEFT:
        return None
    return _verdict(
        end,
        "left",
        f"Left the window: it is at {place(end.x)}, where this surface's known minima no longer apply. The loss is "
        f"{number(end.loss)}.",
        outside=end.outside,
    )


def _oscillating(end: Ending) -> Verdict | None:
    if not end.goes_to_and_fro:
        return None
    reason = _instability(end, 2)
    if end.run.spec.noise > 0:
        reason = "The noise in the gradient keeps it moving."
    return _verdict(
        end,
        "oscillating",
        f"Goes to and fro around {place(end.centre)} and is at {place(end.x)} now{_above(end)}. {reason}".rstrip(),
    )


def _moving(end: Ending) -> Verdict:
    return _verdict(
        end,
        "moving",
        f"Still moving after {steps(end.step)}: it is at {place(end.x)}, the loss is "
        f"{number(end.loss)}{_above(end) if end.lowest else ''} and the gradient {number(end.slope)}.",
    )


_RULES: tuple[Callable[[Ending], Verdict | None], ...] = (
    _diverged,
    _at_minimum,
    _left,
    _held,
    _gap_closed,
    _stationary,
    _flat,
    _oscillating,
    _moving,
)
