"""An animation plays in a real browser: heads move, paths grow, and the ground stays where it is."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from experiments import RunSpec, run
from plots.animate import animate

pytestmark = pytest.mark.browser

GO = """async step => {
    const plot = document.querySelector(".plotly-graph-div");
    const still = { frame: { duration: 0, redraw: false }, transition: { duration: 0 }, mode: "immediate" };
    await Plotly.animate(plot, [String(step)], still);
    const { xaxis, yaxis } = plot._fullLayout, at = plot.getBoundingClientRect();
    const place = (x, y) => [at.x + xaxis._offset + xaxis.l2p(x), at.y + yaxis._offset + yaxis.l2p(y)];
    const heads = [...plot.querySelectorAll(".xy .points path.point")].map(head => {
        const box = head.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    });
    return { heads, place: [place(0, 0), place(1, 1)], lines: plot.querySelectorAll(".xy path.js-line").length };
}"""


def test_heads_move_over_ground_that_stays(open_page, tmp_path):
    runs = run([RunSpec("himmelblau", name, start=(0.0, 0.0), steps=40) for name in ("sgd", "momentum")])
    file = tmp_path / "race.html"
    animate(runs, frames=41, points=41).write_html(file, auto_play=False)
    page = open_page(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.plotly-graph-div .xy .points path.point').length > 2")
    pictures = {}
    for step in (0, 10, 40):
        seen = page.evaluate(GO, step)
        origin, unit = np.array(seen["place"])
        wanted = [origin + (unit - origin) * each.x[step] for each in runs]
        np.testing.assert_allclose(seen["heads"][-2:], wanted, atol=0.6)
        pictures[step] = np.asarray(Image.open(BytesIO(page.screenshot())).convert("L"), dtype=float)
    far = origin + (unit - origin) * [-3.5, -3.5]
    x, y = far.astype(int)
    ground = {step: picture[y - 40 : y + 40, x - 40 : x + 40] for step, picture in pictures.items()}
    assert ground[0].std() > 2, "no contour lines are to be seen"
    for step in (10, 40):
        np.testing.assert_allclose(ground[step], ground[0], atol=2)


def test_it_plays_when_it_is_told_to(open_page, tmp_path):
    runs = run([RunSpec("himmelblau", "sgd", steps=40)])
    file = tmp_path / "race.html"
    animate(runs, seconds=0.5, points=11).write_html(file, auto_play=False)
    page = open_page(file.as_uri())
    label = page.locator(".slider-current-value, .slider-label").first
    label.wait_for()
    assert "step 0" in label.text_content()
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function("document.querySelector('.slider-label').textContent.includes('step 40')")
