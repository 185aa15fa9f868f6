"""Asking without a network: the same questions, the same bytes, where a host forbids routes of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from wire.refusal import RefusedError
from wire.serving import answer_now
from wire.table import ENDPOINTS

_BY_PATH = {endpoint.path.strip("/"): endpoint for endpoint in ENDPOINTS if endpoint.asked == "json"}


def ask(path: str, question: object) -> bytes:
    """The whole answer to a question, compiled and computed before this returns.

    Args:
        path: below `api/`, as in "race".
        question: plain JSON values.

    Raises:
        RefusedError: with a sentence for the visitor.
    """
    if path not in _BY_PATH:
        raise RefusedError(404, f"there is nothing at {path[:40]!r}")
    answer = answer_now(_BY_PATH[path], question)
    return answer.body if answer.rest is None else asyncio.run(_whole(answer.body, answer.rest))


async def _whole(first: bytes, rest: AsyncGenerator[bytes]) -> bytes:
    return b"".join([first, *[piece async for piece in rest]])
