"""Files for browsers: kept for good under the version they were made for, asked for anew under any other."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from version import VERSION
from wire.question import VERSION_NAME
from wire.refusal import PLAIN_HEADERS

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def folder(directory: Path) -> ASGIApp:
    """A folder's files, to be mounted at a path with a `{version}` in it."""
    files = StaticFiles(directory=directory)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        kept = FOR_GOOD if scope["path_params"]["version"] == VERSION else ASK_AGAIN

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = kept if message["status"] in (200, 206, 304) else "no-store"
                headers.update(PLAIN_HEADERS)
            await send(message)

        await files(scope, receive, marked)

    return serve


def large_file(path: Path, media: str) -> Callable[[Request], Awaitable[Response]]:
    """One large text file, zipped once instead of for every visitor."""

    @cache
    def packed() -> tuple[bytes, str]:
        content = path.read_bytes()
        return gzip.compress(content, compresslevel=6, mtime=0), f'"{sha256(content).hexdigest()[:24]}"'

    async def serve(request: Request) -> Response:
        body, tag = packed()
        kept = FOR_GOOD if request.query_params.get(VERSION_NAME) == VERSION else ASK_AGAIN
        headers = {**PLAIN_HEADERS, "ETag": tag, "Cache-Control": kept, "Vary": "Accept-Encoding"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(body, headers={**headers, "Content-Encoding": "gzip"}, media_type=media)
        return Response(gzip.decompress(body), headers={**headers, "Content-Encoding": "identity"}, media_type=media)

    packed()
    return serve


def document(text: str) -> Callable[[Request], Awaitable[Response]]:
    """One page of HTML, asked for anew at each visit."""

    async def serve(_: Request) -> Response:
        return HTMLResponse(text, headers={"Cache-Control": ASK_AGAIN})

    return serve
