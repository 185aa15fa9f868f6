"""The sidebar of the page of networks: data, network, its first weights, the runs and what they have in common.

Its groups serve the page of widths, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from experiments.check import SEED
from experiments.spec import TREATMENT
from experiments.training.spec import BATCH, DROPOUT, LAST_RATE, LAYERS, STEPS, WIDTH
from optim import SCHEDULES
from registry import Knob
from surfaces.neural import ACTIVATIONS, DATASETS, INITIALIZATIONS, NORMALIZATIONS, SCALINGS
from surfaces.neural.initialization import BIAS
from surfaces.neural.splits import FLAWS, STRETCH, TEST_SHARE
from ui import fields
from ui.network_runs import carried, runs
from ui.own_table import own_table
from ui.twins import DISPUTED, TWINS
from ui.words import capital
from ui.workbench import Bench, Workbench

_DEPTH = Knob("layers", 2, *LAYERS, "Hidden layers between inputs and outputs.", static=True)
_DATA_SEED = Knob("data_seed", 0, 0, SEED.high, "Which points are drawn.", static=True)


def controls(bench: Workbench) -> None:
    """Draws the sidebar."""
    for group in (data, network, beginning, carried, runs, _twins, course):
        group(bench)


def _titles(rows: Mapping[str, Any]) -> dict[str, str]:
    return {row.name: row.title for row in rows.values()}


def _named(bench: Bench, label: str, field: str, words: Mapping[str, str], help: str, headed: bool = False) -> None:
    """A choice among rows by name."""

    def chosen(name: str | None) -> None:
        if name in words and name != getattr(bench.study.first, field):
            bench.change({field: name} | _LEFT.get(field, {}))

    value = getattr(bench.study.first, field) if bench.study.agrees(field) else None
    empty = "" if bench.study.agrees(field) else "Differs"
    fields.choice(label, words, value, chosen, key=f"net.{field}", help=help, headed=headed, empty=empty)


#: What goes when a row is exchanged: numbers that belong to the row.
_LEFT: dict[str, dict[str, Any]] = {
    "data": {"data_knobs": {}},
    "initialization": {"init_scale": None},
    "schedule": {"schedule_knobs": {}},
}


def _number(bench: Bench, knob: Knob, field: str = "", label: str = "") -> Callable[[], None]:
    """A number that all lanes share, to be drawn."""
    name = field or knob.name
    together = bench.study.agrees(name)

    def put(value: float | None) -> None:
        bench.change({name: knob.default if value is None else value})

    return partial(
        fields.number,
        knob,
        getattr(bench.study.first, name) if together else None,
        put,
        key=f"net.{name}",
        label=label,
        empty=fields.off(knob) if together else "Differs",
    )


def data(bench: Bench) -> None:
    """Draws what is learnt."""
    st.markdown("##### Data", help="What is learnt.")
    if bench.study.first.table:
        st.caption("Your own table is learnt; take it out below to go back.")
    else:
        rows(bench)
    own_table(bench)
    flaws(bench)


def rows(bench: Bench) -> None:
    """Draws the choice of a set of data, and its knobs."""
    spec = bench.study.first
    row = DATASETS[spec.data]

    def turned(knob: Knob, value: float | None) -> None:
        bench.change({"data_knobs": fields.replaced(bench.study.first.data_knobs, knob.name, value)})

    _named(bench, "Data", "data", _titles(DATASETS), row.caption, headed=True)
    fields.knobs(row.knobs, spec.data_values(), turned, key=f"net.{spec.data}", group="net.data")


def flaws(bench: Bench) -> None:
    """Draws how the data are scaled, and what is wrong with them."""
    folded = st.expander("Scaling and flaws", key="net.flaws", on_change="rerun")
    if folded.open:
        with folded:
            _named(bench, "Scaling", "scaling", _titles(SCALINGS), "What is done to the features before training.")
            draws = [_number(bench, knob) for knob in (TEST_SHARE, STRETCH, *FLAWS, _DATA_SEED)]
            fields.pairs(draws, key="net.flaws")


def network(bench: Bench) -> None:
    """Draws the network's structure."""
    widths = bench.study.first.hidden

    def wider(width: float | None) -> None:
        if width is not None:
            bench.change({"hidden": [int(width)] * len(bench.study.first.hidden)})

    even = len(set(widths)) == 1
    width = partial(
        fields.number, WIDTH, widths[0] if even else None, wider, key="net.width", empty="" if even else "Differs"
    )
    st.markdown("##### Network")
    fields.pairs([layers(bench), width], key="net.shape")
    units(bench)


def layers(bench: Bench) -> Callable[[], None]:
    """How many hidden layers there are, to be drawn."""

    def deeper(layers: float | None) -> None:
        widths = bench.study.first.hidden
        count = int(layers or len(widths))
        bench.change({"hidden": [*widths, *[widths[-1]] * count][:count]})

    depth = len(bench.study.first.hidden)
    return partial(fields.number, _DEPTH, depth, deeper, key="net.layers", label="Hidden layers")


def units(bench: Bench) -> None:
    """Draws what hidden units do."""
    _named(bench, "Activation", "activation", _titles(ACTIVATIONS), ACTIVATIONS[bench.study.first.activation].caption)
    words = {name: capital(name) for name in NORMALIZATIONS}
    _named(bench, "Normalization", "normalization", words, "What brings each layer's sums to one size, if anything.")
    if bench.study.first.normalization == "batch":
        st.caption(DISPUTED)
    fields.pairs([_number(bench, DROPOUT)], key="net.dropout")


def beginning(bench: Bench) -> None:
    """Draws the weights that are begun with."""
    row = INITIALIZATIONS[bench.study.first.initialization]
    together = bench.study.agrees("init_scale") and bench.study.agrees("initialization")

    def scaled(value: float | None) -> None:
        bench.change({"init_scale": value})

    st.markdown("##### First weights", help="The weights before the first step.")
    _named(bench, "Initialization", "initialization", _titles(INITIALIZATIONS), row.caption, headed=True)
    fields.pairs(
        [
            partial(
                fields.number,
                row.scale,
                bench.study.first.scale if together else None,
                scaled,
                key=f"net.scale.{row.name}",
                label="Scale",
                empty="" if together else "Differs",
            ),
            _number(bench, BIAS, label="Bias"),
        ],
        key="net.first",
    )


def _twins(bench: Workbench) -> None:
    def chosen(name: str | None) -> None:
        bench.twin = name if name in TWINS else ""

    fields.choice(
        "Twins",
        {name: twin.title for name, twin in TWINS.items()},
        bench.twin or None,
        chosen,
        key="net.twin",
        help="Trains everything twice, side by side, with one thing changed.",
        empty="None",
    )
    if bench.twin and TWINS[bench.twin].note:
        st.caption(TWINS[bench.twin].note)


def course(bench: Bench) -> None:
    """Draws how the training goes."""
    st.markdown("##### Training")
    numbers = [_number(bench, knob) for knob in (STEPS, BATCH, SEED, *TREATMENT)]
    fields.pairs([*numbers, _number(bench, LAST_RATE, label="Last layer ×")], key="net.run")
    _named(
        bench,
        "Schedule of the learning rate",
        "schedule",
        _titles(SCHEDULES),
        "What the learning rate is multiplied by, from step to step.",
    )
