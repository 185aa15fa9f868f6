"""The life of a server, whoever starts it: ready before its doors open, at work while nobody waits, stopped with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from experiments.presets import DEFAULT
from wire.garbage import Keeper
from wire.gate import COMPILER
from wire.quiet import QUIET
from wire.sockets import send_at_once, sends_at_once
from wire.uploads import are_off_the_disk, keep_off_the_disk
from wire.warming import Ahead, likely, warm_up

#: Seconds for which one thread may go on while others wait. Every answer changes threads a dozen times, and while a
#: page is run or a program is traced each change waits for this long: Python's own 5 ms would add up.
SWITCH = 0.0005
KEEPER = Keeper(QUIET.now)


def facts() -> Mapping[str, Any]:
    """What `api/health` says about this process."""
    return {"frozen": KEEPER.frozen, "nodelay": sends_at_once(), "diskless": are_off_the_disk()}


async def nothing() -> None:
    """All that is left to make ready where there are no pages."""


@asynccontextmanager
async def lifetime(rehearse: Callable[[], Awaitable[None]] = nothing) -> AsyncIterator[None]:
    """A server's life: the doors are open inside.

    Args:
        rehearse: what is to be made ready besides the wire, before everything that lives is frozen.
    """
    send_at_once()
    keep_off_the_disk()
    sys.setswitchinterval(SWITCH)
    await asyncio.to_thread(warm_up, DEFAULT)
    await rehearse()
    KEEPER.start()
    ahead = Ahead(likely(DEFAULT), QUIET.now)
    ahead.start()
    try:
        yield
    finally:
        ahead.stop()
        KEEPER.stop()
        COMPILER.forget()
