"""Queries: what the addresses of all pages have in common, and the reading of strangers' texts in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

VERSION = "1"
#: The longest query that is read, in characters: as much as servers and mail programs pass on.
MAX_LINK = 8_000

_NUMBER = re.compile(r"[-+]?(\d{1,20}(\.\d{0,30})?|\.\d{1,30})(e[-+]?\d{1,3})?", re.ASCII)
#: What is passed over without a word: what Streamlit itself reads in an address, and what those who pass links on add.
_FOREIGN = re.compile(r"embed(_options)?|utm_\w+|\w*clid", re.ASCII)

Pairs = Iterable[tuple[str, str]]


def pairs_of(query: str | Pairs) -> tuple[list[tuple[str, str]], str]:
    """The pairs of a query that are ours to read, without its version.

    Args:
        query: the text behind `?`, or its pairs of key and value, unchecked.

    Returns:
        The pairs, and a note that says why there are none where something was given.
    """
    pairs = parse_qsl(query[: 2 * MAX_LINK], keep_blank_values=True) if isinstance(query, str) else list(query)
    pairs = [(key, value) for key, value in pairs if not _FOREIGN.fullmatch(key)]
    if sum(len(key) + len(value) + 2 for key, value in pairs) > MAX_LINK:
        return [], f"the link is longer than {MAX_LINK:,} characters"
    if (version := dict(pairs).get("v", VERSION)) != VERSION:
        return [], f"the link is of version {shown(version)}, and this page reads version {VERSION}"
    return [pair for pair in pairs if pair[0] != "v"], ""


def read_number(text: str) -> float | int | None:
    """The finite number that a text says, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text) if set(text) & set(".e") else int(text)
    return value if math.isfinite(value) else None


def shown(text: str) -> str:
    """A stranger's text as it may stand in a sentence."""
    short = text if len(text) <= 40 else text[:39] + "…"
    return f"“{''.join(char if char.isprintable() else '·' for char in short)}”"
