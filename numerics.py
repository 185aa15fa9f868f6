"""How numbers are computed: 64-bit floats, each operation rounded once, loops of steps as one piece of machine code.

Imported for its effect by both cores (`surfaces` and `optim`), so that whichever is imported first, JAX is set before
its first array. These settings are global in JAX and are made here and nowhere else. Networks ask for float32
themselves.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import jax

T = TypeVar("T")
S = TypeVar("S")

#: Calls of compiled programs at work at once: one keeps a core busy.
WORKERS = 2


def side_by_side(call: Callable[[S], T], each: Iterable[S]) -> list[T]:
    """What a call makes of each, in their order, as many at a time as there are workers; the caller is one of them."""
    asked = list(each)
    made: dict[int, T] = {}
    left = iter(range(len(asked)))

    def work() -> None:
        for i in left:
            made[i] = call(asked[i])

    with ThreadPoolExecutor(WORKERS - 1) as pool:
        others = [pool.submit(work) for _ in range(min(WORKERS, len(asked)) - 1)]
        work()
        for other in others:
            other.result()
    return [made[i] for i in range(len(asked))]


def _tell_xla() -> None:
    """Sets how XLA compiles, where the environment does not say it already.

    A loop over up to `_SMALL_LOOP` bytes becomes one function instead of a list of calls for each turn. A few runs of a
    few hundred steps touch little memory, and the calls between their operations cost more than the operations: this
    makes Adam's loop 3 times faster and changes no bit of the result. Above the bound XLA spreads the work of one turn
    over threads.

    LLVM does not unroll loops: networks compile in two thirds of the time so, and nothing measured here runs slower. It
    is given each program whole: in parts, for several cores, it has a tenth more to do and is done no sooner.

    On x86 there is no fused multiply-add (AVX2 has it, AVX has not). With it the last bits of a result depend on what
    else is compiled into the same program, and a run by itself is not quite the one that a map has summarized; without
    it each operation rounds once, as IEEE 754 has it and NumPy does. Elsewhere that cannot be chosen.
    """
    options = {
        "--xla_backend_extra_options": f"xla_cpu_small_while_loop_byte_threshold={_SMALL_LOOP}",
        "--xla_llvm_disable_expensive_passes": "true",
        "--xla_cpu_parallel_codegen_split_count": "1",
    }
    if platform.machine().lower() in ("x86_64", "amd64"):
        options["--xla_cpu_max_isa"] = "AVX"
    flags = os.environ.get("XLA_FLAGS", "")
    added = [f"{name}={value}" for name, value in options.items() if name not in flags]
    os.environ["XLA_FLAGS"] = " ".join([flags, *added]).strip()


_SMALL_LOOP = 2 << 20

_tell_xla()
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_enable_compilation_cache", False)  # `experiments.kept` does better, and needs what it makes anew
