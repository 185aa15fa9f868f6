"""Figures hold the arrays they were given, in the runs' own style, and nothing else."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments import RunSpec, SpecError, run
from plots.animate import animate
from plots.curves import gradient_curve, loss_curve, rate_curve
from plots.palette import PALETTES, lane
from plots.runs import Distances
from plots.terrain import LIFT, Landscape, terrain_map, terrain_surface

SPECS = [
    RunSpec("himmelblau", "sgd", steps=40),
    RunSpec("himmelblau", "sgd", {"learning_rate": 0.001}, steps=40),
    RunSpec("himmelblau", "momentum", steps=25),
]


@pytest.fixture(scope="module")
def runs():
    return run(SPECS)


@pytest.fixture(scope="module")
def landscape():
    return Landscape.of(SPECS[0], points=33)


def lines(figure):
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]


def test_a_map_shows_terrain_marks_and_whole_runs(landscape, runs):
    figure = terrain_map(landscape, runs, "dark")
    contour = figure.data[0]
    np.testing.assert_allclose(contour.customdata, landscape.z)
    np.testing.assert_allclose(contour.z, landscape.shade.shade(landscape.z))
    assert (contour.x[0], contour.x[-1]) == landscape.window[0] == figure.layout.xaxis.range
    assert len(figure.data[1].x) == 4
    for index, (line, each) in enumerate(zip(lines(figure), runs, strict=True)):
        np.testing.assert_array_equal(np.stack([line.x, line.y], axis=1), each.x)
        assert line.line.color == lane(index).dark
    assert figure.layout.paper_bgcolor == PALETTES["dark"].background


def test_runs_of_one_optimizer_are_called_by_what_differs(landscape, runs):
    called = [line.name for line in lines(terrain_map(landscape, runs))]
    assert called[1] == "Gradient descent, learning rate 0.001"
    assert called[0].startswith("Gradient descent, learning rate ")
    assert called[2] == "Momentum"


def test_a_surface_draws_runs_on_the_ground_and_only_inside(landscape, runs):
    far = Landscape.of(SPECS[0], window=((0, 5), (0, 5)), points=9)
    for place in (landscape, far):
        line = terrain_surface(place, runs).data[1]
        inside = np.isfinite(line.x)
        (x0, x1), (y0, y1) = place.window
        x, y = runs[0].x.T
        np.testing.assert_array_equal(inside, (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
        np.testing.assert_allclose(line.z[inside], place.shade.shade(runs[0].loss)[inside] + LIFT)


def test_the_height_axis_says_round_losses(landscape):
    axis = terrain_surface(landscape).layout.scene.zaxis
    np.testing.assert_allclose(axis.tickvals, landscape.shade.shade([float(text) for text in axis.ticktext]))


def test_curves_show_every_step(runs):
    for each, shown in zip(runs, loss_curve(runs).data, strict=True):
        np.testing.assert_array_equal(shown.y, each.gap)
        np.testing.assert_array_equal(shown.x, np.arange(each.spec.steps + 1))
    for each, shown in zip(runs, gradient_curve(runs).data, strict=True):
        np.testing.assert_allclose(shown.y, np.hypot(*each.grad.T))
    for each, shown in zip(runs, rate_curve(runs, 1).data, strict=True):
        np.testing.assert_array_equal(shown.y, each.rate[:, 1])


@pytest.mark.parametrize(("lowest_loss", "scale"), [(-1.0, "linear"), (0.0, "linear"), (0.5, "log")])
def test_without_a_known_minimum_curves_show_the_loss(lowest_loss, scale):
    known = SimpleNamespace(gap=np.array([1.0, 0.5]), loss=np.array([2.0, 1.5]))
    unknown = SimpleNamespace(gap=None, loss=np.array([1.0, lowest_loss]))
    shown = Distances.of([known, unknown])
    assert (shown.title, shown.scale) == ("loss", scale)
    np.testing.assert_array_equal(shown.values, [known.loss, unknown.loss])


def test_an_animation_goes_through_all_steps_and_never_touches_the_ground(runs):
    figure = animate(runs, frames=11, points=33)
    assert [frame.name for frame in figure.frames] == [str(step) for step in range(0, 41, 4)]
    assert {trace.type for trace in figure.data} == {"scatter"}
    ground = figure.layout.images[0]
    assert (ground.x, ground.y, ground.sizex, ground.sizey) == (-5, 5, 10, 10)
    still = len(figure.data) - 4 * len(runs)
    for frame in figure.frames:
        assert list(frame.traces) == list(range(still, len(figure.data)))
        step = int(frame.name)
        for index, each in enumerate(runs):
            now = min(step, each.spec.steps)
            path, head, curve, _ = frame.data[4 * index : 4 * index + 4]
            np.testing.assert_allclose(np.stack([path.x, path.y], axis=1), each.x[: now + 1], rtol=1e-6)
            np.testing.assert_allclose([head.x[0], head.y[0]], each.x[now], rtol=1e-6)
            np.testing.assert_allclose(curve.y, each.gap[: now + 1], rtol=1e-6)
    plays = [button.args[1] for button in figure.layout.updatemenus[0].buttons]
    assert all(play["frame"]["redraw"] is False for play in plays)


def test_a_run_that_diverges_stops_where_its_numbers_do_and_leaves_the_axis():
    wild = run([RunSpec("himmelblau", "sgd", {"learning_rate": 0.09}, steps=60), SPECS[0]])
    assert wild[0].stopped_at is not None
    figure = animate(wild, points=9)
    still = len(figure.data) - 8
    assert len(figure.frames[-1].data[0].x) == wild[0].stopped_at + 1
    assert figure.layout.yaxis2.range[1] < np.log10(wild[0].gap[0]) + 4
    assert np.isfinite(figure.layout.yaxis2.range).all()
    assert len(figure.data[still].x) == 1


def test_runs_on_two_surfaces_are_no_race():
    with pytest.raises(SpecError, match="surface"):
        animate(run([SPECS[0], RunSpec("bowl", "sgd", steps=5)]))
