"""The examples in CONTRIBUTING.md are rows like any other: they run, and the tests for all rows hold for them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)

SHOW = """
import example
from experiments import RunSpec, run
there, = run([RunSpec("{surface}", "{optimizer}", steps=300)])
print(there.gap[-1] / there.gap[0])
"""


@pytest.fixture
def with_example(tmp_path):
    """Runs Python where the example is a module that can be imported; returns what it printed."""

    def with_it(code: str, *arguments: str) -> str:
        (tmp_path / "example.py").write_text(f'"""An example."""\n\n{code}', encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return with_it


def test_there_is_an_example_of_each():
    assert [re.search(r"^@(\w+)\(", code, re.MULTILINE)[1] for code in EXAMPLES] == ["surface", "optimizer"]


def test_an_example_is_about_ten_lines():
    rows = [code[code.index("@") :].splitlines() for code in EXAMPLES]
    assert max(map(len, rows)) <= 10


@pytest.mark.parametrize(
    ("code", "surface", "optimizer"),
    [(EXAMPLES[0], "flat_cup", "adam"), (EXAMPLES[1], "bowl", "normalized_gradient_descent")],
)
def test_an_example_takes_part_in_a_race(with_example, code, surface, optimizer):
    shown = with_example(code, "-c", SHOW.format(surface=surface, optimizer=optimizer))
    assert float(shown) < 0.01


def test_the_tests_of_all_surfaces_hold_for_the_example(with_example):
    shown = with_example(
        EXAMPLES[0], "-m", "pytest", "-p", "example", "-p", "no:cacheprovider", "tests/surfaces", "-k", "flat_cup"
    )
    assert int(re.search(r"(\d+) passed", shown)[1]) > 5
