"""The collection as a whole."""

from itertools import pairwise

from surfaces import SURFACES


def test_there_are_fifty_two_surfaces_in_four_families():
    assert len(SURFACES) == 52
    assert {row.family for row in SURFACES.values()} == {"convex", "valleys", "saddles and flats", "multimodal"}


def test_a_family_stands_together():
    families = [row.family for row in SURFACES.values()]
    assert sum(before != after for before, after in pairwise(families)) == 3
