"""Visitors' own tables: in memory for the visit that brought them, under names that nobody can guess.

Whoever brought a table holds it (`Kept`); here it is only known. With the visit the table goes, and what was trained on
it, and nothing of it is ever written.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from weakref import WeakValueDictionary

from surfaces.neural import Table
from wire.limits import TABLE_BYTES
from wire.refusal import RefusedError


class Kept:
    """A table that is held, and the name under which it is known.

    Attributes:
        name: sixteen hexadecimal digits.
        table: what it is.
    """

    def __init__(self, name: str, table: Table) -> None:
        self.name = name
        self.table = table


class _Known(Mapping[str, Table]):
    """All tables that are held by anybody, by name."""

    def __init__(self) -> None:
        self._kept: WeakValueDictionary[str, Kept] = WeakValueDictionary()

    def __getitem__(self, name: str) -> Table:
        return self._kept[name].table

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, table: Table) -> Kept:
        held = sum(each.table.x.nbytes for each in list(self._kept.values()))
        if held + table.x.nbytes > TABLE_BYTES:
            raise RefusedError(
                503, "other visitors' tables take all the room there is; try again later, or take fewer rows"
            )
        kept = Kept(secrets.token_hex(8), table)
        self._kept[kept.name] = kept
        return kept


TABLES = _Known()


def keep(table: Table) -> Kept:
    """Makes a table known for as long as what is returned is held.

    Raises:
        RefusedError: too many are held already.
    """
    return TABLES.add(table)
