"""What single modules of the stage compute, asked in the page: ticks, what a hill hides, how arrows are magnified."""

import numpy as np
import pytest

pytestmark = pytest.mark.browser

#: The ticks of a scale's axis: where each is, and its text.
TICKS = """async ([scale, span]) => {
  const { [scale]: axis } = await import("./stage/curves.js");
  return axis.ticks(span).map(({ at, text }) => [at, text]);
}"""
#: Height 0.8 at x = 0, falling to nothing within 0.4 on both sides; the eye looks along -x, a little from above.
RIDGE = """
  const ridge = (x) => 0.8 * Math.max(0, 1 - Math.abs(x) / 0.4);
  const [rows, columns] = [3, 81];
  const heights = Float32Array.from({ length: rows * columns }, (_, i) => ridge((i % columns) / 40 - 1));
  const terrain = { window: [[-1, 1], [-1, 1]], rows, columns, heights, shadeOf: (loss) => loss };
  const eye = [4, 0, 1.2];
  const { isHidden, seenOf } = await import("./stage/sight.js");
"""
HIDDEN = f"async ([x, height]) => {{ {RIDGE} return isHidden(terrain, eye, x, 0, height); }}"
#: Of a path over the ridge, towards the eye.
DIM = f"""async () => {{ {RIDGE}
  const x = [-0.8, -0.4, 0, 0.6];
  const lane = {{ steps: 3, x: x.flatMap((x) => [x, 0]), loss: x.map(ridge) }};
  const matrix = Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return [...seenOf(lane, null, {{ terrain, matrix, eye, panel: {{ width: 400, height: 400 }} }}).dim];
}}"""
#: The factor for a displacement of so many pixels, on a map of 40 pixels a unit.
FACTOR = """async (length) => {
  const { magnification } = await import("./stage/arrows.js");
  const lane = { steps: 1, x: [0, 0, length / 40, 0] };
  return magnification({ bx: 40, by: -40 }, [{ lane, what: { arrows: ["update"] } }], 0);
}"""


def test_the_numbers_of_a_short_logarithmic_axis_lie_where_they_say(open_plain):
    page = open_plain()
    for span in ((-0.35, -0.25), (0.3, 0.36), (1.2, 2.9), (0.1, 1.5), (-0.05, 0.05)):
        ticks = page.evaluate(TICKS, ["logarithm", span])
        assert len(ticks) > 2
        for at, text in ticks:
            assert 10**at == pytest.approx(float(text), rel=1e-9)
            assert span[0] <= at <= span[1]


@pytest.mark.full
@pytest.mark.parametrize("span", [(-3.06, -2.9), (2.1, 2.6)])
def test_a_short_symmetric_axis_has_round_numbers(open_plain, span):
    ticks = open_plain().evaluate(TICKS, ["symmetric", span])
    assert len(ticks) > 1
    for at, text in ticks:
        value = float(text.replace("\u2212", "-"))
        assert at == pytest.approx(np.sign(value) * np.log10(1 + abs(value)), rel=1e-9)


def test_what_lies_behind_a_ridge_is_hidden(open_plain):
    page = open_plain()
    assert page.evaluate(HIDDEN, [-0.5, 0.1]), "behind the ridge"
    assert not page.evaluate(HIDDEN, [-0.5, 0.9]), "above the line from its crest to the eye"
    assert not page.evaluate(HIDDEN, [0.0, 0.8]), "on the crest"
    assert not page.evaluate(HIDDEN, [0.5, 0.1]), "before the ridge"
    assert page.evaluate(DIM) == [1, 1, 0, 0], "what is hidden of a path is faint"


@pytest.mark.full
def test_arrows_are_magnified_by_round_factors_until_the_longest_is_seen(open_plain):
    page = open_plain()
    for length, factor in ((80, 1), (30, 1), (16, 2), (7, 5), (3.1, 10), (2.9, 20), (0.01, 5000), (0, 1), (1e-9, 1)):
        assert page.evaluate(FACTOR, length) == factor, length
