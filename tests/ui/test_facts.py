"""The atlas's facts: what is said of a row is what the row holds."""

import pytest

from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.facts import knob_facts, optimizer_facts, surface_facts


def test_himmelblau_has_four_places_at_zero():
    facts = dict(surface_facts(SURFACES["himmelblau"]))
    assert facts["Lowest"] == "0 at (3, 2), (−2.81, 3.13), (−3.78, −3.28), (3.58, −1.85)"
    assert facts["Window"] == "−5 to 5 × −5 to 5"
    assert facts["Convex"] == "no"
    assert "Local minima" not in facts


def test_many_places_are_counted():
    facts = dict(surface_facts(SURFACES["rastrigin"]))
    minima = SURFACES["rastrigin"].minima(**SURFACES["rastrigin"].values({}))
    assert facts["Local minima"] == f"{len(minima) - 1:,} more"


def test_the_stability_limit_of_gradient_descent_is_two_over_the_rate():
    facts = dict(optimizer_facts(OPTIMIZERS["sgd"]))
    assert facts["Stable up to"] == "curvature = 2 / learning rate, at its other defaults"
    assert facts["Cost of a step"] == "1 gradient"


def test_a_line_search_says_that_it_costs_more():
    assert "line search" in dict(optimizer_facts(OPTIMIZERS["bfgs"]))["Cost of a step"]
    assert dict(optimizer_facts(OPTIMIZERS["trust_region"]))["Cost of a step"] == "3 gradients and 2 values of the loss"
    assert dict(optimizer_facts(OPTIMIZERS["random_search"]))["Cost of a step"] == "2 values of the loss"


def test_only_what_never_raises_the_loss_is_said_not_to():
    said = {name: dict(optimizer_facts(row)).get("Behaviour", "") for name, row in OPTIMIZERS.items()}
    found = {name for name, text in said.items() if "no step leads to a higher loss" in text}
    assert found == {"bfgs", "nonlinear_cg", "trust_region", "random_search"}


@pytest.mark.parametrize("row", [*SURFACES.values(), *OPTIMIZERS.values()], ids=lambda row: row.name)
def test_every_knob_is_explained(row):
    facts = knob_facts(row.knobs)
    assert [name for name, _ in facts] == [knob.label for knob in row.knobs]
    assert all(knob.help in text for knob, (_, text) in zip(row.knobs, facts, strict=True))
