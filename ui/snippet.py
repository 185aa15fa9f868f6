"""A race as a Python script that runs it again."""

from __future__ import annotations

from typing import Any

from experiments.protocol import line
from experiments.race import Race

_TAIL = """

for trajectory in run(specs):
    print(f"{trajectory.spec.optimizer:>12}  {trajectory.loss[-1]:.6g}  {trajectory.verdict.sentence}")
"""


def snippet(race: Race) -> str:
    """The script: its card, and plain calls of `RunSpec` and `run`, from which the same numbers come."""
    plain = race.to_dict()
    lines = [
        f"# {line(race.specs)}",
        "from experiments import RunSpec, run",
        "",
        "shared = {",
        *_items(plain["shared"]),
        "}",
        "specs = [",
    ]
    lines += [f"    RunSpec(**shared, {_arguments(lane)})," for lane in plain["lanes"]]
    return "\n".join([*lines, "]"]) + _TAIL


def _items(fields: dict[str, Any]) -> list[str]:
    return [f"    {name!r}: {value!r}," for name, value in fields.items()]


def _arguments(fields: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in fields.items())
