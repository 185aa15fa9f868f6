"""Compiled programs on disk: loaded they compute the same bits, and nothing that does not fit is loaded."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
import pytest

from experiments import kept as module
from experiments.engine import look
from experiments.kept import kept
from experiments.programs import WIDTH
from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.experiments.compiles import compiled

ROOT = Path(module.__file__).parents[1]
ROW = SURFACES["himmelblau"]
SHAPES = [jax.ShapeDtypeStruct(shape, np.float64) for shape in ((WIDTH, 2), (WIDTH, 0), (6,))]


def look_compiled():
    return jax.jit(look(ROW, ())).lower(*SHAPES).compile()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_LAB_CACHE", str(tmp_path))
    return tmp_path


def answer(program):
    points = np.random.default_rng(0).normal(size=(WIDTH, 2))
    return np.asarray(program(points, np.zeros((WIDTH, 0)), np.zeros(6)))


def files(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def test_the_second_time_nothing_is_compiled_and_the_bits_are_the_same(folder):
    first = kept("look", (ROW,), look_compiled)
    assert len(files(folder)) == 1
    with compiled() as compiles:
        again = kept("look", (ROW,), lambda: pytest.fail("compiled again"))
    assert compiles == [0]
    assert np.array_equal(answer(first), answer(again))
    assert np.isfinite(answer(again)).all()


def test_each_key_has_a_program_of_its_own(folder):
    kept("look", (ROW,), look_compiled)
    kept("another", (ROW,), look_compiled)
    assert len(files(folder)) == 2


@pytest.mark.parametrize("content", [b"", b"not a program", b"\x80\x04N."])
def test_a_damaged_file_is_made_anew(folder, content):
    kept("look", (ROW,), look_compiled)
    [file] = files(folder)
    file.write_bytes(content)
    assert np.isfinite(answer(kept("look", (ROW,), look_compiled))).all()
    assert file.read_bytes() != content


def test_a_row_from_elsewhere_is_not_kept(folder):
    def bowl(x):
        return x @ x

    kept("look", (replace(ROW, function=bowl),), look_compiled)
    assert not files(folder)


def test_other_code_other_settings_or_another_processor_is_another_folder(monkeypatch):
    names = set()
    for what, value in (("version_of", lambda *_: "newer"), ("_processor", lambda: "another")):
        module._version.cache_clear()
        names.add(module._version())
        monkeypatch.setattr(module, what, value)
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_enable_fast_math=true")
    module._version.cache_clear()
    names.add(module._version())
    monkeypatch.undo()
    module._version.cache_clear()
    assert len(names) == 3
    assert module._version() in names


def imported(module_file):
    """The modules of the same room that a file imports by name."""
    tree = ast.parse((ROOT / module_file).read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {f"{name.replace('.', '/')}.py" for name in names if name.startswith("experiments.")}


def test_whatever_makes_a_program_is_in_its_version():
    never_traced = {"experiments/store.py", "experiments/check.py", "experiments/training/reading.py"}
    used = set().union(*map(imported, module._MADE_BY))
    assert "experiments/engine.py" in used
    assert used - never_traced <= set(module._MADE_BY)


RUN_ALL = """
import json, sys
from experiments import RunSpec, run
from tests.experiments.compiles import compiled
with compiled() as compiles:
    ends = {name: run([RunSpec("himmelblau", name, steps=20)])[0].x[-1].tolist() for name in sys.argv[1:]}
print(json.dumps([compiles[0], ends]))
"""


def in_a_new_process(names):
    made = subprocess.run([sys.executable, "-c", RUN_ALL, *names], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return json.loads(made.stdout)


@pytest.mark.parametrize(
    "names",
    [
        ["sgd", "adam", "lbfgs", "newton", "saddle_free_newton"],
        pytest.param(list(OPTIMIZERS), marks=pytest.mark.full),
    ],
    ids=["some", "all"],
)
def test_a_new_process_goes_the_same_way_with_what_an_earlier_one_compiled(names):
    compiles, ends = in_a_new_process(names)
    assert compiles >= len(names)
    compiles_again, ends_again = in_a_new_process(names)
    assert compiles_again == 0
    assert ends_again == ends
