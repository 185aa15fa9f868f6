"""What a page's address says."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page


def query(page: Page) -> dict[str, list[str]]:
    """The parts of the address after its "?": each name with all its values, in their order."""
    return parse_qs(urlsplit(page.url).query)
