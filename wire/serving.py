"""From a request to a response: read, check, compute in a thread, keep or not.

An answer depends on nothing but the question and the code. So it carries an `ETag` made of both, a browser that has it
already is answered with 304 before any work, and an address that names the code's version (`?v=`) may be kept for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable, Iterator
from contextlib import aclosing, contextmanager
from functools import partial

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from experiments.spec import SpecError
from registry import UnknownNameError
from version import VERSION
from wire.endpoint import JSON, Answer, Endpoint
from wire.question import VERSION_NAME, asked, parameters, parse
from wire.refusal import PLAIN_HEADERS, RefusedError

#: The endpoints and programs of answers that have been given once, so that nothing is left to compile for the next.
_COMPILED: set[tuple[str, Hashable]] = set()

Ready = Answer | Callable[[], Answer] | None


def handler(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The function that Starlette calls for an endpoint."""

    async def handle(request: Request) -> Response:
        text, read = await _question(endpoint, request)
        tag = _tag(request.url.path, text)
        wanted = request.method != "HEAD" and not (endpoint.kept and _has(request, tag))
        answer = await endpoint.gate.run(partial(_answer, endpoint, read, wanted))
        if callable(answer):
            answer = await endpoint.slow.run(answer)
        return _response(endpoint, request, tag, answer)

    return handle


def answer_now(endpoint: Endpoint, plain: object) -> Answer:
    """The answer to a plain question in one piece, with all that must be compiled for it.

    Raises:
        RefusedError: with a sentence.
    """
    with _refusing():
        values = endpoint.question.read(plain)
        endpoint.prepare(**values)
        return endpoint.answer(**values)


async def _question(endpoint: Endpoint, request: Request) -> tuple[bytes, Callable[[], object]]:
    """The question's text, and what makes plain values of it."""
    if endpoint.asked == "json":
        text = await asked(request)
        return text, partial(parse, text)
    path = request.path_params
    given = parameters(request, tuple(name for name in endpoint.question.schemas if name not in path))
    plain = {name: int(value) if value.isdecimal() and len(value) < 8 else value for name, value in given.items()}
    return repr(sorted(given.items())).encode(), lambda: plain | path


@contextmanager
def _refusing() -> Iterator[None]:
    """What the engine finds wrong with a question is a refusal."""
    try:
        yield
    except (SpecError, UnknownNameError) as error:
        raise RefusedError(400, error.sentence) from None


def _answer(endpoint: Endpoint, read: Callable[[], object], wanted: bool) -> Ready:
    """The answer; where something must be compiled for it, the call that does both; None where none is wanted."""
    with _refusing():
        values = endpoint.question.read(read())
        if not wanted:
            return None
        program = endpoint.program(**values)
        key = (endpoint.path, program)
        if program is None or key in _COMPILED:
            return endpoint.answer(**values)

    def compiled() -> Answer:
        with _refusing():
            answer = endpoint.answer(**values)
        _COMPILED.add(key)
        return answer

    return compiled


def _tag(path: str, text: bytes) -> str:
    return f'"{hashlib.sha256(b" ".join((path.encode(), VERSION.encode(), text))).hexdigest()[:24]}"'


def _has(request: Request, tag: str) -> bool:
    """Whether the client says that it holds this very answer."""
    held = request.headers.get("if-none-match", "").split(",")
    return request.method != "POST" and tag in [item.strip().removeprefix("W/") for item in held]


def _response(endpoint: Endpoint, request: Request, tag: str, answer: Answer | None) -> Response:
    headers = PLAIN_HEADERS | _keeping(endpoint, request, tag, answer)
    if endpoint.media != JSON:  # or a middleware in front would spend longer on zipping than we on computing
        headers["Content-Encoding"] = "identity"
    if answer is None:
        empty = Response(
            status_code=200 if request.method == "HEAD" else 304, headers=headers, media_type=endpoint.media
        )
        if "content-length" in empty.headers:
            del empty.headers["content-length"]  # which would be that of the body that was not made
        return empty
    if answer.rest is None:
        return Response(answer.body, headers=headers, media_type=endpoint.media)
    return StreamingResponse(_pieces(answer.body, answer.rest), headers=headers, media_type=endpoint.media)


async def _pieces(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async with aclosing(rest):
        async for piece in rest:
            yield piece


def _keeping(endpoint: Endpoint, request: Request, tag: str, answer: Answer | None) -> dict[str, str]:
    """For how long an answer may be kept, and under which tag."""
    if not endpoint.kept or request.method == "POST" or (answer is not None and answer.rest is not None):
        return {"Cache-Control": "no-store"}
    forever = request.query_params.get(VERSION_NAME) == VERSION
    return {"ETag": tag, "Cache-Control": "public, max-age=31536000, immutable" if forever else "no-cache"}
