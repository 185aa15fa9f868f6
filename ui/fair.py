"""The page of fair races: every optimizer gets the same number of tries, and what is compared is their best."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from experiments import Protocol, Tuned
from experiments.race import Race
from experiments.writing import csv_text
from optim import OPTIMIZERS
from plots.palette import Theme
from ui import fair_link, race
from ui.contest import Contest
from ui.desk import Desk, adjusted
from ui.fair_controls import controls
from ui.headline import headline

_TEXT = (
    "Each optimizer is tuned with the same number of random settings, then all race with their best one from starts "
    "that none was tuned on."
)
#: Seconds between two looks at a race that is being run.
LOOK = 0.5
#: What the table's columns are called, and what they mean.
_COLUMNS = {
    "optimizer": ("Optimizer", "", None),
    "wins": ("Wins", "Runs of the race in which no other did better; ties count for each.", "%d"),
    "final": ("Median at the end", "The loss after the last step, as a gap where the minimum is known.", "%.3g"),
    "steps to tolerance": (
        "Median steps",
        "To the tolerance; never where fewer than half of the runs got there.",
        "%d",
    ),
    "arrived": ("Arrived", "The share of runs that came within the tolerance.", "percent"),
    "diverged": ("Diverged", "The share of runs that left the finite numbers, however early.", "percent"),
    "near best": (
        "Settings near the best",
        "The share of tried settings that do almost as well as its best.",
        "percent",
    ),
    "gradients": ("Gradients", "Evaluations of the gradient in one run, the median.", "%d"),
    "values": ("Values", "Evaluations of the loss in one run, the median.", "%d"),
    "setting": ("Raced with", "The best of the settings that were tried.", None),
}


def page() -> None:
    """Draws the page."""
    contest = the_contest()
    contest.settle()
    with st.sidebar:
        controls(contest)
    _address(contest.protocol)
    headline("Fair race", _TEXT, contest.notice)
    with st.container(key="fair"):
        if contest.errand:
            _under_way(contest)
        else:
            st.button("Run", key="fair.go", type="primary", on_click=contest.run, help="Tunes and races all of them.")
        if contest.tuned:
            _result(contest, contest.tuned)
        else:
            _card(contest.protocol)


def the_contest() -> Contest:
    """The visitor's contest; at first what the address says, else the optimizers and the surface of his race."""
    if "contest" not in st.session_state:
        query = {key: st.query_params[key] for key in st.query_params}
        if fair_link.MARK in query:
            protocol, notes = fair_link.decode(query)
        else:
            protocol, notes = _protocol_of(st.session_state.get("desk")), []
        st.session_state["contest"] = Contest(protocol, adjusted(notes))
    return st.session_state["contest"]


def _protocol_of(desk: Desk | None) -> Protocol:
    """What a visitor who comes from his race wants to compare."""
    if desk is None:
        return fair_link.decode({})[0]
    shared = {name: value for name, value in desk.race.first.to_dict().items() if name in desk.race.shared()}
    plain = {name: value for name, value in shared.items() if name != "start"}
    return Protocol.lenient(plain | {"optimizers": list(dict.fromkeys(each.optimizer for each in desk.race.specs))})[0]


def _address(protocol: Protocol) -> None:
    said = fair_link.encode(protocol)
    if st.query_params.to_dict() != said:
        st.query_params.from_dict(said)


@st.fragment(run_every=LOOK)
def _under_way(contest: Contest) -> None:
    """How far the race is; drawn anew by itself, and whoever draws it watches."""
    errand = contest.errand
    if errand is None or errand.over:
        st.rerun()
        return
    errand.watch()
    text = f"{errand.done:,} of {errand.whole:,} runs" if errand.whole else "Waiting for its turn"
    with st.container(key="fair.way", horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Stop", key="fair.stop", on_click=contest.stop, help="Gives the race up.", width=80)
        st.progress(errand.done / max(errand.whole, 1), text=text)


def _result(contest: Contest, tuned: Tuned) -> None:
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    if tuned.protocol != contest.protocol:
        st.html('<p class="aside" role="status">This is the last race that was run, and its card below is its own.</p>')
    st.plotly_chart(contest.figure(theme), theme=None, key="fair.figure", height=420, config=_PLAIN, alt=_ALT)
    st.caption(_ALT)
    _table(tuned)
    with st.container(key="fair.take", horizontal=True, gap="small"):
        if st.button("Open the winners in the race", key="fair.open", help="Each with its best setting, to watch."):
            _open(tuned.race())
        _download("Runs as CSV", tuned.columns(), tuned, "runs")
        _download("Curves as CSV", tuned.curves(), tuned, "curves")
    _card(tuned.protocol)


_PLAIN = {"displayModeBar": False, "scrollZoom": False}
_ALT = "Lines: the median of an optimizer's runs at each step. Bands: the middle half of them."


def _table(tuned: Tuned) -> None:
    table = {name: list(map(_cell, values)) for name, values in tuned.table().items()}
    ends = [math.inf if end is None else end for end in table["final"]]
    order = sorted(range(len(ends)), key=lambda line: (-table["wins"][line], ends[line]))
    frame = pd.DataFrame({_COLUMNS[name][0]: [values[line] for line in order] for name, values in table.items()})
    shown = {
        title: st.column_config.NumberColumn(title, help=says, format=how)
        if how
        else st.column_config.TextColumn(title, help=says or None)
        for title, says, how in _COLUMNS.values()
    }
    st.dataframe(frame, hide_index=True, column_config=shown, placeholder="never", key="fair.table", alt="The results")
    for name, sentence in tuned.lost.items():
        st.caption(f"{OPTIMIZERS[name].title} diverged in {sentence}")


def _cell(value: Any) -> Any:
    """A number as a table can sort it: none where it is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _download(label: str, columns: Mapping[str, Iterable[Any]], tuned: Tuned, kind: str) -> None:
    st.download_button(
        label,
        lambda: csv_text(columns, tuned.notes),
        f"fair-race-{tuned.protocol.shared.surface}-{kind}.csv",
        "text/csv",
        key=f"fair.{kind}",
        on_click="ignore",
        help="With the card in its first lines.",
    )


def _open(winners: Race) -> None:
    race.the_desk().open(winners)
    st.switch_page(race.as_page())


def _card(protocol: Protocol) -> None:
    """The protocol: how it was made, or will be."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in _facts(protocol) if text)
    st.html(f'<h2 class="cardhead">Protocol</h2><dl class="facts" data-testid="protocol">{rows}</dl>')


def _facts(protocol: Protocol) -> Iterable[tuple[str, str]]:
    titles = {OPTIMIZERS[name].title for name in protocol.optimizers}
    for name, text in protocol.facts.items():
        yield name, text if name in titles else text[:1].upper() + text[1:]
