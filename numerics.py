"""How numbers are computed: 64-bit floats, loops of steps as one piece of machine code.

Imported for its effect by both cores (`surfaces` and `optim`), so that whichever is imported first, JAX is set before
its first array. These settings are global in JAX and are made here and nowhere else. Networks ask for float32
themselves.
"""

from __future__ import annotations

import os

import jax


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
jax.config.update("jax_enable_compilation_cache", False)  # `experiments.kept` does better, and needs what it makes anew
