"""What is drawn: five views that agree with each other and with Plotly, in both themes and at every size."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.stage.canvases import HEAD, INK

pytestmark = pytest.mark.browser

#: The height at which the 3-D view draws the start, (-0.5, -0.8) on Himmelblau's function.
HEIGHT = """async () => {
  const { x, y } = document.querySelector('[data-view="surface"] .plot').data[0];
  const { createWire } = await import("./stage/wire.js");
  const { terrainOf } = await import("./stage/terrain.js");
  const wire = createWire(document.baseURI, "test", null, () => {});
  const window = [[x[0], x.at(-1)], [y[0], y.at(-1)]];
  const grid = { columns: 3 * x.length - 2, rows: 3 * y.length - 2 };
  const terrain = terrainOf(await wire.arrays("terrain", { window, ...grid }));
  return terrain.shadeOf((0.25 - 0.8 - 11) ** 2 + (-0.5 + 0.64 - 7) ** 2);
}"""
#: Notes for each frame where the head is, and where the camera that Plotly drew with puts it.
FOLLOW = """async ([height, head]) => {
  const { plotlyMatrix, projectPoint } = await import("./stage/projection.js");
  const plot = document.querySelector('[data-view="surface"] .plot');
  const canvas = document.querySelector('[data-view="surface"] canvas.heads');
  const where = eval(head);
  window.frames_ = [];
  const note = () => {
    const box = canvas.getBoundingClientRect();
    const place = new Float32Array(2);
    const matrix = plotlyMatrix(plot._fullLayout.scene._scene);
    projectPoint(matrix, -0.5, -0.8, height, box.width, box.height, place, 0);
    window.frames_.push([where("surface").slice(0, 2), [box.left + place[0], box.top + place[1]]]);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""
#: Has Plotly wait with its drawings of the terrain until each is let go.
HOLD = """() => {
  const react = Plotly.react;
  window.held = [];
  Plotly.react = async (plot, ...rest) => {
    if (plot.closest('[data-view="map"], [data-view="surface"]')) await new Promise((go) => window.held.push(go));
    return react(plot, ...rest);
  };
}"""
#: Waits until nothing on the stage has been redrawn for a while.
STILL = """async (view) => {
  const canvas = document.querySelector(`[data-view="${view}"] canvas.heads`);
  let [same, before] = [0, ""];
  while (same < 12) {
    await new Promise(requestAnimationFrame);
    const now = canvas.toDataURL();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}"""


@pytest.mark.parametrize(
    ("size", "theme"), [pytest.param("laptop", "light", marks=pytest.mark.full), ("laptop", "dark"), ("phone", "light")]
)
def test_everything_is_drawn_without_a_complaint(open_stage, size, theme):
    page = open_stage(size, theme=theme, step=80)
    stage = page.get_by_test_id("stage")
    assert stage.get_attribute("data-revision") == "1"
    assert stage.get_attribute("data-step") == "80"
    for view in ("map", "surface", "loss", "gradient", "rate"):
        assert page.evaluate(INK, [view, "paths"]) > 100, view
        assert page.evaluate(INK, [view, "heads"]) > 20, view
        assert page.evaluate(INK, [view, "ground"]) == 0, f"{view}: Plotly has not taken over"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_hero_fits_the_first_screen(open_plain):
    page = open_plain()
    box = page.locator(".hero").bounding_box()
    assert box["y"] + box["height"] <= 900
    assert box["height"] > 700


def test_the_first_picture_does_not_wait_for_plotly(double, open_page):
    page = open_page(double.address)
    page.route("**/vendor/**", lambda _: None)
    page.goto(double.address)
    page.wait_for_selector('.stage[data-ready="canvas"]')
    assert page.evaluate("window.Plotly === undefined")
    for view in ("map", "surface", "loss"):
        assert page.evaluate(INK, [view, "ground"]) > 1000, view
        assert page.evaluate(INK, [view, "paths"]) > 100, view


@pytest.mark.full
def test_plotly_takes_over_without_a_jump(double, open_page):
    page, held = open_page(double.address), []
    page.route("**/vendor/**", lambda route: held.append(route))
    page.goto(f"{double.address}?lanes=descent&step=0")
    page.wait_for_selector('.stage[data-ready="canvas"]')
    before = {view: page.evaluate(HEAD, view) for view in ("map", "surface", "loss")}
    for route in held:
        route.continue_()
    page.wait_for_selector('.stage[data-ready="plotly"]')
    for view, place in before.items():
        page.evaluate(STILL, view)
        assert page.evaluate(HEAD, view) == pytest.approx(place, abs=1), view


@pytest.mark.full
def test_another_window_is_seen_before_plotly_has_drawn_it(open_stage):
    page = open_stage(lanes="descent", step=0)
    page.evaluate(HOLD)
    page.evaluate("harness.update({ nonce: 1, view: { step: 0, autoplay: false, window: [-3, 2, -3, 2] } })")
    page.wait_for_function("window.held.length === 2")
    for view in ("map", "surface"):
        assert page.evaluate(INK, [view, "ground"]) > 1000, view
    before = {view: page.evaluate(HEAD, view) for view in ("map", "surface")}
    page.evaluate("window.held.forEach(let_go => let_go())")
    for view, place in before.items():
        page.wait_for_function(f"({INK})(['{view}', 'ground']) === 0")
        page.evaluate(STILL, view)
        assert page.evaluate(HEAD, view) == pytest.approx(place, abs=1), view


def test_the_map_is_within_a_pixel_of_plotly(open_stage):
    page = open_stage(lanes="descent", step=0)
    address, usual = page.url, page.viewport_size
    sizes = ({"width": 1180, "height": 760}, usual, usual)
    for window, size in zip(((-5, 5, -6, 6), (-2, 1, -2.5, 1), (-0.8, 0, -1.2, -0.3)), sizes, strict=True):
        page.set_viewport_size(size)
        page.evaluate(
            """([x0, x1, y0, y1]) => {
              const plot = document.querySelector('[data-view="map"] .plot');
              return Plotly.relayout(plot, { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] });
            }""",
            window,
        )
        page.wait_for_url(lambda url, before=address: url != before)
        address = page.url
        page.wait_for_timeout(400)
        page.evaluate(STILL, "map")
        x, y = page.evaluate(
            """async () => {
              const plot = document.querySelector('[data-view="map"] .plot');
              await Plotly.addTraces(plot, { x: [-0.5], y: [-0.8], mode: "markers", marker: { size: 9 } });
              const box = [...plot.querySelectorAll(".scatterlayer .trace path.point")].at(-1).getBoundingClientRect();
              await Plotly.deleteTraces(plot, -1);
              return [box.x + box.width / 2, box.y + box.height / 2];
            }"""
        )
        assert page.evaluate(HEAD, "map")[:2] == pytest.approx([x, y], abs=1), (window, size)


#: Shows a marker of Plotly's alone, without terrain and runs, at a height above the start; None shows everything again.
ALONE = """async (z) => {
  const view = document.querySelector('[data-view="surface"]');
  const plot = view.querySelector(".plot");
  const alone = z !== null;
  await Plotly.restyle(plot, { visible: !alone }, [0]);
  if (alone) {
    const marker = { size: 8, color: "#ff00ff", line: { width: 0 } };
    await Plotly.addTraces(plot, { type: "scatter3d", mode: "markers", x: [-0.5], y: [-0.8], z: [z], marker });
  } else await Plotly.deleteTraces(plot, -1);
  for (const canvas of view.querySelectorAll("canvas.paths, canvas.heads"))
    canvas.style.visibility = alone ? "hidden" : "";
}"""


def marker_seen(page) -> list[float]:
    """The middle of Plotly's marker in a picture of the page."""
    for _ in range(20):  # WebGL draws when it gets to it
        page.wait_for_timeout(250)
        image = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
        magenta = (image[..., 0] > 200) & (image[..., 1] < 90) & (image[..., 2] > 200)
        rows, columns = np.nonzero(magenta)
        if len(rows) > 20:
            return [columns.mean() + 0.5, rows.mean() + 0.5]
    raise AssertionError("Plotly has drawn no marker")


def test_the_surface_is_within_a_pixel_of_plotly(open_stage):
    page = open_stage(lanes="descent", step=0)
    for eye in ((-0.8, -1.5, 1.1), (0.1, 0.2, 2.2), (1.6, -0.6, 0.7)):
        page.evaluate(
            """([x, y, z]) => {
              const plot = document.querySelector('[data-view="surface"] .plot');
              const camera = { eye: { x, y, z }, center: { x: 0, y: 0, z: 0 }, up: { x: 0, y: 0, z: 1 } };
              return Plotly.relayout(plot, { "scene.camera": camera });
            }""",
            eye,
        )
        page.evaluate(STILL, "surface")
        drawn = page.evaluate(HEAD, "surface")[:2]
        page.evaluate(ALONE, page.evaluate(HEIGHT))
        assert marker_seen(page) == pytest.approx(drawn, abs=1), eye
        page.evaluate(ALONE, None)


def test_the_runs_lag_the_camera_by_no_more_than_a_frame(open_stage):
    page = open_stage(lanes="descent", step=0)
    page.evaluate(FOLLOW, [page.evaluate(HEIGHT), HEAD])
    box = page.locator('[data-view="surface"] .plot').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(10):
        page.mouse.move(x + 12 * k, y + 4 * k)
    page.mouse.up()
    page.wait_for_timeout(300)
    heads, drawn = np.moveaxis(np.array(page.evaluate("window.frames_")), 1, 0)
    assert np.ptp(drawn[:, 0]) > 5, "the camera did not turn"
    now = np.abs(heads[1:] - drawn[1:]).max(axis=1)
    one_ago = np.abs(heads[1:] - drawn[:-1]).max(axis=1)
    assert np.minimum(now, one_ago).max() <= 1.0


def test_what_is_to_come_can_be_hidden(open_plain):
    page = open_plain(step=0)
    assert page.evaluate(INK, ["map", "paths"]) > 100
    page.get_by_role("button", name="Hide what is to come").click()
    assert page.evaluate(INK, ["map", "paths"]) == 0
    assert page.evaluate(INK, ["loss", "paths"]) == 0


def test_arrows_are_drawn_on_request(open_plain, double):
    page = open_plain(step=10)
    page.get_by_role("button", name="Momentum").first.click()
    page.locator("summary", has_text="Arrows").click()
    before = page.evaluate(INK, ["map", "heads"])
    for label, path in (
        ("Downhill", None),
        ("Momentum", "anatomy"),
        ("Look-ahead", "anatomy"),
        ("Curvature (Hessian)", "curvature"),
    ):
        page.locator(".menu label", has_text=label).click()
        page.wait_for_function(f"({INK})(['map', 'heads']) > {before}")
        before = page.evaluate(INK, ["map", "heads"])
        assert path is None or double.asked(path)


@pytest.mark.full
def test_an_update_too_short_to_be_seen_is_magnified_and_says_so(open_plain):
    page = open_plain(lanes="descent", step=8)
    page.locator("summary", has_text="Arrows").click()
    before = page.evaluate(INK, ["map", "heads"])
    page.locator(".menu label", has_text="Step made").click()
    page.wait_for_function(f"({INK})(['map', 'heads']) > {before} + 40")
    scale = page.locator('[data-view="map"] .key', has_text="arrows")
    expect(scale).to_have_text(re.compile("arrows × 1?[125]"))
    late = scale.inner_text()
    page.get_by_role("slider", name="Step", exact=True).fill("0")
    expect(scale).not_to_have_text(late)


def test_a_view_fills_the_screen_and_comes_back(open_plain):
    page = open_plain()
    before = page.locator('[data-view="map"]').bounding_box()
    page.get_by_role("button", name="Enlarge Contour map").click()
    page.wait_for_function("document.querySelector('[data-view=map]').clientWidth > 900")
    assert not page.locator('[data-view="loss"]').is_visible()
    assert page.get_by_role("button", name="Play").is_visible()
    page.wait_for_url(lambda url: url.endswith("&enlarged=map"))
    page.get_by_role("button", name="Enlarge Contour map").click()
    page.wait_for_selector(".stage:not(.filling)")
    assert page.locator('[data-view="map"]').bounding_box() == pytest.approx(before, abs=1)
    page.wait_for_url(lambda url: "enlarged" not in url)


def test_an_address_opens_one_view_large_along_its_coordinate(open_plain):
    page = open_plain(enlarged="rate", coordinate=1)
    page.wait_for_function("document.querySelector('[data-view=rate]').clientWidth > 900")
    expect(page.locator('[data-view="map"]')).to_be_hidden()
    expect(page.get_by_role("combobox", name="Coordinate").locator("option:checked")).to_have_text("y")
    page.wait_for_url(lambda url: url.endswith("?v=1&surface=himmelblau&coordinate=1&enlarged=rate"))
    expect(page.locator('[data-view="rate"] .enlarge')).to_have_css("opacity", "1")
    page.keyboard.press("Escape")
    expect(page.locator('[data-view="map"]')).to_be_visible()
    page.get_by_role("combobox", name="Coordinate").select_option("learning rate")
    page.wait_for_url(lambda url: url.endswith("himmelblau&coordinate=none"))
    page.get_by_role("combobox", name="Coordinate").select_option("x")
    page.wait_for_url(lambda url: url.endswith("himmelblau"))


def test_nothing_gives_away_what_is_hidden(open_stage):
    page = open_stage(step=3, hide=1)
    ranges = """() => ["loss", "gradient", "rate"].map((name) =>
      document.querySelector(`[data-view="${name}"] .plot`)._fullLayout.yaxis.range)"""
    table, later = page.locator(".results table"), page.get_by_text("Hidden until the end is reached.")
    export = page.get_by_role("button", name="Download CSV")
    early = page.evaluate(ranges)
    assert not table.is_visible()
    assert later.is_visible()
    assert export.is_disabled()
    assert set(page.locator(".legend .word").all_inner_texts()) == {""}
    slider = page.get_by_role("slider", name="Step", exact=True)
    slider.fill("150")
    page.wait_for_function(f"JSON.stringify(({ranges})()[0]) !== '{json.dumps(early[0], separators=(',', ':'))}'")
    slider.fill("200")
    table.wait_for(state="visible")
    assert not later.is_visible()
    assert export.is_enabled()
    assert "" not in page.locator(".legend .word").all_inner_texts()
    page.get_by_role("button", name="Hide what is to come").click()
    page.wait_for_timeout(300)
    whole = page.evaluate(ranges)
    assert early[0][0] > whole[0][0] + 1, "the axis had not told how deep the loss would fall"
    slider.fill("150")
    assert table.is_visible()


@pytest.mark.full
def test_the_learning_rate_is_shown_over_time(open_plain):
    page = open_plain(own=json.dumps([{"schedule": "cosine"}, {}, {}]), step=50)
    which, heading = page.get_by_role("combobox", name="Coordinate"), page.locator('[data-view="rate"] h3')
    drawn = """() => document.querySelector('[data-view="rate"] canvas.paths').toDataURL()"""
    expect(heading).to_have_text("Learning rate")
    expect(which.locator("option:checked")).to_have_text("learning rate")
    planned = page.evaluate(drawn)
    which.select_option("x")
    expect(heading).to_have_text("Effective rate")
    assert page.evaluate(drawn) != planned
    page.evaluate("harness.update({ link: 'v=1' })")
    expect(which.locator("option:checked")).to_have_text("x")
    which.select_option("learning rate")
    assert page.evaluate(drawn) == planned
    other = open_plain(step=50)
    expect(other.locator('[data-view="rate"] h3')).to_have_text("Effective rate")
    other.evaluate("""harness.update({ race: { shared: { ...harness.component.data.race.shared, schedule: "cosine" },
      lanes: harness.component.data.race.lanes } })""")
    expect(other.locator('[data-view="rate"] h3')).to_have_text("Learning rate")
