"""Visitors without a browser: Streamlit's own messages over a websocket, questions to the wire over plain HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect


class Page:
    """One open page: a session of Streamlit's."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._widgets: dict[str, str] = {}

    @classmethod
    async def opened(cls, port: int) -> Page:
        """A page that has been shown once."""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        page = cls(await connect(address, subprotocols=["streamlit"], max_size=None, compression=None))  # type: ignore[list-item]
        await page._rerun(BackMsg(rerun_script=ClientState(query_string="")))
        return page

    async def change(self, key: str, value: float | str) -> float:
        """Gives the widget with this key another value, as a browser does; returns the seconds until the page is whole.

        Raises:
            KeyError: the page has no such widget.
            RuntimeError: the page shows an exception.
        """
        kind = "string_value" if isinstance(value, str) else "double_value"
        state = WidgetState(id=self._widgets[key], **{kind: value})  # type: ignore[arg-type]
        return await self._rerun(BackMsg(rerun_script=ClientState(widget_states=WidgetStates(widgets=[state]))))

    async def _rerun(self, message: BackMsg) -> float:
        """Runs the page anew and notes its widgets, whose ids end with their keys."""
        began = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self._socket.recv(decode=False))
            element = told.delta.new_element
            drawn = element.WhichOneof("type")
            if drawn == "exception":
                raise RuntimeError(element.exception.message)
            if drawn and (id_ := getattr(getattr(element, drawn), "id", "")).startswith("$$ID-"):
                self._widgets[id_.split("-", 2)[2]] = id_
            if told.WhichOneof("type") == "script_finished":
                return time.perf_counter() - began

    async def close(self) -> None:
        """Leaves."""
        await self._socket.close()


class Line:
    """One keep-alive connection to the wire, as thin as it can be: the load generator must not be what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The connection; a new one where the server has closed the old one, as it does after some idle seconds."""
        if self._reader is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        return self._reader, self._writer

    async def ask(self, path: str, question: Mapping[str, Any]) -> tuple[float, float]:
        """POSTs a question; returns the seconds to the first piece of the answer and to its end.

        Asks once more, as browsers do, where the server closed an idle connection in that very moment.

        Raises:
            RuntimeError: the answer is no answer.
        """
        try:
            return await self._ask(path, question)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._reader = None
            return await self._ask(path, question)

    async def _ask(self, path: str, question: Mapping[str, Any]) -> tuple[float, float]:
        body = json.dumps(question).encode()
        head = f"POST /api/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        began = time.perf_counter()
        reader, writer = await self._open()
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        if "content-length" in headers:
            content = await reader.readexactly(int(headers["content-length"]))
            first = time.perf_counter() - began
        else:
            content, first = await _chunks(reader, began)
        if " 200 " not in lines[0]:
            raise RuntimeError(f"{lines[0]}: {content[:200]!r}")
        return first, time.perf_counter() - began

    def close(self) -> None:
        """Leaves."""
        if self._reader is not None:
            self._writer.close()


async def _chunks(reader: asyncio.StreamReader, began: float) -> tuple[bytes, float]:
    """A body that comes in chunks, and the seconds to its first piece."""
    pieces: list[bytes] = []
    first = 0.0
    while size := int(await reader.readline(), 16):
        pieces.append((await reader.readexactly(size + 2))[:-2])
        first = first or time.perf_counter() - began
    await reader.readline()
    return b"".join(pieces), first
