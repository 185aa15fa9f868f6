"""The atlas page: every surface and every optimizer, with its formula, its facts and the code that runs."""

from __future__ import annotations

from difflib import get_close_matches
from html import escape
from typing import Literal

import streamlit as st

from experiments.portraits import STEPS
from experiments.race import MAX_LANES
from optim import OPTIMIZERS
from optim.core import Optimizer
from registry import Reference
from surfaces import SURFACES
from surfaces.core import Surface
from ui import fields, race
from ui.desk import sentence
from ui.dress import without_sidebar
from ui.facts import Facts, knob_facts, optimizer_facts, surface_facts
from ui.gallery import gallery
from ui.headline import status
from ui.query import shown
from ui.words import OPTIMIZER_CHOICES, SURFACE_CHOICES

Catalogue = Literal["surfaces", "optimizers"]
_CHOICES = {"surfaces": SURFACE_CHOICES, "optimizers": OPTIMIZER_CHOICES}
_TITLES = {"surfaces": "Surfaces", "optimizers": "Optimizers"}
#: What the address calls the row that is shown.
_SHOW = "show"


def page() -> None:
    """Draws the page."""
    without_sidebar()
    catalogue, name, notice = _shown()
    with st.container(key="atlas", horizontal=True, gap="large"):
        with st.container(key="card", width=420):
            if notice:
                st.html(f'<div class="headline">{status(notice)}</div>')
            _picker(catalogue, name)
            if catalogue == "surfaces":
                _surface(SURFACES[name])
            else:
                _optimizer(OPTIMIZERS[name])
        with st.container(key="cards"):
            gallery(catalogue, name, key=f"atlas.{catalogue}", label=_TITLES[catalogue], dialog=False, on_pick=_show)


def _shown() -> tuple[Catalogue, str, str]:
    """The catalogue and the row that the address names, or the nearest one and a line that says so."""
    asked = st.query_params.get(_SHOW, "")
    rows: dict[str, Surface | Optimizer] = {**SURFACES, **OPTIMIZERS}
    near = [asked] if asked in rows else get_close_matches(asked[:60].lower(), rows, n=1, cutoff=0.5)
    name = near[0] if near else next(iter(SURFACES))
    notice = ""
    if asked not in ("", name):
        why = "the nearest name" if near else "the first of them"
        notice = sentence(f"{shown(asked)} is no surface and no optimizer; shown is {rows[name].title}, {why}")
    return "surfaces" if name in SURFACES else "optimizers", name, notice


def _show(name: str | None) -> None:
    if name in SURFACES or name in OPTIMIZERS:
        st.query_params[_SHOW] = str(name)


def _picker(catalogue: Catalogue, name: str) -> None:
    def turned(to: str | None) -> None:
        _show(next(iter(_CHOICES["optimizers" if to == "optimizers" else "surfaces"])))

    fields.follow("catalogue", catalogue)
    st.segmented_control(
        "Catalogue",
        list(_TITLES),
        format_func=_TITLES.__getitem__,
        key="catalogue",
        label_visibility="collapsed",
        on_change=fields.put_from("catalogue", turned),
        width="stretch",
    )
    fields.choice(
        _TITLES[catalogue], _CHOICES[catalogue], name, _show, key=f"atlas.{catalogue}.name", help="Type to search."
    )


def _surface(row: Surface) -> None:
    _picture(row.name)
    _heading(row.title, row.caption)
    if st.button("Open in the race", key="open", type="primary", width="stretch"):
        race.the_desk().move(row.name)
        _to_the_race(row.name)
    st.latex(row.formula)
    _table(surface_facts(row))
    if row.knobs:
        _table(knob_facts(row.knobs))
    _reference(row.reference)
    _source(row.source)


def _optimizer(row: Optimizer) -> None:
    _picture(row.name)
    st.caption(f"Its first {STEPS} steps at its defaults, from the ring to the disc. The ravine is the same for all.")
    _heading(row.title, row.caption)
    if st.button("Add to the race", key="open", type="primary", width="stretch"):
        desk = race.the_desk()
        if len(desk.race.specs) < MAX_LANES:
            desk.add(row.name)
        else:
            desk.notice = f"The race is full: it has {MAX_LANES} lanes. Remove one to make room for {row.title}."
        _to_the_race(row.name)
    st.latex(row.formula)
    if row.note:
        st.markdown(row.note)
    _table(optimizer_facts(row))
    if row.knobs:
        _table(knob_facts(row.knobs))
    _reference(row.reference)
    if row.optax:
        st.code(row.optax, language="python", wrap_lines=True)
    _source(row.source)


def _to_the_race(shown: str) -> None:
    """Turns to the race page; the query stays until the stage writes its own, so that Back finds the row again."""
    st.switch_page(race.as_page(), query_params={_SHOW: shown})


def _picture(name: str) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(f'<img class="portrait" alt="" src="api/picture/{name}.png?theme={theme}&width=480&height=360">')


def _heading(title: str, caption: str) -> None:
    st.markdown(f"## {title}\n{caption}")


def _table(facts: Facts) -> None:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    st.html(f'<dl class="facts">{rows}</dl>')


def _reference(reference: Reference) -> None:
    st.markdown(f"[{reference.text}]({reference.url})" if reference.url else reference.text)


def _source(text: str) -> None:
    source = st.expander("The code that runs", key="source", on_change="rerun")
    if source.open:
        source.code(text, language="python", wrap_lines=True)
