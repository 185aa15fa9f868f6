"""Figures of networks hold the numbers they were given, and hide nothing of what a slice cannot show."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import SpecError, TrainSpec, train
from experiments.depth import linear_depth, network_depth
from experiments.naming import names
from experiments.training import Ends, Restarts, picture, sharpness, slice_of
from plots.networks import boundary_figure, line_figure, sharpness_figure, training_curve, weights_figure
from plots.palette import lane
from plots.slices import FADES, GRADES, LIFT, slice_figure, slice_surface
from plots.studies import depth_figure, restarts_figure, textbook_figure
from surfaces.neural import Network, losses_at

SPEC = TrainSpec(hidden=(4,), steps=40, data_knobs={"samples": 40})


@pytest.fixture(scope="module")
def trained():
    return train([SPEC, SPEC.with_(optimizer="sgd")])


@pytest.fixture(scope="module")
def seen(trained):
    return slice_of(trained, side=9)


def test_a_slice_knows_of_each_path_what_it_cannot_show(trained, seen):
    assert [trail.name for trail in seen.trails] == ["Adam", "Gradient descent"]
    assert seen.trails[0].distance[-1] == pytest.approx(0, abs=1e-5)
    for made, trail in zip(trained, seen.trails, strict=True):
        np.testing.assert_array_equal(trail.step, made.arrays["step"])
        np.testing.assert_allclose(trail.loss, made.arrays["train_loss"], rtol=1e-5)
        below = losses_at(made.train_surface(), made.params(), seen.plane, trail.place)
        np.testing.assert_allclose(trail.below, below, rtol=1e-5)
    assert abs(seen.trails[1].loss - seen.trails[1].below).max() > 1e-3


def test_a_path_is_drawn_whole_and_the_fainter_the_farther_it_is_off(seen):
    figure = slice_figure(seen, "dark")
    grades = np.digitize(seen.trails[1].distance, np.array(GRADES) * seen.length, right=True)
    assert len(set(grades)) > 1
    pieces = [trace for trace in figure.data[1:] if trace.opacity and trace.name == "Gradient descent"]
    drawn = {}
    for piece in pieces:
        assert piece.line.color == lane(1).dark
        for a, told in zip(piece.x, piece.customdata, strict=True):
            drawn.setdefault(a, []).append((piece.opacity, told[2]))
    for k, (a, _) in enumerate(seen.trails[1].place):
        assert (FADES[grades[k]], seen.trails[1].distance[k]) in drawn[a]
    y, below = (figure.data[-k].y for k in (2, 1))
    np.testing.assert_array_equal((y, below), (seen.trails[1].loss, seen.trails[1].below))


def test_fades_are_those_of_the_page():
    script = (Path(__file__).parents[2] / "stage" / "static" / "slice.js").read_text(encoding="utf-8")
    for name, values in (("GRADES", GRADES), ("FADES", FADES)):
        said = re.search(rf"const {name} = \[(.*?)\]", script).group(1)
        assert tuple(map(float, said.split(","))) == values


def test_in_three_dimensions_paths_lie_on_the_ground(trained, seen):
    figure = slice_surface(seen)
    ground, *paths = figure.data
    for trace in paths:
        for a, b, height in zip(trace.x, trace.y, trace.z, strict=True):
            if np.isfinite(a):
                i, j = (int(np.searchsorted(lines, place)) for lines, place in ((ground.x, a), (ground.y, b)))
                around = ground.z[j - 1 : j + 1, i - 1 : i + 1]
                assert around.min() <= height - LIFT <= around.max()
    node = replace(seen.trails[0], place=np.array([[seen.grid.a[3], seen.grid.b[5]]] * 41))
    head = slice_surface(replace(seen, trails=(node,))).data[-1]
    assert head.z[0] == pytest.approx(ground.z[5, 3] + LIFT, abs=1e-5)
    with pytest.raises(SpecError, match="one network"):
        slice_of([trained[0], replace(trained[1], network=Network(2, (3,)))])


def test_trainings_are_called_by_what_differs(trained):
    assert names([SPEC, SPEC.with_(seed=3, hidden=(4, 4))]) == ["Adam, hidden 4", "Adam, hidden 4 × 4, seed 3"]
    assert names([SPEC, SPEC]) == ["Adam (1)", "Adam (2)"]
    for made, curve in zip(trained, training_curve(trained, "test_loss").data, strict=True):
        np.testing.assert_array_equal((curve.x, curve.y), (made.arrays["step"], made.arrays["test_loss"]))


def test_the_limit_of_stability_stands_beside_the_curvature(trained):
    found = sharpness(trained[1], 3)
    largest, limit = sharpness_figure(found).data
    np.testing.assert_array_equal((largest.y, limit.y), (found.largest, found.limit))


def test_a_boundary_has_the_network_s_own_classes(trained):
    made = picture(trained[0], 3, side=9)
    assert made.step == trained[0].arrays["step"][3]
    first, second = boundary_figure(made).data[:2]
    assert ((np.isfinite(first.z)) == (made.winner == 0)).all()
    assert ((np.isfinite(second.z)) == (made.winner == 1)).all()
    with pytest.raises(SpecError, match="4 inputs"):
        picture(replace(trained[0], network=Network(4, (2,), 3)))


def test_weights_are_all_counted(trained):
    figure = weights_figure(trained[0], (0, -1))
    assert [sum(trace.y[:-1]) for trace in figure.data] == [8, 8, 4, 4]


def test_a_column_of_restarts_says_how_many_diverged():
    losses = np.array([0.4, 0.1, 0.2])
    some, none = (
        Ends(losses, losses, losses, losses, there, np.full(there.shape, True)) for there in (losses < 0.3, losses > 1)
    )
    figure = restarts_figure(Restarts(SPEC, np.array([1, 8]), np.arange(3), (some, none)))
    assert figure.layout.xaxis.ticktext == ("1<br>1 diverged", "8<br>3 diverged")
    points, median, nothing = figure.data
    assert (points.y.tolist(), points.customdata.tolist()) == ([0.1, 0.2], [1, 2])
    assert median.y == pytest.approx((0.15,))
    assert len(nothing.y) == 0


def test_depth_is_drawn_where_it_is_a_number():
    deep = network_depth("zeros", "tanh", 3, 4)
    assert np.isnan(depth_figure({"zeros": deep}).data[0].y).all()
    signal, second, *_ = textbook_figure(linear_depth(0.5, -2.0, 4)).data
    assert (signal.y[-1], second.y[-1]) == (0.5**4, 16.0)


def test_a_line_begins_at_the_one_solution():
    figure = line_figure(np.linspace(0, 1, 5), {"training loss": np.arange(5.0) - 1})
    assert figure.layout.yaxis.type == "linear"
    assert figure.data[0].x[0] == 0
