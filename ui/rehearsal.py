"""A visit before the first: the pages are run once, so that whatever they load is there before anybody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

#: Seconds after which the doors open all the same.
PATIENCE = 20.0

#: What an ASGI application is.
Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


async def rehearse(app: Application, base: str = "") -> bool:
    """Opens the first page as a browser would, waits until it is whole, and leaves.

    Args:
        app: the application, its runtime started.
        base: the path that it stands under.

    Returns:
        Whether the page became whole.
    """
    whole = asyncio.Event()
    opening = BackMsg()
    opening.rerun_script.query_string = ""
    said: list[Message] = [
        {"type": "websocket.receive", "bytes": opening.SerializeToString()},
        {"type": "websocket.connect"},
    ]

    async def receive() -> Message:
        if said:
            return said.pop()
        await whole.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        if message.get("bytes") and ForwardMsg.FromString(message["bytes"]).WhichOneof("type") == "script_finished":
            whole.set()

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": f"{base}/_stcore/stream",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "subprotocols": ["streamlit"],
        "client": None,
        "server": None,
    }
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await app(scope, receive, send)
    return whole.is_set()
