"""Rooms import downward only, as docs/architecture.md has it."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Every room and the rooms it may import besides itself.
GROUND = {"registry", "numerics", "version", "cache"}
LIBRARY = GROUND | {"surfaces", "optim", "experiments", "plots"}
ROOMS = {
    "registry": set(),
    "version": set(),
    "cache": set(),
    "numerics": {"cache"},
    "surfaces": GROUND,
    "optim": GROUND,
    "experiments": GROUND | {"surfaces", "optim"},
    "plots": GROUND | {"surfaces", "optim", "experiments"},
    "wire": LIBRARY,
    "stage": LIBRARY,
    "export": LIBRARY,
    "lessons": LIBRARY,
    "ui": LIBRARY | {"wire", "stage", "export", "lessons"},
    "app": LIBRARY | {"wire", "stage", "export", "lessons", "ui"},
}
#: Packages that only some rooms may load.
ONLY = {
    "plotly": {"plots"},
    "streamlit": {"app", "ui", "stage"},
    "starlette": {"app", "wire"},
    "PIL": {"plots", "export"},
}


def files(room: str) -> list[Path]:
    module = ROOT / f"{room}.py"
    return [module] if module.exists() else sorted((ROOT / room).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """The top-level names that a file imports anywhere, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: say in full what is imported"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_lies_below(room):
    for file in files(room):
        rooms = imported(file) & set(ROOMS)
        assert rooms <= ROOMS[room] | {room}, f"{file.relative_to(ROOT)} reaches up or sideways"


@pytest.mark.parametrize("package", ONLY)
def test_a_package_is_loaded_only_where_it_belongs(package):
    found = {room for room in ROOMS for file in files(room) if package in imported(file)}
    assert found <= ONLY[package]


def test_the_ground_stands_on_the_standard_library():
    for room in ("registry", "version"):
        assert all(imported(file) <= sys.stdlib_module_names for file in files(room))


def test_every_room_with_code_is_in_the_table():
    rooms = {path.parent.name if path.parent != ROOT else path.stem for path in ROOT.glob("*.py")}
    rooms |= {path.parent.name for path in ROOT.glob("*/*.py")} - {"tests", "bench", "docs"}
    assert rooms <= set(ROOMS)
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room for room in sorted(rooms) if f"`{room}" not in table] == []
