"""The anatomy's formulas: they stay within the page; what is too long for a line goes on in the next, or scrolls."""

import pytest

from optim import OPTIMIZERS
from plots.mathml import mathml
from surfaces import SURFACES

pytestmark = pytest.mark.browser

UPDATE = '.anatomy [aria-label="Update"]'
#: Whether everything that is shown of the anatomy lies within it.
WITHIN = """() => {
  const { right } = document.querySelector(".anatomy").getBoundingClientRect();
  const boxes = [...document.querySelectorAll(".anatomy :is(.sideways, code)")];
  return boxes.every((box) => box.getBoundingClientRect().right <= right + 1);
}"""
LINES = """(selector) => {
  const parts = [...document.querySelector(selector).querySelectorAll("math")];
  return new Set(parts.map((part) => Math.round(part.getBoundingClientRect().bottom / 12))).size;
}"""


def explain(page, update, surface):
    """Opens the anatomy of a rule and a surface with these formulas."""
    page.evaluate(
        """([formula, ground, optax]) => {
          const { optimizers, surface } = harness.component.data;
          const descent = { ...optimizers.descent, formula, optax };
          harness.update({ optimizers: { ...optimizers, descent }, surface: { ...surface, formula: ground } });
        }""",
        [mathml(update), mathml(surface), OPTIMIZERS["lbfgs"].optax],
    )
    page.locator(".anatomy summary").click()
    page.locator(".anatomy .numbers").first.wait_for()


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_formulas_stay_within_the_page(open_plain, size):
    page = open_plain(size, lanes="descent", step=10)
    explain(page, OPTIMIZERS["lbfgs"].formula, SURFACES["eggholder"].formula)
    assert page.locator(".anatomy code").inner_text() == OPTIMIZERS["lbfgs"].optax
    assert page.evaluate(WITHIN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.full
def test_a_long_formula_goes_on_in_the_next_line(open_plain):
    page = open_plain(lanes="descent", step=10)
    explain(page, OPTIMIZERS["sgd"].formula, SURFACES["eggholder"].formula)
    surface = page.locator(".anatomy aside .formula").last
    assert page.evaluate(LINES, ".anatomy aside .formula:last-child") > 1
    assert surface.get_attribute("tabindex") is None, "nothing of it is out of sight"
    assert surface.evaluate("(box) => box.textContent") == page.evaluate(
        "(text) => new DOMParser().parseFromString(text, 'text/html').body.textContent",
        mathml(SURFACES["eggholder"].formula),
    )


def test_what_cannot_be_broken_scrolls_with_the_keyboard(open_plain):
    page = open_plain(lanes="descent", step=10)
    explain(page, OPTIMIZERS["lbfgs"].formula, SURFACES["bowl"].formula)
    update = page.locator(UPDATE)
    update.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"document.querySelector('{UPDATE}').scrollLeft > 0")
    assert page.get_by_test_id("stage").get_attribute("data-step") == "10", "time stands still meanwhile"
    page.wait_for_function(f"document.querySelector('{UPDATE}').classList.contains('before')")
