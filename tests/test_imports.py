"""Whatever is imported first, numbers are 64-bit; and the library loads neither server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LOADED = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
import jax.numpy as jnp
print(json.dumps({"dtype": str(jnp.zeros(1).dtype), "loaded": sorted(sys.modules)}))
"""


@pytest.mark.parametrize(
    ("first", "unwanted"),
    [
        ("surfaces", {"optax", "plotly", "streamlit", "starlette"}),
        ("optim", {"plotly", "streamlit", "starlette"}),
        ("experiments", {"plotly", "streamlit", "starlette"}),
        ("plots.animate", {"streamlit", "starlette"}),
        ("wire", {"plotly", "streamlit"}),
    ],
)
def test_a_first_import_is_right(first, unwanted):
    done = subprocess.run([sys.executable, "-c", LOADED, first], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    found = json.loads(done.stdout)
    assert found["dtype"] == "float64"
    assert not unwanted & set(found["loaded"])


def test_the_registry_needs_nothing_but_python():
    code = "import sys; before = set(sys.modules); import registry; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    tops = {name.split(".")[0] for name in done.stdout.split()}
    assert tops <= sys.stdlib_module_names | {"registry"}
