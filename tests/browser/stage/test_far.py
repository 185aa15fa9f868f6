"""What leaves the picture: lines to far places go where they go, a mark stands at the edge, and Fit brings all back."""

import math

import pytest

from tests.browser.stage.canvases import HEAD

pytestmark = pytest.mark.browser

#: What a context would be told of one segment, in an area of 200 by 100 pixels at (50, 20).
TRACED = """async ([x0, y0, x1, y1]) => {
  const { traceSegment } = await import("./stage/plane.js");
  const told = [];
  const context = { moveTo: (x, y) => told.push([x, y]), lineTo: (x, y) => told.push([x, y]) };
  const open = traceSegment(context, { x: 50, y: 20, width: 200, height: 100 }, false, x0, y0, x1, y1);
  return [told, open];
}"""


@pytest.mark.full
@pytest.mark.parametrize("far", [1e3, 1e5, 1e8, 1e20])
def test_a_line_from_here_to_far_away_keeps_its_direction(open_plain, far):
    page, angle = open_plain(), 0.4
    told, open_ = page.evaluate(TRACED, [150, 70, 150 + far * math.cos(angle), 70 + far * math.sin(angle)])
    (x0, y0), (x1, y1) = told
    assert (x0, y0) == (150, 70)
    assert math.atan2(y1 - y0, x1 - x0) == pytest.approx(angle, abs=1e-9)
    assert 200 < math.hypot(x1 - x0, y1 - y0) < 2000
    assert not open_


def test_a_line_between_two_far_places_passes_where_it_does(open_plain):
    page = open_plain()
    told, _ = page.evaluate(TRACED, [150 - 3e5, 70 - 1e5, 150 + 6e6, 70 + 2e6])
    for x, y in told:
        assert (x - 150) / 3 == pytest.approx(y - 70, abs=1e-3)
    assert page.evaluate(TRACED, [0, -9e3, 300, -8e3])[0] == []
    assert page.evaluate(TRACED, [-1e12, -1e12, 1e12, 1.1e12])[0] == []
    assert page.evaluate(TRACED, [60, 30, 90, 50]) == [[[60, 30], [90, 50]], True]


@pytest.mark.full
def test_a_run_outside_is_marked_at_the_edge_and_fit_brings_everything_back(open_stage):
    page = open_stage(lanes="descent", step=0)
    home = page.evaluate("document.querySelector('[data-view=map] .plot')._fullLayout.xaxis.range")
    page.evaluate("Plotly.relayout(document.querySelector('[data-view=map] .plot'), { 'xaxis.range': [1, 3] })")
    page.wait_for_timeout(600)
    box = page.locator('[data-view="map"] canvas.heads').bounding_box()
    x, width = page.evaluate(HEAD, "map")[0] - box["x"], box["width"]
    area = page.evaluate("document.querySelector('[data-view=map] .plot')._fullLayout._size.l")
    assert area < x < area + 16 < width / 3, "the start, at -0.5, is to the left of the window"
    page.get_by_role("button", name="Fit", exact=False).first.click()
    page.wait_for_function(
        """([low, high]) => {
          const { range } = document.querySelector('[data-view=map] .plot')._fullLayout.xaxis;
          return Math.abs(range[0] - low) < 1e-6 && Math.abs(range[1] - high) < 1e-6;
        }""",
        arg=home,
    )
