"""The addresses of the pages, under the application's own."""

from __future__ import annotations

#: The first page's address is the application's.
RACE = "race"
OVERVIEW = "overview"
RATES = "rates"
ATLAS = "atlas"
MAPS = "maps"
FAIR = "fair"
NETWORKS = "networks"
TRAINABILITY = "trainability"
WIDTHS = "widths"
DEPTH = "depth"
OTHERS = (OVERVIEW, RATES, MAPS, FAIR, NETWORKS, TRAINABILITY, WIDTHS, DEPTH, ATLAS)
