"""The examples in docs/networks.md run, and the set of data that they add can be learned."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "networks.md").read_text(encoding="utf-8"), re.DOTALL)

LEARN = """
from experiments import TrainSpec, train
made, = train([TrainSpec(data="stripes", hidden=(32,), steps=600)])
assert made.arrays["test_score"][-1] > 0.85, made.arrays["test_score"][-1]
"""


@pytest.mark.parametrize(
    "code", [*EXAMPLES[:4], EXAMPLES[4] + LEARN], ids=["train", "depth", "own loss", "own tree", "own data"]
)
def test_an_example_runs(code, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
