"""The race page: optimizers at work on one surface, side by side."""

from __future__ import annotations

import streamlit as st

import wire
from experiments.presets import PRESETS
from stage import stage
from ui import addresses, link
from ui.controls import controls, history
from ui.desk import Desk, adjusted
from ui.headline import headline
from ui.snippet import snippet
from ui.staging import staging


def page() -> None:
    """Draws the page."""
    desk = the_desk()
    wire.begin(desk.race)  # drawing the page takes as long as some compiles; the stage's question finds them begun
    with st.sidebar:
        history(desk)
        controls(desk)
        _python(desk)
    _headline(desk)
    stage(staging(desk), key="stage", on_edit=desk.accept, on_select=desk.select, answer=wire.ask)


def as_page() -> st.Page:
    """The page as Streamlit's navigation has it."""
    return st.Page(page, title="Race", url_path=addresses.RACE, default=True)


def the_desk() -> Desk:
    """The visitor's desk; at the first call of a session, with what the address says on it."""
    if "desk" not in st.session_state:
        query = st.query_params
        opened = link.decode([(key, value) for key in query for value in query.get_all(key)])
        st.session_state["desk"] = Desk(opened.race, view=opened.view, notice=adjusted(opened.notes))
    return st.session_state["desk"]


def _headline(desk: Desk) -> None:
    """What a preset says of its race, and what its surface says of any other."""
    preset = next((preset for preset in PRESETS.values() if preset.race == desk.race), None)
    row = desk.race.first.surface_row
    title, text = (preset.title, preset.watch) if preset else (row.title, row.caption)
    headline(title, text, desk.notice, changing=True)


def _python(desk: Desk) -> None:
    script = st.popover("Python", key="python", on_change="rerun", help="The same race as a script.")
    if script.open:
        script.code(snippet(desk.race), language="python")
