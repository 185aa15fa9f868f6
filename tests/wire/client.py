"""Asking the wire without a network, and reading its answers."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

import httpx
import numpy as np
from safetensors.numpy import load

import wire

APPLICATION = wire.application()


def call(method: str, path: str, **options: Any) -> httpx.Response:
    """One request to an application of the wire's own; what it fails at is raised here."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=APPLICATION)
        async with httpx.AsyncClient(transport=transport, base_url="http://wire", timeout=60) as client:
            return await client.request(method, f"/api/{path}", **options)

    return asyncio.run(asked())


def get(path: str, question: Any = None, method: str = "GET", **options: Any) -> httpx.Response:
    """A question in the address."""
    params = {} if question is None else {"q": json.dumps(question, sort_keys=True, separators=(",", ":"))}
    return call(method, path, params=params | options.pop("params", {}), **options)


def post(path: str, question: Any) -> httpx.Response:
    """A question as a body."""
    return call("POST", path, content=json.dumps(question))


def tensors(body: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays and the facts of one safetensors body."""
    (size,) = struct.unpack("<Q", body[:8])
    header = json.loads(body[8 : 8 + size])
    return load(body), json.loads(header["__metadata__"]["json"])


def frames(body: bytes) -> list[tuple[dict[str, np.ndarray], dict[str, Any]]]:
    """The frames of a race."""
    found = []
    while body:
        (size,) = struct.unpack("<I", body[:4])
        assert len(body) >= 4 + size, "a frame is cut off"
        found.append(tensors(body[4 : 4 + size]))
        body = body[4 + size :]
    return found


def sentence(response: httpx.Response) -> str:
    """What a refusal says."""
    assert response.headers["content-type"] == "application/json"
    said = response.json()
    assert list(said) == ["error"]
    assert isinstance(said["error"], str)
    assert len(said["error"].split()) > 2
    return said["error"]
