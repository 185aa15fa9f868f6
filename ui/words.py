"""Words: what rows and runs are called on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.race import Race
from experiments.words import number
from optim import OPTIMIZERS
from surfaces import SURFACES


def _by_family(rows: Mapping[str, Any]) -> dict[str, str]:
    """The titles of rows, families in the order in which each is first met."""
    families = list(dict.fromkeys(row.family for row in rows.values()))
    ordered = sorted(rows.values(), key=lambda row: families.index(row.family))
    return {row.name: row.title for row in ordered}


#: What the select boxes say, by name, one family after the other.
SURFACE_CHOICES = _by_family(SURFACES)
OPTIMIZER_CHOICES = _by_family(OPTIMIZERS)


def lane_labels(race: Race) -> list[str]:
    """The lanes in a list: optimizer and learning rate, and a number where two would be called alike."""
    labels: list[str] = []
    for spec in race.specs:
        rate = spec.hyperparameter_values().get("learning_rate")
        label = spec.optimizer_row.title + (f" · {number(rate)}" if rate is not None else "")
        alike = sum(other.startswith(label) for other in labels)
        labels.append(f"{label} ({alike + 1})" if alike else label)
    return labels
