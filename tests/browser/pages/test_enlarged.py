"""Every picture of every page with a stage can be enlarged, and gives its place back."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.full]

#: A page, and what says that its pictures are there.
PAGES = {
    "rates?v=1&surface=bowl&steps=40&lane=sgd&step=0": '[data-view="response"][data-revision]',
    "networks?v=1&hidden=6&steps=50&lane=adam": '.training:not([data-revision="0"])',
    "networks?v=1&hidden=6&steps=50&lane=adam&twin=activation": '.training:not([data-revision="0"])',
    "widths?v=1&steps=50&restarts=4": '[data-testid="widths"]',
    "depth": '[data-testid="depth"][data-pending="0"]',
}


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("query", PAGES)
def test_every_picture_fills_the_page_and_goes_back(open_page, address, query, size):
    page = open_page(address + query, size, plain=True)
    page.locator(PAGES[query]).first.wait_for(timeout=120_000)
    views = page.locator(".stage").first.locator(".view:visible")
    expect(views.nth(1)).to_be_visible()
    names = views.evaluate_all("(views) => views.map((view) => view.dataset.view)")
    assert len(names) > 1
    for name in names:
        view = page.locator(f'.stage [data-view="{name}"]').first
        before = view.bounding_box()
        view.locator(".enlarge").click()
        expect(views).to_have_count(1)
        large = view.bounding_box()
        assert large["width"] * large["height"] > before["width"] * before["height"], name
        assert large["height"] > 0.6 * page.viewport_size["height"], name
        assert large["width"] > 0.6 * page.viewport_size["width"], name
        view.locator(".enlarge").click()
        expect(views).to_have_count(len(names))
