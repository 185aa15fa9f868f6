"""The stochastic surfaces: what the optimizer sees is a mean over a batch, and the data are the published ones."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from surfaces import SURFACES
from surfaces.regression import DAMAGE, GIRTH, HEIGHT, TEMPERATURE, VOLUME

STOCHASTIC = [row for row in SURFACES.values() if row.draw is not None]
each = pytest.mark.parametrize("surface", STOCHASTIC, ids=lambda surface: surface.name)


def rows_of(surface) -> int:
    return int(next(knob.high for knob in surface.knobs if knob.name == "batch_size"))


@each
@pytest.mark.parametrize("batch_size", [1, 7])
def test_a_draw_is_a_sorted_choice_without_repetition(surface, batch_size):
    drawn = surface.draw(np.random.default_rng(3), 500, batch_size=batch_size)
    assert drawn.shape == (500, batch_size)
    assert (np.diff(drawn, axis=1) > 0).all()
    assert set(drawn.ravel()) == set(range(rows_of(surface)))
    assert (drawn == surface.draw(np.random.default_rng(3), 500, batch_size=batch_size)).all()


@each
def test_with_all_rows_the_optimizer_sees_the_loss_itself(surface):
    knobs = surface.values({})
    drawn = surface.draw(np.random.default_rng(0), 2, batch_size=knobs["batch_size"])
    x = jnp.array(surface.start)
    seen = jax.jit(lambda x, rows: surface.seen(x, rows, **knobs))(x, drawn[1])
    assert float(seen) == float(jax.jit(surface.build())(x))


@each
def test_over_all_rows_the_batches_of_one_average_to_the_loss(surface):
    knobs = surface.values({})
    x = jnp.array(surface.start)
    rows = jnp.arange(rows_of(surface))[:, None]
    losses = jax.jit(jax.vmap(lambda row: surface.seen(x, row, **knobs)))(rows)
    assert float(jnp.mean(losses)) == pytest.approx(float(surface.build()(x)), rel=1e-12)
    assert float(jnp.std(losses)) > 0.01


def test_the_trees_are_those_whose_regression_is_published():
    """The coefficients that every textbook prints for volume on girth and height."""
    design = np.stack([np.ones_like(GIRTH), GIRTH, HEIGHT], axis=1)
    assert np.linalg.lstsq(design, VOLUME)[0] == pytest.approx([-57.9877, 4.7082, 0.3393], abs=1e-4)


def test_the_launches_are_those_whose_regression_is_published():
    """Intercept 15.0429 and slope -0.2322 per degree Fahrenheit, carried over to the standardized temperature."""
    (minimum,) = SURFACES["logistic_regression"].minima(ridge=0.0)
    slope = minimum.x[1] / TEMPERATURE.std()
    assert slope == pytest.approx(-0.2322, abs=1e-4)
    assert minimum.x[0] - slope * TEMPERATURE.mean() == pytest.approx(15.0429, abs=1e-4)
    assert DAMAGE.sum() == 7
