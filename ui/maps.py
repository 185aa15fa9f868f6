"""The maps page: pictures of many runs, and beside them the run that is chosen in one."""

from __future__ import annotations

import streamlit as st

import wire
from stage import field, stage
from ui import chart_link
from ui.chart_controls import controls
from ui.charting import charting
from ui.desk import Desk, adjusted
from ui.easel import Easel
from ui.headline import headline
from ui.staging import staging


def page() -> None:
    """Draws the page."""
    easel = the_easel()
    played = easel.chart.played()
    wire.begin(played)
    with st.sidebar:
        controls(easel)
    _headline(easel)
    with st.container(key="maps", horizontal=True, gap="medium"):
        with st.container(key="field-place"):
            field(charting(easel.chart, easel.acknowledged), key="field", on_edit=easel.accept, answer=wire.ask)
        with st.container(key="player", width=360):
            desk = Desk(played, view=easel.view, nonce=easel.nonce, acknowledged=easel.staged)
            data = staging(desk) | {"link": chart_link.encode(easel.chart), "compact": True}
            stage(data, key="player-stage", on_edit=easel.follow, on_select=lambda _: None, answer=wire.ask)


def the_easel() -> Easel:
    """The visitor's easel; at the first call of a session, with what the address says on it."""
    if "easel" not in st.session_state:
        query = st.query_params
        opened = chart_link.decode([(key, value) for key in query for value in query.get_all(key)])
        st.session_state["easel"] = Easel(opened.chart, opened.view, adjusted(opened.notes))
    return st.session_state["easel"]


_WATCH = {
    "map": "Each point is a run. Click one to play it; draw a rectangle to look closer.",
    "basins": "Each point is a start, its colour the minimum that it leads to.",
}


def _headline(easel: Easel) -> None:
    chart = easel.chart
    row = chart.race.first.surface_row
    titles = " and ".join(spec.optimizer_row.title for spec in chart.race.specs)
    headline(f"{titles} on {row.title}", _WATCH[chart.kind], easel.notice)
