"""The collection as a whole."""

from itertools import pairwise

from surfaces import SURFACES

FAMILIES = {"convex", "valleys", "saddles and flats", "multimodal", "many variables"}


def test_there_are_fifty_two_surfaces_of_two_variables_and_two_of_more():
    assert [row.is_flat for row in SURFACES.values()] == [True] * 52 + [False] * 2
    assert {row.family for row in SURFACES.values()} == FAMILIES


def test_a_family_stands_together():
    families = [row.family for row in SURFACES.values()]
    assert sum(before != after for before, after in pairwise(families)) == len(FAMILIES) - 1
