"""A class of thirty at once, one of them always on surfaces that were never compiled: `python -m bench.load`.

One server, started as anybody would start it, with an empty cache; the load comes from this process beside it. Each
visitor has a page open and changes something every two seconds: half of the time a number on the page, which is then
run anew, otherwise the wire is asked, by a single change or by a drag of many moves. Stops by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.browsing import Line, Page
from bench.report import machine, write
from bench.serving import served
from docs.sections import table
from experiments.presets import DEFAULT
from surfaces import SURFACES
from ui.words import SURFACE_CHOICES

#: Seconds between two changes of one visitor, on average.
PAUSE = 2.0
#: Moves of a drag, and seconds between them at the least.
MOVES, MOVE = 12, 1 / 30
#: What must hold, in milliseconds at the 95th percentile.
TARGETS = {"wire": 150.0, "page": 300.0}


@dataclass
class Measured:
    """Seconds of every kind of question, and what went wrong."""

    wire: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    new_first: list[float] = field(default_factory=list)
    new_whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@asynccontextmanager
async def visit(port: int) -> AsyncIterator[tuple[Page, Line]]:
    """An open page and a line to the wire."""
    page, line = await Page.opened(port), Line(port)
    try:
        yield page, line
    finally:
        line.close()
        await page.close()


async def visitor(port: int, number: int, measured: Measured, everybody: asyncio.Barrier, seconds: float) -> None:
    """Changes something now and then, from when everybody is there."""
    chance = random.Random(number)  # noqa: S311  (a load, not a secret)
    try:
        async with visit(port) as (page, line):
            await everybody.wait()
            await asyncio.sleep(chance.uniform(0, PAUSE))
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                began = time.monotonic()
                if chance.random() < 0.5:
                    measured.page.append(await page.change("start.0", chance.uniform(-4, 4)))
                else:
                    await _change(line, chance, measured)
                await asyncio.sleep(max(0.0, chance.uniform(0.5, 1.5) * PAUSE - (time.monotonic() - began)))
    except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
        measured.errors.append(repr(error))


async def _change(line: Line, chance: random.Random, measured: Measured) -> None:
    """One change of a knob, with its terrain; or a drag of the start."""
    race = DEFAULT.to_dict()
    race["shared"]["start"] = [chance.uniform(-4, 4), chance.uniform(-4, 4)]
    if chance.random() < 0.5:
        measured.wire.append((await line.ask("race", race))[1])
        window = [[-5.0, 5.0 + chance.random()], [-5.0, 5.0]]
        measured.wire.append((await line.ask("terrain", {"surface": DEFAULT.first.surface, "window": window}))[1])
        return
    for _ in range(MOVES):
        began = time.monotonic()
        race["shared"]["start"][0] += 0.02
        measured.wire.append((await line.ask("race", race))[1])
        await asyncio.sleep(max(0.0, MOVE - (time.monotonic() - began)))


async def explorer(port: int, measured: Measured, everybody: asyncio.Barrier, seconds: float) -> None:
    """Chooses one surface after the other that nobody has chosen before: on the page, and then at the wire."""
    try:
        async with visit(port) as (page, line):
            await everybody.wait()
            until = time.monotonic() + seconds
            for name in (name for name in SURFACES if name != DEFAULT.first.surface):
                if time.monotonic() > until:
                    return
                shown = await page.change("surface", SURFACE_CHOICES[name])
                first, whole = await line.ask("race", DEFAULT.on_surface(name).to_dict())
                measured.page.append(shown)
                measured.new_first.append(shown + first)
                measured.new_whole.append(shown + whole)
                await line.ask("terrain", {"surface": name})
                await asyncio.sleep(PAUSE / 2)
    except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
        measured.errors.append(repr(error))


async def crowd(port: int, visitors: int, seconds: float) -> Measured:
    """Everybody at once, for a while; one of them is the explorer."""
    measured, everybody = Measured(), asyncio.Barrier(visitors)
    tasks = [visitor(port, number, measured, everybody, seconds) for number in range(visitors - 1)]
    async with asyncio.timeout(seconds + 60):
        await asyncio.gather(explorer(port, measured, everybody, seconds), *tasks)
    return measured


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds; not a number where nothing was measured."""
    ordered = sorted(seconds)
    return 1e3 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def report(measured: Measured, visitors: int, seconds: float) -> str:
    """What was measured, as a table."""
    kinds: dict[str, Any] = {
        "wire": measured.wire,
        "page": measured.page,
        "new surface chosen to first frame": measured.new_first,
        "new surface chosen to all lanes": measured.new_whole,
    }
    rows = [
        [name, str(len(times)), *(f"{percentile(times, share):.0f}" for share in (0.5, 0.95))]
        for name, times in kinds.items()
    ]
    errors = f"{len(measured.errors)} errors" + (f", the first: {measured.errors[0]}" if measured.errors else "")
    says = f"{visitors} visitors for {seconds:g} s, the load beside the server, one of them always on new surfaces"
    return f"{says}: {errors}. {machine()}\n\n{table(['what', 'how often', 'median, ms', '95th percentile, ms'], rows)}"


def missed(measured: Measured) -> list[str]:
    """What does not hold."""
    times = {"wire": measured.wire, "page": measured.page}
    slow = [name for name, most in TARGETS.items() if not percentile(times[name], 0.95) <= most]
    return slow + (["errors"] if measured.errors else [])


def main() -> None:
    """Measures and writes it down; exits with what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=40.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="descent-lab-") as cache, served(DESCENT_LAB_CACHE=cache) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        measured = asyncio.run(crowd(port, asked.visitors, asked.seconds))
    write("load", report(measured, asked.visitors, asked.seconds))
    if lacking := missed(measured):
        sys.exit(f"missed: {', '.join(lacking)}")


if __name__ == "__main__":
    main()
