"""The sidebar of the page of networks: data, network, its first weights, the runs and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from experiments.check import SEED
from experiments.spec import TREATMENT
from experiments.training.session import MOST
from experiments.training.spec import BATCH, DROPOUT, LAST_RATE, LAYERS, STEPS, WIDTH, TrainSpec
from optim import OPTIMIZERS, SCHEDULES
from registry import Knob
from surfaces.neural import ACTIVATIONS, DATASETS, INITIALIZATIONS, NORMALIZATIONS, SCALINGS
from surfaces.neural.initialization import BIAS
from surfaces.neural.splits import FLAWS, TEST_SHARE
from ui import fields
from ui.words import OPTIMIZER_CHOICES, capital
from ui.workbench import Bench, Workbench

_DEPTH = Knob("layers", 2, *LAYERS, "Hidden layers between inputs and outputs.", static=True)
_DATA_SEED = Knob("data_seed", 0, 0, SEED.high, "Which points are drawn.", static=True)


#: What is added first.
_USUAL = ("rmsprop", "nesterov", "adamw", "lion", "muon")


def controls(bench: Workbench) -> None:
    """Draws the sidebar."""
    for group in (data, network, beginning, _runs, course):
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
    spec = bench.study.first
    row = DATASETS[spec.data]

    def turned(knob: Knob, value: float | None) -> None:
        bench.change({"data_knobs": fields.replaced(bench.study.first.data_knobs, knob.name, value)})

    st.markdown("##### Data", help="What is learnt.")
    _named(bench, "Data", "data", _titles(DATASETS), row.caption, headed=True)
    fields.knobs(row.knobs, spec.data_values(), turned, key=f"net.{spec.data}", group="net.data")
    flaws = st.expander("Scaling and flaws", key="net.flaws", on_change="rerun")
    if flaws.open:
        with flaws:
            _named(bench, "Scaling", "scaling", _titles(SCALINGS), "What is done to the features before training.")
            draws = [_number(bench, knob) for knob in (TEST_SHARE, *FLAWS, _DATA_SEED)]
            fields.pairs(draws, key="net.flaws")


def network(bench: Bench) -> None:
    """Draws the network's structure."""
    spec = bench.study.first

    def deeper(layers: float | None) -> None:
        widths = bench.study.first.hidden
        count = int(layers or len(widths))
        bench.change({"hidden": [*widths, *[widths[-1]] * count][:count]})

    def wider(width: float | None) -> None:
        if width is not None:
            bench.change({"hidden": [int(width)] * len(bench.study.first.hidden)})

    even = len(set(spec.hidden)) == 1
    st.markdown("##### Network")
    fields.pairs(
        [
            partial(fields.number, _DEPTH, len(spec.hidden), deeper, key="net.layers", label="Hidden layers"),
            partial(
                fields.number,
                WIDTH,
                spec.hidden[0] if even else None,
                wider,
                key="net.width",
                empty="" if even else "Differs",
            ),
        ],
        key="net.shape",
    )
    _named(bench, "Activation", "activation", _titles(ACTIVATIONS), ACTIVATIONS[spec.activation].caption)
    words = {name: capital(name) for name in NORMALIZATIONS}
    _named(bench, "Normalization", "normalization", words, "What brings each layer's sums to one size, if anything.")
    fields.pairs([_number(bench, DROPOUT)], key="net.dropout")


def beginning(bench: Bench) -> None:
    """Draws the weights before the first step."""
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


def _runs(bench: Workbench) -> None:
    specs = bench.study.specs
    st.markdown("##### Runs", help="Each trains the same network from the same weights.")
    for lane, spec in enumerate(specs):
        with st.container(key=f"pairs.net.lane.{lane}"):
            _lane(bench, lane, spec)

    def added() -> None:
        there = {spec.optimizer for spec in bench.study.specs}
        fresh = next(name for name in (*_USUAL, *OPTIMIZERS) if name not in there)
        bench.put(bench.study.add_lane(fresh))

    def removed() -> None:
        bench.put(bench.study.remove_lane(len(bench.study.specs) - 1))

    with st.container(key="net.actions", horizontal=True, gap="small"):
        full, alone = len(specs) >= MOST, len(specs) == 1
        st.button("Add", key="net.add", on_click=added, disabled=full, help="One more run, with another optimizer.")
        st.button("Remove", key="net.remove", on_click=removed, disabled=alone, help="Takes the last run out.")


def _lane(bench: Workbench, lane: int, spec: TrainSpec) -> None:
    """One run: its optimizer and its learning rate."""

    def exchanged(name: str | None) -> None:
        if name in OPTIMIZERS and name != bench.study.specs[lane].optimizer:
            bench.change({"optimizer": name, "hyperparameters": {}}, lane)

    def rated(value: float | None) -> None:
        given = fields.replaced(bench.study.specs[lane].hyperparameters, "learning_rate", value)
        bench.change({"hyperparameters": given}, lane)

    fields.choice(
        f"Run {lane + 1}",
        OPTIMIZER_CHOICES,
        spec.optimizer,
        exchanged,
        key=f"net.optimizer.{lane}",
        help=spec.optimizer_row.caption,
    )
    rate = next((knob for knob in spec.optimizer_knobs() if knob.name == "learning_rate"), None)
    if rate:
        fields.number(rate, spec.hyperparameter_values()["learning_rate"], rated, key=f"net.rate.{lane}", label="Rate")


def course(bench: Bench) -> None:
    """Draws what happens at each step, and how many there are."""
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
