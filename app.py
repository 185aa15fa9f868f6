"""Descent Lab as one application: pages, the wire, Plotly's and the stage's files, all ready before the doors open.

Started by `streamlit run app.py` or `uvicorn app:app`; the same either way.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

import wire
from ui.addresses import OTHERS
from ui.rehearsal import rehearse
from ui.shell import shell
from wire import lifetime
from wire.files import document, folder, large_file
from wire.quiet import QUIET

HERE = Path(__file__).parent
#: The very Plotly.js that the Python package draws with.
PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
#: The path that everything stands under, as in "/lab"; empty for a server of its own.
BASE = "/".join(["", *filter(None, (st.get_option("server.baseUrlPath") or "").split("/"))])
#: Whether the pages have been run once.
READY = {"pages": False}


def facts() -> Mapping[str, Any]:
    """What `api/health` says about this process."""
    return {**READY, **lifetime.facts()}


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """The wire's own, with the pages run once before the first visitor."""

    async def rehearsed() -> None:
        READY["pages"] = await rehearse(app, BASE)

    async with lifetime.lifetime(rehearsed):
        yield


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
