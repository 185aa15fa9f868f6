"""Parts of pages that are written by the code they speak of: what stands between two markers of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def placed(page: str, section: str, text: str) -> str:
    """The page with the text between `<!-- section -->` and `<!-- /section -->`.

    Raises:
        ValueError: the page has no such section.
    """
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"the page has no section {section!r}")
    return pattern.sub(lambda _: f"{begin}\n{text}\n{end}", page, count=1)
