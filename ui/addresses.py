"""The addresses of the pages, under the application's own."""

from __future__ import annotations

#: The first page's address is the application's.
RACE = "race"
ATLAS = "atlas"
MAPS = "maps"
OTHERS = (MAPS, ATLAS)
