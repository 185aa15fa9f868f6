"""The page of widths: networks of growing width from many random starts, and where they end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

import wire
from experiments.spec import SpecError
from experiments.training.restarts import COUNT, WIDTHS
from experiments.training.study import Study
from plots import theme
from stage import widths
from ui import addresses, fields, networks, widths_link
from ui.desk import adjusted
from ui.headline import headline
from ui.network_controls import beginning, course, flaws, layers, rows, units
from ui.network_link import nearest_plane
from ui.network_runs import by_optimizer
from ui.widths_link import Breadth
from ui.workbench import Workbench
from version import VERSION

_TEXT = (
    "Each point is one training from first weights of its own. The wider a network is, the lower its restarts tend to "
    "end, and the closer together."
)
#: Where the visitor's settings and the run that was pressed are kept in the session.
_KEPT, _PRESSED = "widths.kept", "widths.pressed"


@dataclass
class Settings:
    """What the page is drawn from.

    Attributes:
        bench: the study of one run that all restarts share; its width is idle.
        restarts: of each width.
        widest: the last width.
        part: whose loss is shown at first.
    """

    bench: Workbench
    restarts: int
    widest: int
    part: str

    @property
    def asked(self) -> Breadth:
        """The settings as a link has them."""
        return Breadth(self.bench.study, self.restarts, self.widest, self.part)


def page() -> None:
    """Draws the page."""
    settings = _the_settings()
    _follow_press()
    with st.sidebar:
        _controls(settings)
    headline("Widths", _TEXT, settings.bench.notice)
    widths(_staging(settings), key="widths", on_open=_pressed, answer=wire.ask)


def _the_settings() -> Settings:
    """The visitor's settings; at the first call of a session, what the address says."""
    if _KEPT not in st.session_state:
        query = st.query_params
        asked, notes = widths_link.decode([(key, value) for key in query for value in query.get_all(key)])
        bench = Workbench(asked.study, nearest_plane({}), notice=adjusted(notes))
        st.session_state[_KEPT] = Settings(bench, asked.restarts, asked.widest, asked.part)
    kept: Settings = st.session_state[_KEPT]
    return kept


def _pressed(run: object) -> None:
    st.session_state[_PRESSED] = run


def _follow_press() -> None:
    """Opens the run that was pressed on the page of networks; what is none is passed over."""
    if (run := st.session_state.pop(_PRESSED, None)) is None:
        return
    with suppress(SpecError):
        networks.show(Study.from_dict({"shared": run, "lanes": [{}]}))
        st.switch_page(networks.as_page())


def _controls(settings: Settings) -> None:
    bench = settings.bench

    def counted(count: float | None) -> None:
        settings.restarts = int(count or COUNT.default)

    def widened(width: int | None) -> None:
        settings.widest = width or WIDTHS[-1]

    st.markdown("##### Restarts", help="How many trainings there are.")
    restarts = partial(fields.number, COUNT, settings.restarts, counted, key="widths.restarts", label="Of each width")
    widest = partial(
        fields.choice,
        "Widths up to",
        {width: str(width) for width in WIDTHS},
        settings.widest,
        widened,
        key="widths.widest",
        help="The widths are 1, 2, 4 and so on: units of every hidden layer.",
    )
    fields.pairs([restarts, widest], key="widths.restarts")
    st.markdown("##### Data", help="What is learnt.")
    rows(bench)
    flaws(bench)
    st.markdown("##### Network")
    fields.pairs([layers(bench)], key="widths.shape")
    units(bench)
    beginning(bench)
    st.markdown("##### Optimizer", help="The same for all.")
    with st.container(key="pairs.widths.optimizer"):
        by_optimizer(bench, 0, "Optimizer")
    course(bench)


def _staging(settings: Settings) -> dict[str, Any]:
    """The component's data, as docs/architecture.md describes it."""
    asked = settings.asked
    return {
        "question": {
            "shared": asked.study.first.to_dict(),
            "widths": asked.widths,
            "restarts": settings.restarts,
        },
        "link": widths_link.encode(asked),
        "run": f"{addresses.NETWORKS}?{widths_link.encode_runs(asked)}",
        "part": settings.part,
        "style": theme.style(),
        "version": VERSION,
    }
