"""What holds for every file in the tree, whoever wrote it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ""}

#: Spelt in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "np" + r"mjs\.(org|com)", "deb" + r"ian\.org"))
)
MACHINE = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + r"me/\w", r"C:\\Us" + "ers")))
UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + r"CK)\b")


def tracked() -> list[Path]:
    """Every file of the tree that is kept; a copy without its history has only files that are."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    paths = [ROOT / name for name in listed.stdout.split("\0") if name] if listed.returncode == 0 else []
    if not paths:
        paths = [
            path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        ]
    return [path for path in paths if path.is_file()]


FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]


@pytest.mark.parametrize(
    ("what", "pattern"), [("a registry's host", REGISTRIES), ("a machine's path", MACHINE), ("an open end", UNFINISHED)]
)
def test_no_file_holds(what, pattern):
    texts = ((path, path.read_text(encoding="utf-8")) for path in FILES if path.suffix in TEXTS)
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in texts for match in pattern.finditer(text)]
    assert found == [], what


def test_every_file_says_what_it_is():
    modules = [path for path in PYTHON if path.read_text(encoding="utf-8").strip()]
    assert [
        str(path.relative_to(ROOT)) for path in modules if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []


def test_every_file_is_one_idea():
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in long.items() if lines > 350} == {}


def test_every_module_of_the_stage_finds_what_it_imports():
    static = ROOT / "stage" / "static"
    named = {
        file: re.findall(r"""(?:from|import) "\./([^"]+)";""", file.read_text("utf-8")) for file in static.glob("*.js")
    }
    missing = {file.name: [name for name in names if not (static / name).exists()] for file, names in named.items()}
    assert {name: gone for name, gone in missing.items() if gone} == {}
    assert "panel.js" in named[static / "stage.js"]


def functions() -> dict[str, ast.FunctionDef]:
    """Every function of the tests, by file and name."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in PYTHON if "tests" in path.relative_to(ROOT).parts}
    return {
        f"{path.relative_to(ROOT)}: {node.name}": node
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_claims_something():
    """By itself, or through a function that it calls."""
    found = functions()
    called = {
        where: {
            call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "") for call in calls
        }
        for where, node in found.items()
        for calls in [[each for each in ast.walk(node) if isinstance(each, ast.Call)]]
    }
    claims = {name for names in called.values() for name in names if name.startswith("assert_")}
    claims |= {"raises", "expect", "wait_for", "wait_for_function", "wait_for_selector", "fail"}
    before = 0
    while before != len(claims):
        before = len(claims)
        claims |= {
            node.name
            for where, node in found.items()
            if called[where] & claims or any(isinstance(each, ast.Assert) for each in ast.walk(node))
        }
    assert [where for where, node in found.items() if node.name.startswith("test_") and node.name not in claims] == []
