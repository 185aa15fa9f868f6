"""Below a path of a larger site the stage finds its modules, Plotly, the wire and its own address."""

import re

import pytest
from playwright.sync_api import expect

from bench.serving import COMMAND, served
from tests.browser.looks import ready

pytestmark = [pytest.mark.browser, pytest.mark.full]


def test_the_stage_works_below_a_base_path(open_page):
    with served(f"{COMMAND} --server.baseUrlPath lab", base="lab/", DESCENT_LAB_AHEAD="0") as address:
        page = open_page(f"{address}?surface=bowl&lane=adam&step=0")
        page.locator(f".stage{ready(plain=False)}").wait_for(timeout=120_000)
        steps = page.get_by_test_id("stSidebar").get_by_label("Steps", exact=True)
        steps.fill("50")
        steps.press("Enter")
        page.wait_for_url(re.compile("steps=50"))
        expect(page.get_by_role("slider", name="Step", exact=True)).to_have_attribute("max", "50")
        assert page.url.startswith(f"{address}?v=1&surface=bowl")
        page.goto(f"{address}api/health")  # a page that does not complain when the server goes
