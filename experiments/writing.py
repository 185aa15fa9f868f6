"""Results on disk: as named arrays, or as a table with one line a case; either says what was asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

#: The endings under which results are written.
KINDS = (".npz", ".csv", ".parquet")


def write(path: str | Path, arrays: Mapping[str, Any], columns: Mapping[str, Any], notes: Mapping[str, str]) -> None:
    """Writes results down: `.npz` as arrays, `.csv` or `.parquet` as a table.

    Args:
        path: where; its ending says how.
        arrays: the arrays by name.
        columns: the table, every column of shape (lines,).
        notes: what is said besides, each on one line: strings in an `.npz`, first lines behind a # in a `.csv`,
            `attrs` in a `.parquet`.

    Raises:
        ValueError: the name ends in something else.
    """
    path = Path(path)
    if path.suffix not in KINDS:
        raise ValueError(f"{path.name}: results are written as {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    if path.suffix == ".npz":
        named: dict[str, Any] = {**arrays, **{name: np.array(text) for name, text in notes.items()}}
        np.savez_compressed(path, **named)
        return
    if path.suffix == ".csv":
        path.write_text(csv_text(columns, notes), encoding="utf-8", newline="")
        return
    import pandas as pd  # heavy, and needed here alone

    frame = pd.DataFrame(dict(columns))
    frame.attrs.update(notes)
    frame.to_parquet(path, index=False)


def csv_text(columns: Mapping[str, Iterable[Any]], notes: Mapping[str, str]) -> str:
    """A table as CSV, what is said besides in first lines behind a #."""
    file = io.StringIO()
    file.writelines(f"# {text}\n" for text in notes.values())
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return file.getvalue()
