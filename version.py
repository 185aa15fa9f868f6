"""Which code gives the answers: a short word that changes whenever a source file or a numeric library does.

The same question to the same version has the same answer, so the version is part of every name under which an answer
is kept: in browsers, in proxies, on disk. Standard library only, so that any room may import it.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).parent
#: The rooms whose files decide what an answer or an asset is.
_ROOMS = ("surfaces", "optim", "experiments", "plots", "wire", "stage")
_KINDS = frozenset({".py", ".js", ".css", ".html", ".json"})
_LIBRARIES = ("jax", "jaxlib", "numpy", "optax", "plotly", "scikit-learn")


def version_of(*parts: str) -> str:
    """Twelve hexadecimal digits for the ground files and some rooms or files, as they are now."""
    digest = hashlib.sha256(" ".join(version(library) for library in _LIBRARIES).encode())
    named = [_HERE / part for part in parts]
    files = [*_HERE.glob("*.py"), *(file for part in named for file in (part, *part.rglob("*")))]
    for file in sorted(file for file in files if file.suffix in _KINDS):
        digest.update(file.relative_to(_HERE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


#: All that an answer depends on, read from the files when the process starts.
VERSION = version_of(*_ROOMS)
