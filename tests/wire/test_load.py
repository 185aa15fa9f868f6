"""The load measures what it says, and a small one passes."""

import asyncio
import math
from urllib.parse import urlsplit

import pytest

from bench.load import Measured, crowd, missed, percentile, report
from bench.serving import served


@pytest.mark.full
def test_a_small_load_has_no_errors():
    with served() as address:
        measured = asyncio.run(crowd(urlsplit(address).port, visitors=8, seconds=1.5))
    assert measured.errors == []
    assert measured.page
    assert measured.wire
    assert measured.new_whole
    assert all(first <= whole for first, whole in zip(measured.new_first, measured.new_whole, strict=True))
    assert "8 visitors for 1.5 s" in report(measured, 8, 1.5)


def test_what_is_slow_or_wrong_is_missed():
    quick = Measured(wire=[0.1] * 100, page=[0.1] * 100)
    assert missed(quick) == []
    assert missed(Measured(wire=[0.1] * 90 + [0.2] * 10, page=[0.1])) == ["wire"]
    assert missed(Measured(wire=[0.1], page=[0.4])) == ["page"]
    assert missed(Measured(wire=[0.1], page=[0.1], errors=["broken"])) == ["errors"]
    assert missed(Measured()) == ["wire", "page"]


def test_percentiles_are_those_of_the_ordered_list():
    assert percentile([0.003, 0.001, 0.002], 0.5) == 2.0
    assert percentile([0.001 * i for i in range(1, 101)], 0.95) == 96.0
    assert math.isnan(percentile([], 0.5))
