"""How numbers are computed: 64-bit floats, loops of steps as one piece of machine code, compiled programs kept on disk.

Imported for its effect by both cores (`surfaces` and `optim`), so that whichever is imported first, JAX is set before
its first array. These settings are global in JAX and are made here and nowhere else. Networks ask for float32
themselves.
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


def _run_small_loops_as_one_piece() -> None:
    """Has XLA emit a loop over up to `_SMALL_LOOP` bytes as one function instead of a list of calls for each turn.

    A few runs of a few hundred steps touch little memory, and the calls between their operations cost more than the
    operations: this makes Adam's loop 3 times faster and changes no bit of the result. Above the bound XLA spreads the
    work of one turn over threads.
    """
    option = f"--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold={_SMALL_LOOP}"
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_backend_extra_options" not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} {option}".strip()


_SMALL_LOOP = 2 << 20

_run_small_loops_as_one_piece()
jax.config.update("jax_enable_x64", True)
_keep_compiled_programs()
