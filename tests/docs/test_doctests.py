"""Examples in docstrings do what they show."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("surfaces", "optim", "experiments", "plots", "wire", "stage", "ui")
FILES = [*ROOT.glob("*.py"), *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))]
SHOWING = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in FILES
    if ">>> " in file.read_text(encoding="utf-8")
)


def test_the_core_shows_how_it_is_used():
    assert {"registry", "surfaces.frame", "experiments.spec", "plots.shade"} <= set(SHOWING)


@pytest.mark.parametrize("module", SHOWING)
def test_examples_do_what_they_show(module):
    failed, attempted = doctest.testmod(importlib.import_module(module))
    assert attempted > 0
    assert failed == 0
