"""The rehearsal runs the page itself, and says whether it became whole."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A server's start without a server: in a process of its own, because Streamlit has one runtime for each.
START = """
import asyncio, sys
from contextlib import asynccontextmanager
import streamlit as st
from ui import rehearsal

@asynccontextmanager
async def lifespan(app):
    rehearsal.PATIENCE = 3.0
    print("whole:", await rehearsal.rehearse(app))
    yield

app = st.App(sys.argv[1], lifespan=lifespan)

async def start():
    said = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]
    async def receive():
        return said.pop()
    async def send(message):
        print(message["type"])
    await app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

asyncio.run(start())
"""


@pytest.mark.parametrize(
    ("page", "whole"),
    [("print('the page ran')", True), ("print('the page ran'); import time; time.sleep(5)", False)],
)
def test_the_page_is_run_before_the_doors_open(page, whole, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(page)
    command = [sys.executable, "-c", START, str(script)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    said = done.stdout.split("\n")
    assert said.index("the page ran") < said.index(f"whole: {whole}") < said.index("lifespan.startup.complete")
