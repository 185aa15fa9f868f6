"""What comes and what does not: streamed lanes, refusals, a busy server, no server at all."""

import base64
import csv
import io
import json
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.browser


def test_lanes_appear_as_they_become_ready(open_plain, double):
    page = open_plain(lanes="descent,slow_adam")
    stage = page.get_by_test_id("stage")
    assert stage.get_attribute("data-pending") == "1"
    assert stage.get_attribute("data-revision") == "0"
    assert page.get_by_text("compiling slow_adam on Himmelblau").is_visible()
    assert page.locator(".legend .value").all_inner_texts()[1] == ""
    double.state.released = True
    page.wait_for_selector('.stage[data-pending="0"][data-revision="1"]')
    assert page.locator(".legend .value").all_inner_texts()[1] != ""
    assert page.locator(".legend .waiting").inner_text() == ""


def test_a_refusal_is_a_sentence_in_place(open_plain, double):
    page = open_plain(quiet=False)
    double.state.faults.append((400, {}, "start must lie within the window; move it back"))
    page.get_by_role("textbox", name="Start x").fill("99")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="move it back").wait_for()
    page.get_by_role("textbox", name="Start x").fill("1")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="move it back").wait_for(state="hidden")


def test_a_busy_server_is_asked_again(open_plain, double):
    page = open_plain(quiet=False)
    double.state.faults.append((503, {"Retry-After": "1"}, "busy"))
    page.get_by_role("textbox", name="Start x").fill("1")
    page.keyboard.press("Enter")
    page.get_by_text("The server is busy; asking again in 1 s.").wait_for()
    page.wait_for_selector('.stage[data-revision="2"]')
    assert page.locator(".legend .waiting").inner_text() == ""


