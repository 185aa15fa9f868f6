"""What all tests share: Hypothesis draws the same examples every time, and takes as long as a cold compile takes.

No test stands in line behind the programs that the one before it asked for and did not wait for.
"""

import sys

import pytest
from hypothesis import settings

settings.register_profile("descent", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("descent")


@pytest.fixture(autouse=True)
def nothing_left_to_compile():
    """Drops what a test began to compile for what was to come, as a page does that is opened and left."""
    yield
    if gate := sys.modules.get("wire.gate"):
        gate.COMPILER.forget()
