"""The page of trainability in a browser: a map of trainings, the chosen one beside it, the address, stop, all sizes."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from experiments.training import TrainSpec, trainability
from tests.browser.pages.field import question, settled, spot, stroke

pytestmark = pytest.mark.browser

SMALL = "trainability?v=1&data.samples=60&hidden=4&steps=40&lane=sgd&map=learning_rate,last_rate&grid=16"


def test_a_click_follows_the_pixel_s_training_and_a_rectangle_looks_closer(open_page, address):
    page, asked = open_page("about:blank"), []
    page.on("request", lambda request: "/api/" in request.url and asked.append(question(request)))
    page.goto(address + SMALL)
    revision = settled(page)
    page.mouse.click(*spot(page, 0.85, 0.9))
    page.wait_for_url(re.compile("at="))
    course = page.get_by_test_id("course")
    expect(course.get_by_role("status")).to_contain_text("Diverged", timeout=30_000)
    spec = TrainSpec.from_dict([said["training"] for name, said in asked if name == "course"][-1])
    grid = next(said for name, said in asked if name == "trainability")
    middles = (np.arange(16) + 0.5) / 16
    assert spec.hyperparameters["learning_rate"] == pytest.approx(
        grid["x"]["low"] * (grid["x"]["high"] / grid["x"]["low"]) ** middles[13]
    )
    made = trainability(spec, {"last_rate": [spec.last_rate]})
    end = re.search(r"to ([\d.]+) in 40 steps", course.inner_text())
    assert float(end[1]) == pytest.approx(made.arrays["loss"][0], rel=0.005)
    stroke(page, (0.25, 0.25), (0.5, 0.75))
    settled(page, revision)
    page.wait_for_url(re.compile("part="))
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url(lambda url: "part=" not in url)
    page.get_by_role("button", name="Open in Networks").click()
    page.wait_for_url(re.compile(r"networks\?.*last_rate=.*lane=sgd~learning_rate"))


def test_a_long_map_can_be_stopped_and_fits_a_phone(open_page, address):
    page = open_page(f"{address}{SMALL.replace('grid=16', 'grid=256')}", "phone")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator('.field[data-pending="0"]')).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    again = page.get_by_role("button", name="Start again")
    share = page.locator(".field-progress progress").evaluate("bar => bar.value")
    assert share < 1
    again.click()
    expect(page.locator('.field[data-pending="1"]')).to_have_count(1)
    page.get_by_role("button", name="Stop", exact=True).click()
