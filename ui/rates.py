"""The page of learning rates: one optimizer at many rates at once, and the result against the rate."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

import wire
from experiments.fans import FEWEST, MOST, Fan, numbers
from experiments.race import PICTURE, Race
from experiments.spec import FIELDS, RunSpec
from experiments.words import number
from plots.theme import fan_style
from registry import Knob
from stage import stage
from ui import fields, link
from ui.controls import course, ground, history, start
from ui.desk import Desk, adjusted
from ui.headline import headline
from ui.lanes import lanes
from ui.staging import staging
from ui.words import capital, counted
from wire.limits import COMPARED, LANE_STEPS

#: What the page begins with: methods whose good rates differ, on a surface where theory knows the largest.
FIRST = Race(tuple(RunSpec("ravine", name, steps=150) for name in ("sgd", "momentum", "adam")))
_TEXT = "One run at many rates: drag the start, the fan's ends, or the chosen rate on the curve."
#: What the address calls the fan (the number, its first and last value, how many) and the run that is fanned out.
_FAN, _CHOSEN = "fan", "chosen"
_WRITTEN = re.compile(r"([a-z0-9_.]{1,40}),([-+.e0-9]{1,24}),([-+.e0-9]{1,24}),(\d{1,3})", re.ASCII)
_COUNT = Knob("count", 16, FEWEST, MOST, "How many runs the fan has.", static=True)
#: What a hand on the stage changes of the chosen run alone, even where all runs have it alike.
_ALONE = {"changes", "schedule", "schedule_knobs"}
#: Values along which results are computed.
_VALUES = 256


@dataclass
class Rates:
    """One visitor's page: the compared runs on a desk, and beside them how the chosen one is fanned out."""

    desk: Desk

    @property
    def fan(self) -> Fan:
        """How it was asked to be fanned out."""
        return self.desk.beside

    def turn(self, fan: Fan) -> None:
        """Fans it out in another way."""
        self.desk.change(self.desk.race, beside=fan)

    @property
    def chosen(self) -> RunSpec:
        """The run that is fanned out."""
        return self.desk.race.specs[self.desk.selected]

    @property
    def fitting(self) -> Fan:
        """The fan as the chosen run can have it, with no more runs than one question may ask for."""
        fan = self.fan.within(self.chosen)
        return replace(fan, count=max(FEWEST, min(fan.count, LANE_STEPS // self.chosen.steps - 1)))

    def accept(self, edit: object) -> None:
        """Takes over an edit of the stage: the first lane is the chosen run, the others are the fan."""
        if not isinstance(edit, dict) or not isinstance(edit.get("id"), int):
            return
        race, notes = Race.lenient(edit.get("race"), most=MOST + 1)
        fan = Fan.of(race, self.fitting.name) if len(race.specs) > FEWEST else None
        first, desk = race.first, self.desk
        together = desk.race.shared().keys() - _ALONE
        shared = {name: getattr(first, name) for name in together}
        lane = {name: getattr(first, name) for name in FIELDS if name not in {"optimizer", *PICTURE, *together}}
        desk.change(desk.race.with_shared(**shared).with_lane(desk.selected, **lane), adjusted(notes), fan)
        desk.acknowledged = max(desk.acknowledged, edit["id"])


def page() -> None:
    """Draws the page."""
    rates = _the_rates()
    desk = rates.desk
    wire.begin(Race((rates.chosen,)))  # the whole fan runs with one program
    with st.sidebar:
        history(desk)
        ground(desk)
        start(desk)
        lanes(desk)
        _fan(rates)
        course(desk)
    headline("Learning rates", _TEXT, desk.notice)
    stage(_staging(rates), key="rates", on_edit=rates.accept, on_select=lambda _: None, answer=wire.ask)


def _the_rates() -> Rates:
    """The visitor's page; at the first call of a session, with what the address says."""
    if "rates.state" not in st.session_state:
        query = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
        written = [value for key, value in query if key == _FAN]
        chosen = [value for key, value in query if key == _CHOSEN]
        rest = [pair for pair in query if pair[0] not in (_FAN, _CHOSEN, "selected")]
        opened = link.decode(rest, FIRST)
        notes = list(opened.notes)
        if len(opened.race.specs) > COMPARED:
            notes.append(f"at most {COMPARED} runs are compared")
        race = Race(opened.race.specs[:COMPARED])
        known = {str(lane): lane for lane in range(len(race.specs))}
        if chosen and chosen[-1] not in known:
            notes.append("there is no such run to fan out; the first one is")
        lane = known.get(chosen[-1], 0) if chosen else 0
        own = race.specs[lane]
        fan = _read(written[-1]) if written else Fan.usual(own)
        fitting = (fan or Fan.usual(own)).within(own)
        if fan != fitting:
            notes.append("the fan cannot be what the address says; the nearest one is shown")
        desk = Desk(race, fitting, view={**opened.view, "selected": lane}, notice=adjusted(notes), most=COMPARED)
        st.session_state["rates.state"] = Rates(desk)
    return st.session_state["rates.state"]


def _read(text: str) -> Fan | None:
    """The fan that an address says, not yet fitted to a run."""
    found = _WRITTEN.fullmatch(text)
    try:
        return Fan(found[1], float(found[2]), float(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def _fan(rates: Rates) -> None:
    """The fan's controls."""
    known, fan = numbers(rates.chosen), rates.fitting
    own = known[fan.name]

    def turned(name: str | None) -> None:
        if name in known:
            rates.turn(Fan.usual(rates.chosen, str(name), fan.count))

    def put(**values: float | None) -> None:
        given = {name: value for name, value in values.items() if value is not None}
        rates.turn(replace(fan, **given).within(rates.chosen))  # type: ignore[arg-type]

    st.markdown("##### Fan", help="The chosen optimizer at many values of one number, from the same start.")
    fields.choice(
        "Fanned out",
        {name: capital(each.title) for name, each in known.items()},
        fan.name,
        turned,
        key="fan.name",
        help="The number that differs from run to run.",
        headed=True,
    )
    low = Knob("from", own.low, own.low, own.high, "The first value.", scale=own.scale)  # type: ignore[arg-type]
    high = Knob("to", own.high, own.low, own.high, "The last value.", scale=own.scale)  # type: ignore[arg-type]
    fields.pairs(
        [
            lambda: fields.number(low, fan.low, lambda value: put(low=value), key=f"fan.{fan.name}.low"),
            lambda: fields.number(
                high, fan.high, lambda value: put(high=value), key=f"fan.{fan.name}.high", label="To"
            ),
            lambda: fields.number(
                _COUNT,
                fan.count,
                lambda value: put(count=None if value is None else int(value)),
                key="fan.count",
                label="Runs",
            ),
        ],
        key="fan",
    )


def _staging(rates: Rates) -> dict[str, Any]:
    """The stage's data: the race of the fan, and what its instruments ask."""
    desk, chosen, fan = rates.desk, rates.chosen, rates.fitting
    own = numbers(chosen)[fan.name]
    data, race = staging(desk), fan.race(chosen)
    values = [number(value) for value in fan.values(chosen)]
    chosen_lane = f"&{_CHOSEN}={desk.selected}" if desk.selected else ""
    able = [lane for lane, spec in enumerate(desk.race.specs) if fan.name in numbers(spec)]
    return data | {
        "race": race.to_dict(),
        "labels": [f"{capital(own.title)} (chosen)", *counted(values)],
        "link": f"{data['link']}&{_FAN}={fan.name},{fan.low!r},{fan.high!r},{fan.count}" + chosen_lane,
        "view": data["view"] | {"selected": 0},
        "style": fan_style(desk.selected, fan.count),
        "curves": ["loss", "rate"],
        "instruments": ["response", "sharpness"],
        "fan": asdict(own),
        "response": {
            "race": Race(tuple(desk.race.specs[lane] for lane in able)).to_dict(),
            "lane": able.index(desk.selected),
            "lanes": able,
            "titles": [data["labels"][lane] for lane in able],
            "without": [[lane, label] for lane, label in enumerate(data["labels"]) if lane not in able],
            "title": own.title,
            "low": own.low,
            "high": own.high,
            "count": _VALUES,
        },
    }
