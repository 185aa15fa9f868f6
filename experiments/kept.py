"""Compiled programs on disk, known by what they are made from.

JAX's own cache can only be asked with the traced program in hand, and tracing takes five times as long as loading. This
one is asked by name: the rows and their static knobs, in a folder for the version of the code, the settings of the
compiler and the processor. So only programs of the project's own rows are kept; anybody else's may change under its
name. What JAX's cache has loaded could not be kept again; `numerics` turns it off.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import zlib
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import jax
from jax.experimental.serialize_executable import deserialize_and_load, serialize

import cache
from version import version_of

_KIND = "programs"
_ROOMS = ("surfaces", "optim")
_MADE_BY = tuple(
    f"experiments/{module}.py" for module in ("engine", "slopes", "clocks", "summaries", "programs", "spec", "kept")
)
_MADE_BY += tuple(f"experiments/training/{module}.py" for module in ("engine", "measures", "programs", "spec"))


class Declared(Protocol):
    """A row that is declared by a function of its module."""

    @property
    def function(self) -> Callable[..., Any]:
        """That function."""


def kept(key: Hashable, rows: Iterable[Declared], compile_it: Callable[[], Any]) -> Any:
    """A program, loaded where it is kept, else compiled and kept.

    Args:
        key: what is static in it; its `repr` is its name.
        rows: what it is made from.
        compile_it: makes the `jax.stages.Compiled`.
    """
    if not all(row.function.__module__.partition(".")[0] in _ROOMS for row in rows):
        return compile_it()
    name = hashlib.sha256(repr(key).encode()).hexdigest()[:32]
    if program := _loaded(cache.read(_KIND, _version(), name)):
        return program
    program = compile_it()
    cache.keep(_KIND, _version(), name, zlib.compress(pickle.dumps(serialize(program)), level=1))
    return program


def _loaded(content: bytes | None) -> Any:
    """The program; None where there is none, or not one that can be loaded here."""
    if content is None:
        return None
    _find_lapack()
    try:
        return deserialize_and_load(*pickle.loads(zlib.decompress(content)))  # noqa: S301 (this user's private folder)
    except (zlib.error, pickle.UnpicklingError, EOFError, jax.errors.JaxRuntimeError):
        return None


@lru_cache
def _find_lapack() -> None:
    """Has JAX look up LAPACK's functions, as it does where a call of one is lowered; a loaded call would jump to 0."""
    jax.jit(jax.numpy.linalg.eigh).lower(jax.ShapeDtypeStruct((2, 2), jax.numpy.float64))


@lru_cache
def _version() -> str:
    """What must be the same for a program to be: our code and its libraries, the compiler's settings, the processor."""
    told = f"{platform.python_version()} {os.environ.get('XLA_FLAGS', '')} {_processor()}"
    return hashlib.sha256(f"{version_of(*_ROOMS, *_MADE_BY)} {told}".encode()).hexdigest()[:12]


def _processor() -> str:
    """What the processor can do: machine code is made for its very instructions."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()} {platform.node()}"
    return " ".join(sorted({line for line in lines if line.startswith(("flags", "Features", "model name"))}))
