"""The script that the page offers makes the race that the page shows."""

import pytest

from experiments import RunSpec
from experiments.presets import PRESETS
from experiments.protocol import line
from ui.snippet import snippet


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_the_script_makes_the_same_specs(preset):
    lines = snippet(preset.race).split("\nfor ")[0]
    assert lines.startswith(f"# {line(preset.race.specs)}\nfrom experiments import")
    names: dict = {}
    exec(lines, names)  # noqa: S102  (the script that the page itself wrote)
    assert tuple(names["specs"]) == preset.race.specs
    assert all(isinstance(spec, RunSpec) for spec in names["specs"])


def test_the_script_runs_and_prints_a_line_for_each_lane(capsys):
    race = PRESETS["three_rates"].race
    exec(snippet(race), {})  # noqa: S102  (the script that the page itself wrote)
    assert capsys.readouterr().out.count("sgd") == len(race.specs)
