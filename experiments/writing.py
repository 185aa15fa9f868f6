"""Results on disk: as named arrays, or as a table with one line a case; either says what was asked."""

from __future__ import annotations

from collections.abc import Mapping
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
    import pandas as pd  # heavy, and needed here alone

    frame = pd.DataFrame(dict(columns))
    if path.suffix == ".parquet":
        frame.attrs.update(notes)
        frame.to_parquet(path, index=False)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {text}\n" for text in notes.values())
        frame.to_csv(file, index=False)
