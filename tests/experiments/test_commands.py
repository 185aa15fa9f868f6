"""The shell: the README's commands do what they say, the files hold what Python would get, mistakes get a sentence."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import Protocol, RunSpec, TrainSpec, basins, fan, sweep, train, tune
from experiments.commands import _COMMANDS, main
from experiments.shell import Bar, axis, table
from experiments.training import load
from surfaces.neural import losses_at, random_plane

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^python -m experiments (.+)$", README, re.MULTILINE)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [pytest.param(each, marks=pytest.mark.full if each.startswith("restarts") else ()) for each in EXAMPLES],
    ids=lambda command: command.split()[0],
)
def test_the_examples_of_the_readme_run(command, folder, capsys):
    arguments = shlex.split(command)
    assert main(arguments) == 0
    made = folder / arguments[arguments.index("--out") + 1]
    assert made.stat().st_size > 1000
    said = capsys.readouterr()
    assert said.out.strip()
    if arguments[0] in ("sweep", "basins", "tune"):
        assert "version" in said.out
    if arguments[0] != "fan":
        assert re.search(r"100%  ([\d,]+) of \1 (runs|steps|trainings)", said.err)


def test_there_is_an_example_of_each_command():
    assert [command.split()[0] for command in EXAMPLES] == list(_COMMANDS)


def test_a_sweep_is_the_one_that_python_makes():
    said = "surface=ravine surface.condition_number=30 optimizer=adam b1=0.5 steps=30 start=1,0.5"
    axes = "--axis learning_rate=0.01:1:4:log --axis x=0,1.5"
    assert main(f"sweep {said} {axes} --out a.npz".split()) == 0
    spec = RunSpec("ravine", "adam", {"b1": 0.5}, {"condition_number": 30.0}, start=(1.0, 0.5), steps=30)
    grid, read = sweep(spec, {"learning_rate": np.geomspace(0.01, 1, 4), "x": [0.0, 1.5]}), np.load("a.npz")
    assert np.array_equal(read["loss"], grid.arrays["loss"])
    assert RunSpec.from_json(str(read["spec"])) == grid.spec


def test_a_fan_is_the_one_that_python_makes():
    assert (
        main(["fan", "surface=bowl", "optimizer=sgd", "steps=9", "--axis", "learning_rate=0.1,0.5", "--out", "a.csv"])
        == 0
    )
    runs = fan(RunSpec("bowl", "sgd", steps=9), "learning_rate", [0.1, 0.5]).runs
    read = pd.read_csv("a.csv", comment="#")
    assert read["loss"].tolist() == np.concatenate([each.loss for each in runs]).tolist()
    assert read["learning_rate"].tolist() == [0.1] * 10 + [0.5] * 10
    assert read["x.1"].tolist() == np.concatenate([each.x[:, 1] for each in runs]).tolist()


def test_basins_are_the_ones_that_python_makes(capsys):
    arguments = [
        "surface=himmelblau",
        "optimizer=sgd",
        "steps=50",
        "--columns",
        "8",
        "--rows",
        "6",
        "--window",
        "-1",
        "2",
        "0",
        "3",
    ]
    assert main(["basins", *arguments, "--out", "a.npz"]) == 0
    grid = basins(RunSpec("himmelblau", "sgd", steps=50), 8, 6, ((-1.0, 2.0), (0.0, 3.0)))
    assert np.array_equal(np.load("a.npz")["minimum"], grid.arrays["minimum"])
    assert "share of starts" in capsys.readouterr().out


def test_a_tuned_race_is_the_one_that_python_makes(monkeypatch):
    protocol = Protocol.of("bowl", ["sgd"], budget=3, starts=2, steps=20)
    Path("protocol.json").write_text(protocol.to_json(), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(protocol.to_json()))
    for name, said in enumerate((["--spec", protocol.to_json()], ["--spec", "protocol.json"], ["--spec", "-"])):
        assert main(["tune", *said, "--out", f"{name}.npz"]) == 0
        read = np.load(f"{name}.npz")
        assert np.array_equal(read["score"], tune(protocol).score)
        assert json.loads(str(read["protocol"])) == protocol.to_dict()


def test_networks_from_the_shell_are_those_that_python_makes(capsys):
    said = "data.samples=40 hidden=3 learning_rate=0.05 steps=20"
    for name in ("a.safetensors", "a.npz", "a.csv"):
        assert main(f"train {said} optimizers=adam,sgd --out {name}".split()) == 0
    specs = [
        TrainSpec(
            data_knobs={"samples": 40}, hidden=(3,), optimizer=name, hyperparameters={"learning_rate": 0.05}, steps=20
        )
        for name in ("adam", "sgd")
    ]
    made, arrays, table_of = train(specs), np.load("a.npz"), pd.read_csv("a.csv", comment="#")
    assert np.array_equal(arrays["1.x"], made[1].arrays["x"])
    assert table_of[table_of.training == "Adam"]["test_loss"].to_numpy() == pytest.approx(made[0].arrays["test_loss"])
    read = load("a-sgd.safetensors")
    assert (read.spec, read.step) == (specs[1], 20)
    assert main(f"plane {said} --side 5 --kind random --draw 3 --out b.npz".split()) == 0
    plane, seen = random_plane(made[0].params(), 3), np.load("b.npz")
    assert np.array_equal(
        seen["loss"][1, 2:3],
        losses_at(made[0].train_surface(), made[0].params(), plane, np.array([[seen["a"][2], seen["b"][1]]])),
    )
    assert main(f"restarts {said} --widths 2,3 --count 2 --out c.npz".split()) == 0
    found = np.load("c.npz")
    assert found["train_loss"][1, 0] == pytest.approx(made[0].arrays["train_loss"][-1], rel=1e-5)
    assert "width 3: training loss" in capsys.readouterr().out


def test_every_command_s_help_has_an_example(capsys):
    for name in _COMMANDS:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert f"example: python -m experiments {name} " in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "optimizer=adm", "--out", "a.npz"], "did you mean"),
        (["train", "hidden=a", "--out", "a.npz"], "hidden"),
        (["train", "optimizers=sgd,sgd", "--out", "a.npz"], "takes part once"),
        (["train", "--spec", '{"hyperparameters": 3}', "--out", "a.npz"], "values by name"),
        (["train", "--out", "a.html"], ".safetensors"),
        (["restarts", "--out", "a.safetensors"], "written as .npz, .csv"),
        (["restarts", "--widths", "1,x", "--out", "a.npz"], "whole numbers"),
        (["plane", "--side", "9000", "--out", "a.npz"], "2 to 501 lines"),
        (["plane", "optimizer=sgd", "initialization=zeros", "steps=2", "--out", "a.npz"], "no such plane"),
        (["sweep", "surface=bowl", "optimizer=sgd", "--out", "a.npz"], "points"),
        (["sweep", "surface=bowl", "optimizer=sgd", "--axis", "momentum=0:1", "--out", "a.npz"], "LOW:HIGH:COUNT"),
        (["sweep", "surface=bowl", "optimizer=sgd", "--axis", "x=0:1:1e9", "--out", "a.npz"], "1,048,576"),
        (["sweep", "surface=bowl", "optimizer=sgd", "--axis", "learning_rate=0:1:3:log", "--out", "a.npz"], "above 0"),
        (["sweep", "surface=bowl", "optimizer=sgd", "--axis", "learning_rate=much", "--out", "a.npz"], "'much'"),
        (["fan", "surface=bowl", "optimizer=sgd", "--out", "a.npz"], "one axis"),
        (["fan", "surface=bowl", "optimizer=adm", "--out", "a.npz"], "did you mean"),
        (["basins", "surface=bowl", "optimizer=sgd", "--window", "0", "1", "0", "nan", "--out", "a.npz"], "finite"),
        (["basins", "surface=bowl", "optimizer=sgd", "--rows", "100000", "--out", "a.npz"], "points"),
        (["basins", "surface=bowl", "optimizer=sgd", "b7=3", "--out", "a.npz"], "b7"),
        (["tune", "surface=bowl", "optimizers=sgd", "--out", "a.txt"], ".npz"),
        (["tune", "surface=bowl", "optimizers=sgd", "--out", "nowhere/a.npz"], "nowhere"),
        (["tune", "surface=bowl", "optimizers=sgd", "budget", "--out", "a.npz"], "NAME=VALUE"),
        (["tune", "--spec", "{", "--out", "a.npz"], "JSON|Expecting"),
    ],
)
def test_a_mistake_gets_one_sentence_and_the_exit_code_2(arguments, said, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert [each for each in told if "steps" not in each] == told[-1:]
    assert re.match(f"error: .*({said})", told[-1])
    assert not list(Path().iterdir())


def test_fields_may_stand_behind_options_and_unknown_options_are_refused(capsys):
    assert main(["tune", "--out", "a.npz", "surface=bowl", "optimizers=sgd", "budget=2", "starts=1", "steps=5"]) == 0
    with pytest.raises(SystemExit) as left:
        main(["tune", "--out", "a.npz", "surface=bowl", "--budget", "3"])
    assert left.value.code == 2
    assert "--budget" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_the_exit_code_1(capsys):
    assert main(["tune", "--spec", "missing.json", "--out", "a.npz"]) == 1
    assert "missing.json" in capsys.readouterr().err


def test_an_interrupt_is_the_exit_code_130(monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.commands.sweep", interrupted)
    assert main(["sweep", "surface=bowl", "optimizer=sgd", "--axis", "x=0,1", "--out", "a.npz"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_python_m_experiments_is_the_same_command(folder):
    arguments = [sys.executable, "-m", "experiments", "fan", "surface=bowl", "optimizer=adm", "--out", "a.npz"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "did you mean" in done.stderr


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_the_bar_tells_how_far_it_is(stream):
    told = stream()
    with Bar(told) as bar:
        for done in range(0, 101, 5):
            bar(done, 100)
    if told.isatty():
        drawn = told.getvalue().split("\r")
        assert "[" + "#" * 15 + "." * 15 + "]" in drawn[11]
        assert drawn[-1].endswith("100 of 100 runs\n")
    else:
        assert len(told.getvalue().splitlines()) == 10


def test_axes_and_tables_in_plain_text():
    assert axis("x=1:3:3") == ("x", [1.0, 2.0, 3.0])
    assert axis("learning_rate=0.01:1:3:log")[1] == pytest.approx([0.01, 0.1, 1.0])
    assert table({"a": ["xy", "z"], "long": [1.23456, float("inf")]}) == "a   long\nxy  1.235\nz   never"
