"""Files are kept for good under the version they belong to, and large ones are zipped once."""

import asyncio
import gzip

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from version import VERSION
from wire.files import folder, large_file


@pytest.fixture
def site(tmp_path):
    (tmp_path / "large.js").write_text("x = 1;\n" * 10_000)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "part.js").write_text("export {}")
    routes = [
        Mount("/assets/{version}", app=folder(tmp_path)),
        Route("/large.js", large_file(tmp_path / "large.js", "text/javascript")),
    ]
    application = Starlette(routes=routes)

    def get(path, **headers):
        async def asked():
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
                return await client.get(path, headers={"Accept-Encoding": "identity"} | headers)

        return asyncio.run(asked())

    return get


def test_a_file_of_this_version_is_kept_for_good(site):
    response = site(f"/assets/{VERSION}/inner/part.js")
    assert response.text == "export {}"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "javascript" in response.headers["content-type"]


def test_a_file_of_any_other_version_is_asked_for_again(site):
    response = site("/assets/dev/inner/part.js")
    assert response.headers["cache-control"] == "no-cache"
    again = site("/assets/dev/inner/part.js", **{"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["none.js", "%2e%2e/test_files.py", "inner"])
def test_what_is_not_there_is_not_kept(site, path):
    response = site(f"/assets/{VERSION}/{path}")
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("cache-control", "")


def test_a_large_file_comes_zipped_or_plain(site):
    zipped, plain = site("/large.js", **{"Accept-Encoding": "br, gzip"}), site("/large.js")
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < 1_000
    assert plain.headers["content-encoding"] == "identity"
    assert zipped.text == plain.text == "x = 1;\n" * 10_000
    assert site("/large.js", **{"If-None-Match": plain.headers["etag"]}).status_code == 304
    assert "immutable" in site(f"/large.js?v={VERSION}").headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"


def test_it_is_zipped_once(site, monkeypatch):
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("zipped again"))
    assert site("/large.js", **{"Accept-Encoding": "gzip"}).status_code == 200
