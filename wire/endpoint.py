"""An endpoint: one row of the table from which the wire routes, validates and documents itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wire.gate import ANSWERING, COMPILER, Gate
from wire.question import Question

#: Arrays as safetensors, or a sequence of such frames.
ARRAYS = "application/octet-stream"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    Attributes:
        body: the answer, or its beginning.
        rest: what follows when it is ready; None where the body is everything.
    """

    body: bytes
    rest: AsyncGenerator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the wire.

    Attributes:
        path: below `api/`.
        title: what it gives, in a few words.
        says: what the answer holds, for the documentation.
        question: what may be asked.
        example: a question that is answered; None where there is nothing to ask.
        answer: from the checked values, by name, to the answer. Runs in a thread and may take its time.
        media: the media type of an answer.
        program: from the checked values to the key of what must be compiled before, or to None where nothing must.
        prepare: compiles, from the checked values, what would otherwise make the answer come in pieces.
        gate: where it is computed.
        slow: through which gate it goes when something must be compiled for it.
        asked: where the question stands: in JSON (`?q=` or a body), or in the address itself, for an `<img>`.
        kept: whether the same question has the same answer for as long as the code stays the same.
    """

    path: str
    title: str
    says: str
    answer: Callable[..., Answer]
    media: str = JSON
    question: Question = field(default_factory=Question)
    example: Mapping[str, Any] | None = None
    program: Callable[..., Hashable] = lambda **_: None
    prepare: Callable[..., None] = lambda **_: None
    gate: Gate = ANSWERING
    slow: Gate = COMPILER.gate
    asked: Literal["json", "address"] = "json"
    kept: bool = True

    @property
    def methods(self) -> list[str]:
        """The HTTP methods it answers."""
        return ["GET", "HEAD", "POST"] if self.asked == "json" else ["GET", "HEAD"]
