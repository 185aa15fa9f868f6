"""The README's tables, written from the rows themselves: `make tables`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docs.sections import placed, table
from experiments import Race, RunSpec
from experiments.presets import PRESETS
from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.link import encode

README = Path(__file__).resolve().parent.parent / "README.md"
#: Where the app stands when it was started as the README says.
HERE = "http://127.0.0.1:8501/"


def link(text: str, race: Race) -> str:
    """A link that opens the app at a race."""
    return f"[{text}]({HERE}?{encode(race)})"


def presets() -> str:
    """Races to try."""
    return "\n".join(f"- {link(preset.title, preset.race)}" for preset in PRESETS.values())


def surfaces() -> str:
    """Every surface, by family."""
    links = [
        (row.family, link(row.title, Race((RunSpec(row.name, "sgd"), RunSpec(row.name, "adam")))))
        for row in SURFACES.values()
    ]
    return table(["family", f"{len(SURFACES)} surfaces"], _by_family(links))


def optimizers() -> str:
    """Every optimizer, by family."""
    titles = [(row.family, link(row.title, Race((RunSpec("himmelblau", row.name),)))) for row in OPTIMIZERS.values()]
    return table(["family", f"{len(OPTIMIZERS)} optimizers"], _by_family(titles))


def _by_family(entries: Iterable[tuple[str, str]]) -> list[list[str]]:
    families: dict[str, list[str]] = {}
    for family, text in entries:
        families.setdefault(family, []).append(text)
    return [[family, ", ".join(texts)] for family, texts in families.items()]


def current(page: str) -> str:
    """The page with all its tables as they ought to be."""
    for section, write in {"presets": presets, "surfaces": surfaces, "optimizers": optimizers}.items():
        page = placed(page, section, write())
    return page


if __name__ == "__main__":
    README.write_text(current(README.read_text(encoding="utf-8")), encoding="utf-8")
