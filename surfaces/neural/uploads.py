"""A visitor's own table, from the bytes of a file of comma-separated values. Nothing is written anywhere.

Whatever the bytes are, the answer is a `Table` or a `TableError` with a sentence that says where the trouble is and
what to do about it.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from surfaces.neural.tables import Table

MAX_BYTES, MAX_ROWS, MIN_ROWS, MAX_INPUTS, MAX_CLASSES = 5_000_000, 20_000, 20, 100, 20
#: Whole numbers of at most this many values are taken for classes unless a visitor says otherwise.
FEW_VALUES = 10
#: Float32 squares larger numbers to infinity.
LARGEST = 1e15

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20


class TableError(ValueError):
    """Bytes that are no table to learn from; the message is a sentence for the visitor."""


def read_csv(content: bytes, target: str = "", task: str = "") -> Table:
    """The table in a file.

    The delimiter (comma, semicolon, tab or bar) is the one that cuts the first lines into most columns of one number.
    The first line is a header when none of its cells is a number. Text classes are numbered in alphabetical order.

    Args:
        content: the file.
        target: the name of the column to be learned; the last where empty.
        task: "classification" or "regression"; where empty, text and a few whole numbers are classes.

    Raises:
        TableError: with a sentence.
    """
    rows = _cells(_text(content))
    header = _header(rows)
    body = rows[1:] if header else rows
    names = header or [f"column {i + 1}" for i in range(len(rows[0]))]
    if len(body) < MIN_ROWS:
        found = f"{len(body)} {'row' if len(body) == 1 else 'rows'} of data"
        raise TableError(f"the file has {found}; at least {MIN_ROWS} are needed to train and to test")
    at = _target_column(names, target)
    first = 2 if header else 1
    inputs = [_numbers(body, i, names[i], first) for i in range(len(names)) if i != at]
    y, classes = _targets([row[at] for row in body], names[at], first, task)
    features = tuple(name for i, name in enumerate(names) if i != at)
    return Table(np.stack(inputs, axis=1), y, classes, features, names[at])


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        megabytes = f"{len(content) / 1e6:.1f}"
        raise TableError(f"the file has {megabytes} MB; at most {MAX_BYTES / 1e6:g} MB are read, so keep fewer rows")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TableError("the file is in UTF-16; save it as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"byte {error.start + 1} is not UTF-8 text; save the file as CSV in UTF-8") from None
    if "\0" in text:
        raise TableError("the file holds bytes that are no text; save it as CSV in UTF-8")
    if not text.strip():
        raise TableError("the file is empty; it needs a row for each point, with the target in the last column")
    return text


def _cells(text: str) -> list[list[str]]:
    """Rows of stripped cells, all of one length."""
    delimiter = max(_DELIMITERS, key=lambda each: _columns(text, each))
    rows = []
    for number, row in enumerate(_read(text, delimiter), start=1):
        if any(cell.strip() for cell in row):
            rows.append([cell.strip() for cell in row])
        if rows and len(rows[-1]) != len(rows[0]):
            raise TableError(
                f"row {number} has {len(row)} cells and the first has {len(rows[0])}; every row needs the same columns"
            )
        if len(rows) > MAX_ROWS + 1:
            raise TableError(f"the file has more than {MAX_ROWS:,} rows; keep at most {MAX_ROWS:,}")
    if not rows or len(rows[0]) < 2:
        raise TableError("the file has one column; at least two are needed: an input, and the target in the last")
    if len(rows[0]) > MAX_INPUTS + 1:
        raise TableError(f"the file has {len(rows[0])} columns; keep at most {MAX_INPUTS} inputs and the target")
    return rows


def _read(text: str, delimiter: str) -> list[list[str]]:
    """Rows, at most a few more than are accepted."""
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 2 * MAX_ROWS))
    except csv.Error as error:
        raise TableError(f"the file cannot be cut into cells ({error}); save it again as CSV") from None


def _columns(text: str, delimiter: str) -> int:
    """Into how many columns a delimiter cuts the first lines; 0 where lines differ."""
    lines = [line for line in islice(io.StringIO(text), _LOOKED_AT) if line.strip()]
    try:
        counts = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
    except csv.Error:
        return 0
    return counts.pop() if len(counts) == 1 else 0


def _header(rows: list[list[str]]) -> list[str]:
    """Names of the columns, made fit to be shown and told apart; empty where the first row is data."""
    if any(_number(cell) is not None for cell in rows[0]):
        return []
    names: list[str] = []
    for i, cell in enumerate(rows[0]):
        name = re.sub(r"[^\w %./()°²³µ-]", " ", cell).strip()[:40] or f"column {i + 1}"
        names.append(name if name not in names else f"{name} ({i + 1})")
    return names


def _target_column(names: Sequence[str], target: str) -> int:
    if not target:
        return len(names) - 1
    if target not in names:
        raise TableError(f"there is no column {target[:40]!r}; the columns are {', '.join(names[:12])}")
    return list(names).index(target)


def _number(cell: str) -> float | None:
    """The number in a cell, which may have a decimal comma; None for anything else, infinities among it."""
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,4})?", cell, re.ASCII):
        return None
    value = float(cell.replace(",", "."))
    return value if math.isfinite(value) else None


def _numbers(body: list[list[str]], column: int, name: str, first: int) -> np.ndarray:
    values = np.empty(len(body))
    for i, row in enumerate(body):
        number = _number(row[column])
        if number is None or abs(number) > LARGEST:
            raise TableError(_trouble(row[column], f"row {i + first}, column {name!r}"))
        values[i] = number
    return values


def _trouble(cell: str, where: str) -> str:
    """What is wrong with a cell that should hold a number."""
    if not cell or cell.lower() in ("nan", "na", "n/a", "null", "none", "?", "-"):
        return f"{where} has no value; fill it in, or leave the row out"
    if cell[0] in "=@" or (cell[0] in "+-" and _number(cell) is None):
        return f"{where} holds the formula {cell[:30]!r}; save the values instead of formulas"
    if _number(cell) is not None or cell.lower().lstrip("+-") in ("inf", "infinity"):
        return f"{where} is {cell[:30]}, and numbers up to {LARGEST:g} can be learned from; use another unit"
    return f"{where} holds {cell[:30]!r}; inputs must be numbers, so write words as numbers or leave the column out"


def _targets(cells: list[str], name: str, first: int, task: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Targets (points,), and the names of their classes, none for a regression."""
    numbers = [_number(cell) for cell in cells]
    for i, cell in enumerate(cells):
        if not cell or cell[0] in "=@" or cell.lower() in ("nan", "na", "n/a", "null", "none", "?"):
            raise TableError(_trouble(cell, f"row {i + first}, column {name!r}"))
    kinds = sorted(set(cells), key=lambda cell: (_number(cell) is None, _number(cell) or 0.0, cell))
    if len(kinds) == 1:
        raise TableError(f"column {name!r} is {kinds[0][:30]!r} in every row; there is nothing to tell apart")
    values = {number for number in numbers if number is not None}
    classes = None in numbers or (len(values) <= FEW_VALUES and all(value == int(value) for value in values))
    if task == "regression" or (not classes and task != "classification"):
        return _numbers([[cell] for cell in cells], 0, name, first), ()
    if len(kinds) > MAX_CLASSES:
        raise TableError(
            f"column {name!r} has {len(kinds)} different values; at most {MAX_CLASSES} classes are told apart"
        )
    return np.array([kinds.index(cell) for cell in cells]), tuple(kind[:40] for kind in kinds)
