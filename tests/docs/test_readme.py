"""The README says what is so: its tables are current, its example runs, its links open, its files exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.sections import placed
from docs.tables import HERE, README, current
from ui import chart_link, trials_link
from ui.link import decode

ROOT = Path(__file__).resolve().parents[2]
PAGE = README.read_text(encoding="utf-8")


def test_tables_are_current():
    assert current(PAGE) == PAGE, "run `make tables`"


def test_a_section_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="no section 'nowhere'"):
        placed(PAGE, "nowhere", "")


def test_the_example_prints_what_is_shown():
    code, shown = re.search(r"```python\n(.*?)```\n+```text\n(.*?)```", PAGE, re.DOTALL).groups()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == shown


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[1:])
def test_the_other_examples_run(code, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True)  # noqa: S603
    assert list(tmp_path.iterdir())


def test_every_link_opens_as_it_was_meant():
    queries = re.findall(re.escape(HERE) + r"\?([^)]*)\)", PAGE)
    assert len(queries) > 100
    assert [note for query in queries for note in decode(query).notes] == []


def test_every_map_opens_as_it_was_meant():
    queries = re.findall(re.escape(HERE) + r"maps\?([^)]*)\)", PAGE)
    assert len(queries) >= 2
    assert [note for query in queries for note in chart_link.decode(query).notes] == []


def test_every_map_of_trainings_opens_as_it_was_meant():
    queries = re.findall(re.escape(HERE) + r"trainability\?([^)]*)\)", PAGE)
    assert queries
    assert [note for query in queries for note in trials_link.decode(query).notes] == []


def test_every_page_that_is_named_exists():
    names = re.findall(r"\]\((?!http)([^)#]+)\)", PAGE)
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_picture_is_light_or_dark_as_its_reader_has_it():
    dark = r'<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)-dark\.png">'
    shown = re.findall(rf'<picture>{dark}<img alt="[^"]+" src="([^"]+)-light\.png"></picture>', PAGE)
    assert len(shown) == PAGE.count("<img ")
    assert [names for names in shown if len(set(names)) > 1] == []
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "pictures").iterdir()}
    assert kept == {f"{name}-{theme}.png" for name, _ in shown for theme in ("dark", "light")}
