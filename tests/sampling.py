"""What of a long list the normal run tests: a sample; the others stand under `make test-all`."""

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Any

import pytest


def spread(values: Collection[str], count: int) -> list[str]:
    """About so many of a list, from all parts of it."""
    return list(islice(values, 0, None, max(len(values) // count, 1)))


def sampled(values: Iterable[Any], sample: Collection[str], name: Callable[[Any], str] = str) -> list:
    """All values as parameters of a test, those whose name is in no sample for the full run only."""
    return [
        pytest.param(value, id=name(value), marks=() if name(value) in sample else pytest.mark.full) for value in values
    ]
