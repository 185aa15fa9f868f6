"""A visitor's own table on the page of networks: loaded, kept for the visit alone, and given up."""

from __future__ import annotations

from typing import Any

import streamlit as st

import wire
from surfaces.neural.uploads import MAX_BYTES, MAX_ROWS, TableError, read_csv
from ui import fields
from ui.workbench import Bench

_KEPT = "net.kept"
_FILE = "net.file"
_TASKS = {"": "Guess", "classification": "Classes", "regression": "Numbers"}


def own_table(bench: Bench) -> None:
    """Draws the loading of a table, and what is learnt of one that is there."""
    table: dict[str, Any] = st.session_state.setdefault(_KEPT, {})

    def loaded() -> None:
        file = st.session_state[_FILE]
        if file is None:
            table.clear()
        else:
            _take(bench, table, file.getvalue())

    def aimed(target: str | None) -> None:
        _take(bench, table, table["bytes"], target or "", table["task"])

    def meant(task: str | None) -> None:
        _take(bench, table, table["bytes"], table["target"], task or "")

    with st.expander("Your own table", key="net.own"):
        st.file_uploader(
            "CSV file",
            type=["csv", "txt", "tsv"],
            key=_FILE,
            on_change=loaded,
            help=f"One row for each point, numbers in all columns but the last, which is learnt: classes or numbers. "
            f"Up to {MAX_BYTES / 1e6:g} MB and {MAX_ROWS:,} rows. It stays in memory while you are here and is written "
            "nowhere; a link does not carry it.",
        )
        if table.get("error"):
            st.error(table["error"])
        if table.get("columns"):
            words = {name: name for name in table["columns"]}
            fields.choice(
                "What is learnt", words, table["target"], aimed, key="net.target", help="The column to learn."
            )
            help = "Whether its values are classes or numbers."
            fields.choice("Its values are", _TASKS, table["task"], meant, key="net.task", help=help)


def _take(bench: Bench, table: dict[str, Any], content: bytes, target: str = "", task: str = "") -> None:
    """Reads a file and trains on it; where it cannot be read, says why."""
    try:
        made = read_csv(content, target, task)
        kept = wire.keep(made)
    except (TableError, wire.RefusedError) as error:
        table["error"] = _sentence(str(error))
        return
    table |= {
        "bytes": content,
        "task": task,
        "error": "",
        "kept": kept,
        "columns": [*made.features, made.target],
        "target": made.target,
    }
    bench.change({"table": kept.name})


def let_go(bench: Bench) -> None:
    """Goes back to the data of the study where its table has been taken out, or is another visit's."""
    name = bench.study.first.table
    kept = st.session_state.get(_KEPT, {}).get("kept")
    if name and (kept is None or kept.name != name):
        bench.change({"table": ""})


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
