"""A visitor's file on its way through Streamlit's own route: none is made on the disk."""

import asyncio
import tempfile
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from wire.uploads import keep_off_the_disk

#: Three times as much as Starlette keeps in memory by itself.
CONTENT = b"1.25,2.5,yes\n" * 240_000


@pytest.fixture
def files(monkeypatch) -> list[str]:
    """What is made on the disk for a form that would be too large."""
    made, ordinary = [], tempfile.TemporaryFile

    def made_known(*arguments, **options):
        made.append("a file")
        return ordinary(*arguments, **options)

    monkeypatch.setattr(tempfile, "TemporaryFile", made_known)
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: False)
    return made


def uploaded() -> bytes:
    """What Streamlit has of a file that was sent to it."""
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    runtime = SimpleNamespace(is_active_session=lambda _: True)
    routes = Starlette(routes=starlette_routes.create_upload_routes(runtime, manager, ""))

    async def sent() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=routes), base_url="http://lab") as client:
            return await client.put("/_stcore/upload_file/visit/table", files={"file": ("own.csv", CONTENT)})

    assert asyncio.run(sent()).status_code == 204
    [record] = manager.get_files("visit", ["table"])
    return record.data


def test_a_file_of_three_megabytes_makes_none_on_the_disk(files):
    keep_off_the_disk()
    assert uploaded() == CONTENT
    assert files == []


def test_without_that_it_would(files):
    MultiPartParser.spool_max_size = 1 << 20
    assert uploaded() == CONTENT
    assert files
