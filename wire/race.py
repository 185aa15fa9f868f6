"""`api/race`: the runs of a race, as a stream of frames.

The first frame comes at once and holds every lane that needs no compiling. Lanes that need it follow, those of one
program together, as soon as it is compiled; when the client goes away, what has not begun is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from experiments import RunSpec, run
from experiments.programs import is_ready, pair_of, prepare
from experiments.race import Race
from wire.encoding import frame, tensors, text
from wire.endpoint import Answer
from wire.gate import ANSWERING, COMPILER, SEEING
from wire.landscape import landscape
from wire.lanes import arrays, facts
from wire.refusal import BusyError

_LOGGER = logging.getLogger(__name__)

#: Lanes that wait for the same program, by their place in the race.
Group = dict[int, RunSpec]
#: The arrays of some lanes by name, and their facts by lane.
Results = tuple[dict[str, Any], Mapping[int, Mapping[str, Any]]]


def race(race: Race, fields: Collection[str]) -> Answer:
    """The first frame, and the stream of those that wait for a program."""
    ready, groups = _parted(race)
    if groups and COMPILER.gate.full:
        raise BusyError
    first = _frame(_results(ready, fields), groups)
    return Answer(first, _later(groups, fields) if groups else None)


def begin(race: Race) -> None:
    """Starts to compile what a race needs that is about to be asked for."""
    for key, make in _missing(race).items():
        COMPILER.begin(key, make)


def expect(race: Race, surface: str) -> Answer:
    """Starts on what the race would need on another surface, and its terrain, as long as nobody waits for anything."""
    there = race.on_surface(surface)
    programs = _missing(there)
    begun = COMPILER.expect(programs)
    if begun and not SEEING.inside:
        SEEING.submit(partial(landscape, there.first, None, 2, 2))
    return Answer(text({"begun": len(programs) if begun else 0}).encode())


def _missing(race: Race) -> dict[Hashable, Callable[[], None]]:
    """What makes the programs that the race still needs, by program."""
    return {pair_of(spec): partial(prepare, spec) for spec in race.specs if not is_ready(spec)}


def prepare_all(race: Race, **_: Any) -> None:
    """Compiles what the race needs, so that its first frame is its last."""
    for spec in race.specs:
        prepare(spec)


def _parted(race: Race) -> tuple[Group, list[Group]]:
    """The lanes that need no compiling, and the others by program."""
    lanes = dict(enumerate(race.specs))
    there = {pair: is_ready(spec) for pair, spec in {pair_of(spec): spec for spec in race.specs}.items()}
    ready = {lane: spec for lane, spec in lanes.items() if there[pair_of(spec)]}
    return ready, _by_program({lane: spec for lane, spec in lanes.items() if lane not in ready})


def _by_program(lanes: Group) -> list[Group]:
    groups: dict[Any, Group] = {}
    for lane, spec in lanes.items():
        groups.setdefault(pair_of(spec), {})[lane] = spec
    return list(groups.values())


async def _later(groups: Sequence[Group], fields: Collection[str]) -> AsyncGenerator[bytes]:
    """A frame for each group, in the order in which their programs become ready."""
    coming = {asyncio.create_task(_compiled(group, fields)): group for group in groups}
    try:
        while coming:
            done, _ = await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del coming[task]
                yield await asyncio.to_thread(_frame, task.result(), list(coming.values()))
    finally:
        for task in coming:
            task.cancel()


async def _compiled(group: Group, fields: Collection[str]) -> Results:
    """The results of lanes of one program, once that is there; a failure is told lane by lane."""
    spec = next(iter(group.values()))
    try:
        await COMPILER.compile(pair_of(spec), partial(prepare, spec))
        return await ANSWERING.run(partial(_results, group, fields))
    except BusyError as busy:
        return {}, _failed(group, busy.sentence)
    except Exception:
        _LOGGER.exception("a run failed: %s", spec.to_json())
        return {}, _failed(group, "this run could not be computed")


def _failed(group: Group, sentence: str) -> dict[int, dict[str, str]]:
    return {lane: {"error": sentence} for lane in group}


def _results(lanes: Group, fields: Collection[str]) -> Results:
    runs = dict(zip(lanes, run(list(lanes.values())), strict=True))
    together = {name: array for lane, made in runs.items() for name, array in arrays(lane, made, fields).items()}
    return together, {lane: facts(made, fields) for lane, made in runs.items()}


def _frame(results: Results, groups: Iterable[Group]) -> bytes:
    """Results as one frame of the stream, with the lanes that are still to come."""
    named, lanes = results
    pending = [(lane, spec) for group in groups for lane, spec in group.items()]
    waiting = f"compiling {pending[0][1].optimizer_row.title} on {pending[0][1].surface_row.title}" if pending else ""
    said = {"lanes": lanes, "pending": sorted(lane for lane, _ in pending), "waiting": waiting}
    return frame(tensors(named, said))
