"""Figures of fields hold the numbers that they were given, each where it belongs, in both themes."""

import dataclasses

import numpy as np
import pytest

from experiments import Protocol, RunSpec, basins, fan, sweep, tune
from experiments.protocol import line as card_of
from plots.animate import animate
from plots.caption import HIGH
from plots.fields import basin_figure, fan_figure, is_geometric, sweep_figure
from plots.palette import PALETTES, THEMES, lane
from plots.tuned import tuned_figure

SPEC = RunSpec("himmelblau", "momentum", steps=40)


@pytest.fixture(scope="module")
def tuned():
    return tune(Protocol.of("himmelblau", ["sgd", "momentum"], budget=4, starts=6, steps=30, seed=1))


@pytest.mark.parametrize("theme", THEMES)
def test_a_fan_is_one_line_a_run_coloured_by_its_number(theme):
    rates = np.geomspace(1e-4, 1e-2, 5)
    fanned = fan(SPEC, "learning_rate", rates)
    figure = fan_figure(fanned, theme)
    assert len(figure.data) == 6
    for trace, run, rate in zip(figure.data, fanned.runs, rates, strict=False):
        np.testing.assert_array_equal(trace.y, run.gap)
        assert float(trace.name) == pytest.approx(rate, rel=1e-3)
    assert len({trace.line.color for trace in figure.data[:5]}) == 5
    assert figure.data[5].marker.colorbar.title.text == "learning rate"
    assert [float(text) for text in figure.data[5].marker.colorbar.ticktext] == [1e-4, 1e-2]
    assert figure.layout.paper_bgcolor == PALETTES[theme].background


def test_a_sweep_along_one_number_breaks_where_runs_break():
    grid = sweep(SPEC, {"learning_rate": np.geomspace(1e-4, 1.0, 20)})
    [trace] = sweep_figure(grid).data
    finite = grid.arrays["finite"]
    assert 0 < finite.sum() < 20
    np.testing.assert_array_equal(np.isfinite(trace.y), finite)
    np.testing.assert_array_equal(trace.y[finite], grid.arrays["loss"][finite])
    figure = sweep_figure(grid)
    assert (figure.layout.xaxis.type, figure.layout.xaxis.title.text) == ("log", "learning rate")


@pytest.mark.parametrize("name", ["loss", "best", "reached"])
def test_a_sweep_over_two_is_a_picture_with_round_numbers_at_its_side(name):
    grid = sweep(SPEC, {"learning_rate": np.geomspace(1e-4, 1.0, 9), "momentum": np.linspace(0, 0.9, 7)})
    figure = sweep_figure(grid, name, "dark")
    shown, gone = figure.data
    assert shown.z.shape == (9, 7)
    np.testing.assert_array_equal(np.isfinite(shown.z), grid.arrays["finite"])
    np.testing.assert_array_equal(np.isfinite(gone.z), ~grid.arrays["finite"])
    np.testing.assert_array_equal(shown.customdata, grid.arrays[name])
    order = np.argsort(grid.arrays[name][grid.arrays["finite"]])
    assert (np.diff(shown.z[grid.arrays["finite"]][order]) >= 0).all()
    assert list(shown.colorbar.tickvals) == sorted(shown.colorbar.tickvals)
    assert (figure.layout.yaxis.type, figure.layout.xaxis.type) == ("log", "linear")
    assert gone.colorscale[0][1] == PALETTES["dark"].alarm


def test_a_sweep_of_three_axes_is_not_drawn():
    grid = sweep(SPEC, {"learning_rate": [0.01], "momentum": [0.5], "x": [0.0]})
    with pytest.raises(ValueError, match="not 3"):
        sweep_figure(grid)


def test_numbers_by_a_factor_are_told_from_numbers_by_a_step():
    assert is_geometric(np.geomspace(1e-5, 3, 40))
    assert not is_geometric(np.linspace(1, 3, 40))
    assert not is_geometric(np.linspace(-1, 1, 5))


def test_basins_are_coloured_by_where_they_end():
    grid = basins(SPEC.with_(steps=300), 15, 11)
    figure = basin_figure(grid)
    filled = [trace for trace in figure.data if trace.type == "heatmap"]
    together = sum(np.isfinite(trace.z).astype(int) for trace in filled)
    np.testing.assert_array_equal(together, np.ones((11, 15)))
    third = next(trace for trace in filled if "(3, 2)" in trace.hovertemplate)
    which = next(i for i, each in enumerate(grid.spec.surface_row.minima()) if each.x == (3.0, 2.0))
    np.testing.assert_array_equal(np.isfinite(third.z), grid.arrays["minimum"] == which)
    assert third.colorscale[0][1] == lane(which).light
    assert len([trace for trace in figure.data if trace.type == "scatter"]) == 4


def test_every_figure_of_a_comparison_bears_its_card(tuned):
    fanned = fan(SPEC, "learning_rate", [0.001, 0.01])
    curve = sweep(SPEC, {"momentum": [0.0, 0.5, 0.9]})
    ends = basins(SPEC, 5, 4)
    cards = {
        fanned.card: fan_figure(fanned),
        curve.card: sweep_figure(curve),
        ends.card: basin_figure(ends),
        tuned.protocol.line: tuned_figure(tuned),
        card_of([run.spec for run in fanned.runs]): animate(fanned.runs, frames=2, points=9),
    }
    assert len(cards) == 5
    for card, figure in cards.items():
        assert figure.layout.meta == {"card": card}
        [caption] = figure.layout.annotations
        assert caption.text.replace("<br>", " ") == card
        assert figure.layout.margin.b >= HIGH * (1 + caption.text.count("<br>")) - caption.yshift


@pytest.mark.parametrize("theme", THEMES)
def test_a_tuned_race_shows_each_median_in_its_lanes_own_look(tuned, theme):
    figure = tuned_figure(tuned, theme)
    bands, medians = figure.data[:2], figure.data[2:]
    for i, (band, line) in enumerate(zip(bands, medians, strict=True)):
        np.testing.assert_array_equal(line.y, tuned.quartiles[i, 1])
        np.testing.assert_array_equal(band.y[:31], tuned.quartiles[i, 0])
        np.testing.assert_array_equal(band.y[31:][::-1], tuned.quartiles[i, 2])
        assert (line.line.color, line.line.dash) == (lane(i).color(theme), lane(i).plotly_dash)
        assert not band.showlegend
    assert [line.name for line in medians] == ["Gradient descent", "Momentum"]
    assert figure.layout.yaxis.type == "log"


def test_a_long_race_is_drawn_with_fewer_points_and_lost_runs_open_the_band(tuned):
    long = np.repeat(tuned.quartiles, 30, axis=2)
    long[0, 2, 200:] = np.inf
    long[0, 1, 400:] = np.inf
    figure = tuned_figure(dataclasses.replace(tuned, quartiles=long))
    band, line = figure.data[0], figure.data[2]
    assert len(line.x) <= 400
    assert line.x[-1] == long.shape[2] - 1
    assert np.isnan(line.y[line.x >= 400]).all()
    assert np.isfinite(band.y).all()
    assert band.y[-1] < band.y[len(line.x)]
