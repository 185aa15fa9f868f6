"""What of a long list the normal run tests: a sample; the others stand under `make test-all`."""

from collections.abc import Collection, Iterable
from itertools import islice

import pytest


def spread(values: Collection[str], count: int) -> list[str]:
    """About so many of a list, from all parts of it."""
    return list(islice(values, 0, None, max(len(values) // count, 1)))


def sampled(values: Iterable[str], sample: Collection[str]) -> list:
    """All values as parameters of a test, those that are no sample for the full run only."""
    return [pytest.param(value, marks=() if value in sample else pytest.mark.full) for value in values]
