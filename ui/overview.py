"""The overview: four optimizers on four surfaces, as small maps that play in step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

import wire
from experiments.check import STEPS
from experiments.protocol import line
from experiments.race import Race
from plots import theme
from stage import multiples
from ui import fields, link, race, survey
from ui.desk import adjusted
from ui.headline import headline
from ui.survey import Opened, Survey
from ui.words import OPTIMIZER_CHOICES, SURFACE_CHOICES
from version import VERSION

_TEXT = "Every run begins at its surface's own start, at its optimizer's default learning rate there; all play in step."
#: Where the visitor's survey and the map that was pressed are kept in the session.
_KEPT, _PRESSED = "survey", "survey.pressed"


def page() -> None:
    """Draws the page."""
    opened = _opened()
    _follow_press(opened.survey)
    races = opened.survey.races()
    for each in races:
        wire.begin(each)
    with st.sidebar:
        _pickers(opened.survey)
    headline("Overview", _TEXT, adjusted(opened.notes))
    multiples(_staging(opened, races), key="multiples", on_open=_pressed, answer=wire.ask)


def _opened() -> Opened:
    """The visitor's survey; at the first call of a session, what the address says."""
    if _KEPT not in st.session_state:
        query = st.query_params
        st.session_state[_KEPT] = survey.decode([(key, value) for key in query for value in query.get_all(key)])
    kept: Opened = st.session_state[_KEPT]
    return kept


def _show(to: Survey) -> None:
    """Shows the nearest survey that can be run."""
    nearest, notes = to.nearest()
    st.session_state[_KEPT] = Opened(nearest, {}, notes)


def _pressed(row: object, column: object) -> None:
    st.session_state[_PRESSED] = (row, column)


def _follow_press(shown: Survey) -> None:
    """Opens the race of the map that was pressed, and sets its lane apart there."""
    row, column = st.session_state.pop(_PRESSED, (None, None))
    if type(row) is not int or not 0 <= row < len(shown.surfaces):
        return
    desk = race.the_desk()
    desk.open(shown.races()[row])
    desk.select(column)
    st.switch_page(race.as_page())


def _pickers(shown: Survey) -> None:
    def counted(steps: float | None) -> None:
        _show(replace(shown, steps=int(steps or STEPS.default)))

    st.button(
        "Reset",
        key="survey.reset",
        on_click=partial(_show, survey.DEFAULT),
        help="Back to the surfaces and optimizers that the page begins with.",
    )
    _places("Surfaces", "Row", SURFACE_CHOICES, shown.surfaces, shown.with_surface)
    _places("Optimizers", "Column", OPTIMIZER_CHOICES, shown.optimizers, shown.with_optimizer)
    st.markdown("##### Run")
    fields.number(STEPS, shown.steps, counted, key="survey.steps")


def _places(
    heading: str, place: str, words: Mapping[str, str], names: Sequence[str], put: Callable[[int, str], Survey]
) -> None:
    """A choice for each row or each column."""

    def chosen(at: int, name: str) -> None:
        _show(put(at, name))

    st.markdown(f"##### {heading}")
    for at, name in enumerate(names):
        fields.choice(
            f"{place} {at + 1}",
            words,
            name,
            partial(chosen, at),
            key=f"survey.{place}.{at}",
            help=f"{heading[:-1]} of the maps in this {place.lower()}. Type to search.",
        )


def _staging(opened: Opened, races: tuple[Race, ...]) -> dict[str, Any]:
    """The overview's data, as docs/architecture.md describes it."""
    return {
        "rows": [
            {
                "title": each.first.surface_row.title,
                "race": each.to_dict(),
                "window": each.first.frame.window(each.first.surface_row),
                "link": link.encode(each),
            }
            for each in races
        ],
        "protocol": line([spec for each in races for spec in each.specs]),
        "columns": [{"title": spec.optimizer_row.title} for spec in races[0].specs],
        "link": survey.encode(opened.survey),
        "view": {"step": None, "speed": 1} | opened.view,
        "style": theme.style(),
        "version": VERSION,
    }
