"""Descent Lab as one application: pages, the wire, Plotly's and the stage's files, all ready before the doors open.

Started by `streamlit run app.py` or `uvicorn app:app`; the same either way.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

import wire
from experiments.presets import DEFAULT
from ui.addresses import OTHERS
from ui.rehearsal import rehearse
from ui.shell import shell
from wire.files import document, folder, large_file
from wire.garbage import Keeper
from wire.gate import COMPILER
from wire.quiet import QUIET
from wire.sockets import send_at_once, sends_at_once
from wire.uploads import are_off_the_disk, keep_off_the_disk
from wire.warming import Ahead, likely, warm_up

HERE = Path(__file__).parent
#: The very Plotly.js that the Python package draws with.
PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
#: The path that everything stands under, as in "/lab"; empty for a server of its own.
BASE = "/".join(["", *filter(None, (st.get_option("server.baseUrlPath") or "").split("/"))])
#: Seconds for which one thread may go on while others wait. Every answer changes threads a dozen times, and while a
#: page is run or a program is traced each change waits for this long: Python's own 5 ms would add up.
SWITCH = 0.0005
#: Whether the pages have been run once.
READY = {"pages": False}
KEEPER = Keeper(QUIET.now)


def facts() -> Mapping[str, Any]:
    """What `api/health` says about this process."""
    return {**READY, "frozen": KEEPER.frozen, "nodelay": sends_at_once(), "diskless": are_off_the_disk()}


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Makes ready before the first visitor, goes on while nobody waits, stops with the server."""
    send_at_once()
    keep_off_the_disk()
    sys.setswitchinterval(SWITCH)
    await asyncio.to_thread(warm_up, DEFAULT)
    READY["pages"] = await rehearse(app, BASE)
    KEEPER.start()
    ahead = Ahead(likely(DEFAULT), QUIET.now)
    ahead.start()
    try:
        yield
    finally:
        ahead.stop()
        KEEPER.stop()
        COMPILER.forget()


app = st.App(
    HERE / "ui" / "main.py",
    routes=[
        *wire.routes(BASE, facts),
        Route(f"{BASE}/vendor/plotly.min.js", large_file(PLOTLY, "text/javascript")),
        *(Route(f"{BASE}/{page}", document(shell())) for page in OTHERS),
        Mount(f"{BASE}/assets/{{version}}", app=folder(HERE / "stage" / "static")),
        Mount(f"{BASE}/pages/{{version}}", app=folder(HERE / "ui" / "static")),
    ],
    middleware=[Middleware(QUIET)],
    lifespan=lifespan,
)
