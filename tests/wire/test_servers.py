"""Started as anybody would start it: `streamlit run app.py`, `uvicorn app:app`, and the wire alone."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.browsing import Page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
#: A freshly imported JAX alone is more than this many objects.
MANY = 100_000


def free_port():
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


COMMANDS = {
    "streamlit": "-m streamlit run app.py --server.address 127.0.0.1 --server.port {port}",
    "uvicorn": "-m uvicorn app:app --host 127.0.0.1 --port {port} --no-access-log",
    "below a path": "-m streamlit run app.py --server.address 127.0.0.1 --server.port {port} --server.baseUrlPath lab",
    "wire alone": "-m uvicorn --factory wire:application --host 127.0.0.1 --port {port} --no-access-log",
}
BASES = {"below a path": "/lab"}


class Server:
    """A server of this code as a process of its own."""

    def __init__(self, name: str, log: Path) -> None:
        self.name, self.port, self.base, self.log = name, free_port(), BASES.get(name, ""), log
        command = [sys.executable, *COMMANDS[name].format(port=self.port).split()]
        with log.open("wb") as output:
            environment = os.environ | {"DESCENT_LAB_AHEAD": "0"}
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=environment)  # noqa: S603

    def ask(self, path: str, question: object = None) -> tuple[http.client.HTTPResponse, bytes]:
        """One request on a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            body = None if question is None else json.dumps(question)
            connection.request(
                "GET" if body is None else "POST", f"{self.base}/{path}", body, {"Accept-Encoding": "gzip"}
            )
            response = connection.getresponse()
            return response, response.read()

    def wait(self) -> None:
        """Returns when it answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError):
                if self.ask("api/health")[0].status == 200:
                    return
            time.sleep(0.2)
        raise AssertionError(f"no answer within {PATIENCE} s: {self.log.read_text()}")

    def stop(self) -> int:
        """Asks it to end, and returns its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="module", params=COMMANDS)
def server(request, tmp_path_factory):
    server = Server(request.param, tmp_path_factory.mktemp("server") / "log.txt")
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture
def whole(server):
    if server.name == "wire alone":
        pytest.skip("the wire alone has no pages")
    return server


def test_the_wire_answers(server):
    question = {"shared": {"surface": "bowl", "steps": 20}, "lanes": [{"optimizer": "sgd"}]}
    response, body = server.ask("api/race", question)
    assert response.status == 200
    assert response.getheader("content-encoding") == "identity"
    assert b'\\"verdict\\"' in body
    assert server.ask("api/race", {"lanes": []})[0].status == 400


def test_the_documentation_is_found_without_its_last_stroke(server):
    response, _ = server.ask("api")
    assert (response.status, response.getheader("location")) == (308, "api/")
    assert b"The wire" in server.ask("api/")[1]


def test_the_pages_and_their_files_are_served(whole):
    response, body = whole.ask("")
    assert response.status == 200
    assert b"<!doctype html>" in body.lower()
    response, body = whole.ask("vendor/plotly.min.js")
    assert (response.status, response.getheader("content-encoding")) == (200, "gzip")
    assert len(body) > 1_000_000
    file = next((ROOT / "stage" / "static").glob("*.js")).name
    version = json.loads(whole.ask("api/health")[1])["version"]
    assert "immutable" in whole.ask(f"assets/{version}/{file}")[0].getheader("cache-control")


def test_garbage_collection_does_not_walk_over_everything(server):
    assert json.loads(server.ask("api/health")[1])["frozen"] > MANY


def test_a_visitor_s_file_is_put_on_no_disk(whole):
    assert json.loads(whole.ask("api/health")[1])["diskless"] is True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing can be read back")
def test_answers_do_not_wait_for_acknowledgements(server):
    assert json.loads(server.ask("api/health")[1])["nodelay"] is True


def test_a_keep_alive_connection_is_answered_at_once(server):
    question = json.dumps({"surface": "himmelblau", "columns": 9, "rows": 9})
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        seconds = []
        for _ in range(25):
            began = time.perf_counter()
            connection.request("POST", f"{server.base}/api/terrain", question)
            assert connection.getresponse().read()
            seconds.append(time.perf_counter() - began)
    assert sorted(seconds)[5] < 0.035  # a delayed acknowledgement alone takes 40 ms


def test_it_starts_and_stops_without_complaint(tmp_path):
    server = Server("uvicorn", tmp_path / "log.txt")
    try:
        server.wait()
    finally:
        server.stop()
    said = server.log.read_text()
    assert not re.search(r"Traceback|ERROR|[Ee]xception", said), said


def test_the_pages_are_run_once_before_the_first_visitor(whole):
    assert json.loads(whole.ask("api/health")[1])["pages"] is True
    if whole.name == "streamlit":
        assert asyncio.run(open_page(whole.port)) > 0


async def open_page(port):
    page = await Page.opened(port)
    try:
        return await page.change("start.0", 1.25)
    finally:
        await page.close()
