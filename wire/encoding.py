"""Answers as bytes: arrays as safetensors, facts as JSON that any reader accepts."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from safetensors.numpy import save


def tensors(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> bytes:
    """Arrays as float32 in safetensors, the facts as JSON in its metadata under `json`.

    A number beyond float32's range (about 3.4e38) becomes an infinity of its sign.
    """
    with np.errstate(over="ignore"):
        return packed({name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}, facts)


def packed(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> bytes:
    """Arrays as they are in safetensors, the facts as JSON in its metadata under `json`."""
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    return save(whole, metadata={"json": text(facts)})


def frame(body: bytes) -> bytes:
    """A body with its length before it, as one of a sequence."""
    return struct.pack("<I", len(body)) + body


#: Types of which there is nothing to be asked.
_PLAIN = {str, int, bool, type(None)}


def text(facts: Any) -> str:
    """Compact JSON; a number that is not finite is null."""
    return json.dumps(plain(facts), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """The value in JSON's own types."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    return value
