"""What is asked for, what is written down as tested, and what the library declares are the same."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def requirements(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    bare = [line.split("#")[0].strip() for line in lines]
    return [Requirement(line) for line in bare if line and not line.startswith("-")]


TESTED = {canonicalize_name(each.name): next(iter(each.specifier)).version for each in requirements("constraints.txt")}


def test_every_tested_version_is_exact():
    assert all(str(each.specifier).startswith("==") for each in requirements("constraints.txt"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_asked_for_was_tested(name):
    for each in requirements(name):
        assert each.specifier.contains(TESTED[canonicalize_name(each.name)]), f"{each}: run `make lock`"
    assert "-c constraints.txt" in (ROOT / name).read_text(encoding="utf-8").splitlines()


def test_the_library_asks_for_what_the_app_asks_for():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {Requirement(each) for each in declared} <= set(requirements("requirements.txt"))
