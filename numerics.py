"""How numbers are computed: 64-bit floats on, compiled programs kept on disk.

Imported for its effect by both cores (`surfaces` and `optim`), so that whichever is imported first, JAX is set before
its first array. Both settings are global in JAX and are made here and nowhere else. Networks ask for float32 themselves.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import jax


def cache_directory() -> Path:
    """The private folder for compiled programs: `DESCENT_LAB_CACHE`, or the user's own cache folder."""
    if chosen := os.environ.get("DESCENT_LAB_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "descent-lab"


def _keep_compiled_programs() -> None:
    """Points JAX's compilation cache at the private folder; a folder that cannot be made means no cache, no error."""
    folder = cache_directory() / "jax"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    # A program of ours compiles in 0.1 to 0.5 s and there are thousands of pairs: keep every one of them.
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


jax.config.update("jax_enable_x64", True)
_keep_compiled_programs()
