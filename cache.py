"""What can be made again, kept on disk: in the user's own cache folder, under the version of the code that made it.

Some of it is machine code, so a folder that others may write to is not read. A disk that is full or read-only only
costs time.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path


def directory() -> Path:
    """The folder for all of it: `DESCENT_LAB_CACHE`, or one in the user's own cache folder."""
    if chosen := os.environ.get("DESCENT_LAB_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "descent-lab"


def read(kind: str, version: str, name: str) -> bytes | None:
    """A file's content; None where it is not kept."""
    file = directory() / kind / version / name
    with suppress(OSError):
        if _is_ours(file.parent):
            return file.read_bytes()
    return None


def keep(kind: str, version: str, name: str, content: bytes) -> None:
    """Writes a file in one step, so that nobody reads half of it; those of the same kind by older code go."""
    folder = directory() / kind / version
    with suppress(OSError):
        if not folder.exists():
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(content)
        os.replace(part.name, folder / name)


def _is_ours(folder: Path) -> bool:
    """Whether nobody but this user can have written into a folder; Windows keeps a user's folders apart by itself."""
    if sys.platform == "win32":
        return True
    seen = folder.stat()
    return seen.st_uid == os.getuid() and not seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
