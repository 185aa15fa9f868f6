"""Counts what is compiled in this process, and what is loaded because an earlier one compiled it."""

from collections.abc import Iterator
from contextlib import contextmanager

from jax import monitoring

from experiments import kept

_COMPILED, _LOADED = [0], [0]
_load = kept._loaded


def _heard(event: str, _seconds: float, **_: object) -> None:
    _COMPILED[0] += event == "/jax/core/compile/backend_compile_duration"


def _counting(content: bytes | None) -> object:
    program = _load(content)
    _LOADED[0] += program is not None
    return program


monitoring.register_event_duration_secs_listener(_heard)
kept._loaded = _counting


@contextmanager
def counted() -> Iterator[list[int]]:
    """Gives a list whose only entry is, after the block, how many programs were made in it, compiled or loaded."""
    before, result = _COMPILED[0] + _LOADED[0], [0]
    yield result
    result[0] = _COMPILED[0] + _LOADED[0] - before


@contextmanager
def compiled() -> Iterator[list[int]]:
    """The same for those that were compiled."""
    before, result = _COMPILED[0], [0]
    yield result
    result[0] = _COMPILED[0] - before
