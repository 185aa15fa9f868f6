"""Counts what JAX compiles in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from jax import monitoring

_COUNT = [0]


def _heard(event: str, _seconds: float, **_: object) -> None:
    _COUNT[0] += event == "/jax/core/compile/backend_compile_duration"


monitoring.register_event_duration_secs_listener(_heard)


@contextmanager
def counted() -> Iterator[list[int]]:
    """Gives a list whose only entry is, after the block, how many programs were compiled in it."""
    before, result = _COUNT[0], [0]
    yield result
    result[0] = _COUNT[0] - before
