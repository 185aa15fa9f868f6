"""Reading a question: from bytes that anybody may have sent to values that have been checked.

A question is a JSON object. It comes as `?q=` in the address or as a body, is read in pieces up to a limit, and must
say what it means: no name twice, no number that is none, nothing nested without end. What a question may hold is a
table of `Part`s, from which the routes' documentation is written too.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from registry import UnknownNameError
from wire.limits import BODY_BYTES, BODY_SECONDS, DEPTH, QUERY_BYTES, WHOLE
from wire.refusal import RefusedError

#: The parameter that names the version of the code for which an address was made; see `wire.serving`.
VERSION_NAME = "v"

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What a question says about one thing, under one name or several.

    Attributes:
        schemas: for each name the JSON Schema of its value.
        read: from the names given (a mapping of plain values) to the checked value.
        required: the names that must be there.
    """

    schemas: Mapping[str, Schema]
    read: Callable[[Mapping[str, Any]], Any]
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """The parts that a question may have, by the name under which the answer's function takes them."""

    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def schemas(self) -> dict[str, Schema]:
        """The JSON Schema of every name."""
        return {name: schema for part in self.parts.values() for name, schema in part.schemas.items()}

    @property
    def required(self) -> list[str]:
        """The names that must be there."""
        return [name for part in self.parts.values() for name in part.schemas if name in part.required]

    def read(self, plain: object) -> dict[str, Any]:
        """The checked values.

        Raises:
            RefusedError: with the status 400 and a sentence.
            SpecError: from a part that the engine reads.
        """
        if not isinstance(plain, dict):
            raise RefusedError(400, "a question must be a JSON object")
        known = list(self.schemas)
        for name in plain:
            if name not in known:
                raise RefusedError(400, UnknownNameError("field of this question", name, known).sentence)
        for name in self.required:
            if name not in plain:
                raise RefusedError(400, f"{name} is missing")
        return {
            key: part.read({name: plain[name] for name in part.schemas if name in plain})
            for key, part in self.parts.items()
        }


def whole(name: str, default: int, limits: tuple[int, int], says: str) -> Part:
    """A whole number within limits."""
    low, high = limits

    def read(given: Mapping[str, Any]) -> int:
        value = given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise RefusedError(400, f"{name} must be a whole number from {low} to {high}, not {shown(value)}")
        return value

    return Part(
        {name: {"type": "integer", "minimum": low, "maximum": high, "default": default, "description": says}}, read
    )


def choice(name: str, default: str, words: tuple[str, ...], says: str) -> Part:
    """One of a few words."""

    def read(given: Mapping[str, Any]) -> str:
        return one_of(name, words, given.get(name, default))

    return Part({name: {"enum": list(words), "default": default, "description": says}}, read)


def one_of(kind: str, words: Iterable[str], value: object) -> str:
    """The value, when it is one of the words."""
    if isinstance(value, str) and value in words:
        return value
    raise RefusedError(400, UnknownNameError(kind, value, list(words)).sentence)


def is_number(value: object) -> bool:
    """Whether a plain value is a finite number (true and false are none)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def shown(value: object) -> str:
    """A value as a sentence may show it: short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


async def asked(request: Request) -> bytes:
    """The text of a question: of `?q=` in a GET, of the body in a POST; empty means that nothing was said."""
    if request.method == "POST":
        return await _body(request)
    return parameters(request, ("q",)).get("q", "").encode()


def parameters(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """The parameters of an address, each once and of the given names (or the code's version, which is left out)."""
    query: bytes = request.scope["query_string"]
    if len(query) > QUERY_BYTES:
        raise RefusedError(
            414, f"the address holds {len(query)} bytes of question, {QUERY_BYTES} at most; POST it instead"
        )
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=8)
    except ValueError:
        raise RefusedError(400, "the address holds what is no text, or too many parameters") from None
    given = dict(pairs)
    if len(given) < len(pairs):
        raise RefusedError(400, "the address says the same parameter twice")
    for name in given:
        one_of("parameter", (*names, VERSION_NAME), name)
    given.pop(VERSION_NAME, None)
    return given


async def _body(request: Request) -> bytes:
    """The body, read in pieces and refused as soon as it is too large."""
    with contextlib.suppress(ValueError):
        _fits(int(request.headers.get("content-length", "0")))
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                _fits(len(body) + len(piece))
                body += piece
    except TimeoutError:
        raise RefusedError(408, f"the question did not arrive within {BODY_SECONDS:g} seconds") from None
    except ClientDisconnect:
        raise RefusedError(400, "the question broke off") from None
    return bytes(body)


def _fits(size: int) -> None:
    if size > BODY_BYTES:
        raise RefusedError(413, f"a question has at most {BODY_BYTES} bytes")


def parse(text: bytes) -> object:
    """The plain value of a JSON text; an empty text is the empty question.

    Raises:
        RefusedError: it is no JSON, or not strict JSON (a name twice, NaN, a number beyond all floats), or too deep.
    """
    try:
        value = json.loads(
            text.decode() or "{}",
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_float,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise RefusedError(400, "the question is not UTF-8 text") from None
    except RecursionError:
        raise RefusedError(400, _TOO_DEEP) from None
    except ValueError as error:
        raise RefusedError(400, f"the question is not JSON: {error}") from None
    if _deeper(value, DEPTH):
        raise RefusedError(400, _TOO_DEEP)
    return value


_TOO_DEEP = f"a question is nested at most {DEPTH} deep"


def _deeper(value: object, depth: int) -> bool:
    """Whether objects and lists are nested more than `depth` times."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < 0 or any(_deeper(item, depth - 1) for item in inner)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RefusedError(400, "an object of the question says the same name twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > WHOLE:
        raise RefusedError(400, f"{shown(digits)} is larger than the largest exact whole number, {WHOLE}")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _no_number(digits)


def _no_number(word: str) -> NoReturn:
    raise RefusedError(400, f"{shown(word)} is not a finite number")