def test_without_a_wire_the_page_brings_the_answers(double, open_page):
    page = open_page("about:blank", quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    page.goto(double.address)
    done = set()
    while page.get_by_test_id("stage").get_attribute("data-ready") is None:
        page.wait_for_function(f"harness.triggers.filter(([name]) => name === 'ask').length > {len(done)}")
        for name, ask in page.evaluate("harness.triggers"):
            if name == "ask" and ask["id"] not in done:
                done.add(ask["id"])
                query = urlencode({"q": json.dumps(ask["question"])})
                with urlopen(f"{double.address}api/{ask['path']}?{query}") as answer:  # noqa: S310
                    body = base64.b64encode(answer.read()).decode()
                page.evaluate("(answer) => harness.update({ answer })", {"id": ask["id"], "bytes": body})
        page.wait_for_timeout(50)
    page.wait_for_selector('.stage[data-revision="1"]')
    assert {"race", "terrain"} <= {ask["path"] for name, ask in page.evaluate("harness.triggers") if name == "ask"}


@pytest.mark.full
def test_without_files_the_page_brings_the_modules(double, open_page):
    from stage.mount import _sources

    page = open_page(double.address, quiet=False)
    page.wait_for_selector('.stage[data-ready="plotly"]')
    page.evaluate(
        """async () => {
          const { default: load } = await import("./stage/loader.js");
          harness.close();
          const data = { ...harness.component.data, module: "main.js", assets: "missing/", vendor: "missing.js" };
          const component = { ...harness.component, data };
          load(component);
          harness.answer = (answer) => load(Object.assign(component, { data: { ...data, answer } }));
        }"""
    )
    page.wait_for_function("harness.triggers.some(([, { path }]) => path === 'sources')")
    body = base64.b64encode(json.dumps(_sources()).encode()).decode()
    page.evaluate("(bytes) => harness.answer({ id: 0, bytes })", body)
    page.wait_for_selector('.stage[data-ready="plotly"]')
    assert page.get_by_test_id("stage").count() == 1
    rules = """() => [...document.styleSheets].filter(({ href }) => href?.startsWith("blob:"))
      .flatMap(({ cssRules }) => [...cssRules].map(({ constructor }) => constructor.name))"""
    assert len(page.evaluate(rules)) > 100
    assert "CSSImportRule" not in page.evaluate(rules)


@pytest.mark.full
def test_a_stage_that_is_taken_down_leaves_nothing(open_plain):
    page = open_plain()
    page.evaluate("harness.close()")
    assert page.get_by_test_id("stage").count() == 0


def test_results_as_csv_can_be_used_alone(open_plain, double):
    own = [{}, {}, {"changes": [[3, {"learning_rate": 0.5}]]}]
    page = open_plain(steps=40, shared=json.dumps({"schedule": "cosine"}), own=json.dumps(own))
    page.evaluate("""harness.update({ labels: ["Descent", "Momentum", '=Adam, "quoted"'] })""")
    protocol = page.locator(".protocol").inner_text()
    assert protocol.startswith("Himmelblau, tilt 0 · start (−0.5, −0.8) · 40 steps · seed 0 · ")
    page.get_by_role("button", name="Final loss").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"))))
    finals = [float(row["final_loss"]) for row in rows]
    assert len(finals) == 3
    assert finals == sorted(finals)
    adam = next(row for row in rows if row["optimizer"] == "adam")
    assert adam["run"] == '\'=Adam, "quoted"', "no spreadsheet takes a name for a formula"
    assert json.loads(adam["hyperparameters"])["b1"] == 0.9
    assert json.loads(adam["surface_knobs"]) == {"tilt": 0}
    assert json.loads(adam["start"]) == [-0.5, -0.8]
    assert json.loads(adam["changes"]) == [[3, {"learning_rate": 0.5}]]
    assert (adam["steps"], adam["seed"], adam["schedule"], adam["clip_norm"]) == ("40", "0", "cosine", "")
    assert (adam["difference"], adam["boxed"]) == ("0", "0")
    assert adam["link"].startswith(double.address)
    assert "surface=himmelblau" in adam["link"]
    assert {row["protocol"] for row in rows} == {page.locator(".protocol").inner_text()}
    assert "not tuned here" in adam["protocol"]


def test_the_anatomy_follows_the_timeline(open_plain):
    page = open_plain(step=3)
    page.locator(".anatomy summary").click()
    numbers = page.locator(".anatomy .numbers").first
    numbers.wait_for()
    at_three = numbers.inner_text()
    assert "⟦" not in at_three
    page.get_by_role("slider", name="Step", exact=True).fill("30")
    assert numbers.inner_text() != at_three
    assert page.locator(".anatomy h4").first.inner_text() == "Gradient descent: the update from step 30 to 31 (t = 31)"


@pytest.mark.full
def test_the_protocol_says_where_runs_differ(open_plain):
    own = [
        {"clip_norm": 5, "clip_value": 2},
        {"difference": 0.001, "boxed": 1},
        {"changes": [[3, {"learning_rate": 0.5, "run.noise": 0.1}]]},
    ]
    shared = {"frame_angle": 30, "frame_dx": 1, "schedule": "cosine", "schedule_knobs": {"alpha": 0.1}}
    page = open_plain(shared=json.dumps(shared), own=json.dumps(own))
    line = page.locator(".protocol").inner_text()
    for part in (
        "turned by 30°",
        "shifted by (1, 0)",
        "different clipping: norm clipped at 5 and values clipped at 2 or no clipping",
        "cosine rate, alpha 0.1",
        "different changes in mid-run: none or from step 3 on learning rate 0.5, noise 0.1",
        "no noise",
        "different gradient: none or forward differences of step 0.001",
        "different box: none or iterates put back on the window's edge",
    ):
        assert part in line


@pytest.mark.full
def test_lanes_are_called_what_python_calls_them(open_plain):
    page = open_plain(lanes="descent:0.01,descent:0.02", labels="One,Two")
    assert page.locator(".legend .label").all_inner_texts() == ["One", "Two"]
    assert page.locator("tbody td:first-child").all_inner_texts() == ["One", "Two"]
    assert page.locator(".legend .word").all_inner_texts() == ["", ""]
    page.get_by_role("slider", name="Step", exact=True).fill("200")
    assert set(page.locator(".legend .word").all_inner_texts()) <= {"reached the minimum", "still moving", "diverged"}
    assert "" not in page.locator(".legend .word").all_inner_texts()
    page.evaluate("harness.update({ labels: ['One'] })")
    assert page.locator(".legend .label").all_inner_texts() == ["Gradient descent", "Gradient descent"]


@pytest.mark.full
def test_a_server_that_is_gone_and_comes_back(open_plain):
    page = open_plain(quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    box = page.get_by_role("button", name="Start point").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10, steps=5)
    page.mouse.up()
    page.get_by_text("Offline: the server cannot be reached.").wait_for()
    page.wait_for_function("harness.edits().length === 1")
    assert page.get_by_test_id("stage").get_attribute("data-revision") == "1"
    page.unroute("**/api/**")
    page.wait_for_function("Number(document.querySelector('.stage').dataset.revision) >= 2")
    page.get_by_text("Offline: the server cannot be reached.").wait_for(state="hidden")
    assert [name for name, _ in page.evaluate("harness.triggers")].count("ask") == 0
    page.wait_for_function("harness.edits().length === 2")
    first, second = page.evaluate("harness.edits()")
    assert first == second, "what nobody may have heard is said again"
    page.evaluate("harness.update({ acknowledged: 1 })")
    page.evaluate("harness.update({ link: 'v=1' })")
    assert page.evaluate("harness.edits().length") == 2


@pytest.mark.full
def test_dragging_does_not_throw_where_python_cannot_be_told(open_plain):
    page = open_plain(deaf=1)
    page.get_by_role("textbox", name="Start x").fill("1.5")
    page.keyboard.press("Enter")
    page.wait_for_selector('.stage[data-revision="2"]')
