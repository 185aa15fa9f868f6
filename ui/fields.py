"""Fields: Streamlit widgets that show a value they do not own.

Each field is drawn from a value of the race and, when the visitor changes it, hands the new value to a function that
makes the next race. What it shows is set before it is drawn, and only where it differs, so that undo, links, presets
and the stage are followed at once and nothing is sent that the browser already shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from experiments.spec import RunSpec
from optim import SCHEDULES
from registry import Knob
from ui.words import capital

_MISSING = object()


def follow(key: str, value: Any) -> None:
    """Makes the widget with this key show the value."""
    if st.session_state.get(key, _MISSING) != value:
        st.session_state[key] = value


def put_from(key: str, put: Callable[[Any], None], among: Container[Any] | None = None) -> Callable[[], None]:
    """A callback that hands what the widget with this key now holds to `put`.

    Args:
        key: the widget's key.
        put: is given the value.
        among: the options of a choice. Streamlit gives the bare text of an option that it no longer knows; that, and
            whatever else is no option, is passed over, and the widget is drawn again with what is so.
    """

    def changed() -> None:
        value = st.session_state[key]
        if among is None or value in among:
            put(value)

    return changed


def number(
    knob: Knob, value: float | None, put: Callable[[float | None], None], *, key: str, label: str = "", empty: str = ""
) -> None:
    """A number with its exact value, in the knob's range; where the knob has words for its values, a choice of words.

    Args:
        knob: name, range and help.
        value: what is shown; None or an infinity shows an empty field.
        put: is given the new value, None where the field was emptied.
        key: the widget's key.
        label: instead of the knob's own.
        empty: what an empty field says; a field without it cannot be emptied for good.
    """
    label = label or _label(knob)
    if knob.choices:
        words = dict(enumerate(knob.choices, start=int(knob.low)))
        choice(label, words, None if value is None else int(value), put, key=key, help=knob.help, empty=empty)
        return
    kind: Callable[[float], float] = int if knob.static else float
    shown = None if value is None or math.isinf(value) else kind(value)
    low, high = (kind(limit) if math.isfinite(limit) else None for limit in knob.limits)
    how: dict[str, Any] = {"format": "%d", "step": 1} if knob.static else {"format": "%.6g", "step": _step(knob, shown)}
    follow(key, shown)
    st.number_input(
        label,
        low,
        high,
        None if empty else "min",
        key=key,
        help=_help(knob),
        placeholder=empty or None,
        on_change=put_from(key, put),
        **how,
    )


def off(knob: Knob) -> str:
    """What an empty field of this knob says: infinity means that the thing is not done; others cannot be empty."""
    return "Off" if math.isinf(knob.default) else ""


def choice(
    label: str,
    words: Mapping[Any, str],
    value: Any,
    put: Callable[[Any], None],
    *,
    key: str,
    help: str,
    empty: str = "",
    headed: bool = False,
) -> None:
    """A choice of one of several, shown by their words; None is shown as `empty`. Under a heading it needs no label.

    The browser sends the words back, not the options, so the words of an option may never change.
    """
    follow(key, value)
    st.selectbox(
        label,
        list(words),
        index=None if empty else 0,
        format_func=words.__getitem__,
        key=key,
        help=help,
        placeholder=empty or None,
        label_visibility="collapsed" if headed else "visible",
        on_change=put_from(key, put, {*words, None} if empty else words),
    )


def schedule(spec: RunSpec, put: Callable[[dict[str, float]], None], *, key: str) -> None:
    """The knobs of a run's schedule; `put` is given all that are set when one of them changes."""
    row, given = SCHEDULES[spec.schedule], spec.schedule_knobs
    values = {knob.name: given.get(knob.name, knob.default) for knob in row.knobs}
    knobs(
        row.knobs,
        values,
        lambda knob, value: put(replaced(given, knob.name, value)),
        key=f"{key}.{row.name}",
        group=key,
    )


def knobs(
    shown: Iterable[Knob],
    values: Mapping[str, float],
    put: Callable[[Knob, float | None], None],
    *,
    key: str,
    group: str,
) -> None:
    """A number for each knob, in two columns.

    Args:
        shown: the knobs.
        values: what they are, by name.
        put: is given a knob and its new value, None where the field was emptied.
        key: what the widgets' keys begin with.
        group: the group's own key.
    """
    pairs(
        [partial(number, knob, values[knob.name], partial(put, knob), key=f"{key}.{knob.name}") for knob in shown],
        key=group,
    )


def replaced(given: Mapping[str, float], name: str, value: float | None) -> dict[str, float]:
    """The given numbers with one of them changed, or left out where it is None."""
    rest = {other: old for other, old in given.items() if other != name}
    return rest if value is None else rest | {name: value}


def pairs(draws: Sequence[Callable[[], None]], *, key: str) -> None:
    """Draws fields in two columns, which is the style sheet's work; `key` is the group's own."""
    if draws:
        with st.container(key=f"pairs.{key}"):
            for draw in draws:
                draw()


def _label(knob: Knob) -> str:
    """The knob's name and unit."""
    return f"{capital(knob.label)} ({knob.unit})" if knob.unit else capital(knob.label)


def _help(knob: Knob) -> str:
    low, high = knob.low, knob.high
    span = f" Usual range: {low:g} to {high:g}." if math.isfinite(low) and math.isfinite(high) else ""
    return knob.help + span


def _step(knob: Knob, value: float | None) -> float:
    """What the small arrows add: a tenth of the value's own size, or a hundredth of a straight range."""
    if knob.scale == "linear" and math.isfinite(knob.high - knob.low):
        size = (knob.high - knob.low) / 100
    else:
        size = abs(value or knob.low or 1.0) / 10
    return float(f"{10.0 ** math.floor(math.log10(size)):.0e}") if 1e-12 < size < 1e6 else 1.0
