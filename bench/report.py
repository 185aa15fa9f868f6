"""Where measurements go: a section of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from docs.sections import placed

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def machine() -> str:
    """What it was measured on, in one sentence."""
    system = f"{platform.system()} {platform.machine()}"
    return f"Measured on {os.cpu_count()} cores, {system}, Python {platform.python_version()}."


def write(section: str, text: str) -> None:
    """Puts the text into its section, and prints it."""
    print(text, flush=True)
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), section, text), encoding="utf-8")
