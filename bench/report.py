"""Writes a section of docs/benchmarks.md, between its two markers, and leaves the rest alone."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def machine() -> str:
    """What it was measured on, in one sentence."""
    system = f"{platform.system()} {platform.machine()}"
    return f"Measured on {os.cpu_count()} cores, {system}, Python {platform.python_version()}."


def write(section: str, text: str) -> None:
    """Puts the text where the page has `<!-- section -->` ... `<!-- /section -->`, and prints it."""
    print(text, flush=True)
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE.name} has no section {section!r}")
    PAGE.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", page, count=1), encoding="utf-8")
