"""Networks are held to strict dtype promotion too: no step leaves float32 by accident."""

import jax
import pytest


@pytest.fixture(autouse=True, scope="module")
def strict_promotion():
    with jax.numpy_dtype_promotion("strict"):
        yield
