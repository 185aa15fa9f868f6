"""The page of networks in a browser: from the press that trains to the first picture of the surface."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser

from bench.browser import SIZE
from bench.report import machine, write
from bench.serving import browser, served
from docs.sections import table

#: How often the default network is trained, each time from other first weights.
PRESSES = 9
#: Presses the button and waits for what is painted next: milliseconds.
PRESS = """() => new Promise((painted) => {
    const root = document.querySelector(".stage.training");
    const watch = new MutationObserver(() => requestAnimationFrame(() => {
        watch.disconnect();
        painted(performance.now() - began);
    }));
    watch.observe(root, { attributeFilter: ["data-revision"] });
    const began = performance.now();
    root.querySelector(".train").click();
})"""
RESTS = """() => {
    const root = document.querySelector(".stage.training");
    return root?.dataset.ready === "plotly" && root.querySelector(".train").textContent === "New first weights"
        && root.dataset.done === root.dataset.step;
}"""
#: Milliseconds after which the last fine picture has been painted.
SETTLE = 2_000


def first_pictures(started: Browser, address: str) -> list[float]:
    """Milliseconds from each press to the first picture of the plane of the weights that it trains."""
    page = started.new_page(viewport=SIZE)
    page.goto(f"{address}networks")
    waits = []
    for _ in range(PRESSES + 1):
        page.wait_for_function(RESTS, timeout=180_000)
        page.wait_for_timeout(SETTLE)
        waits.append(float(page.evaluate(PRESS)))
    page.close()
    return waits[1:]


def main() -> None:
    """Measures the page as `make run` serves it."""
    with served() as address, browser() as started:
        waits = first_pictures(started, address)
    rows = [["default networks, three runs: pressed to the first plane painted, warm", f"{median(waits):.0f} ms"]]
    rows.append([f"the slowest of {PRESSES}", f"{max(waits):.0f} ms"])
    text = f"Headless Chromium without a graphics card, server and browser on the same cores. {machine()}\n\n"
    write("training", text + table(["what", "measured"], rows))


if __name__ == "__main__":
    main()
