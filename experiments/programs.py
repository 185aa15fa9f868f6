"""The compiled programs of runs: each made once, ahead of time.

A program is known by what is static in it. Making one takes 0.2 to 0.6 s (10 ms where it is kept on disk);
calling one takes microseconds. So a caller may ask whether a run `is_ready`, `prepare` it in a thread of its own, and
show the others meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from experiments.engine import (
    Emit,
    Pair,
    columns,
    dissected,
    initial_state,
    look,
    observe,
    rollout,
    shown,
    traced_names,
)
from experiments.kept import kept
from experiments.spec import DEPARTURES, RunSpec
from experiments.store import Needs, Program, Store
from experiments.summaries import Aim, Course, Lanes, Numbers, summarize
from optim.core import Optimizer
from registry import Knob
from surfaces.core import Surface

#: Lanes of one call of a roll-out. Fixed, so that a lane computes the same bits whatever stands beside it; two, because
#: XLA rounds differently in a program of width 1, and most lanes of a race are the only ones of their optimizer.
LANES = 2
#: Lanes of one call of `observe`, which serves every optimizer alike, and points of one call of `look`.
WIDTH = 8
#: Steps of one call.
CHUNK = 256
#: Lanes of a group in a call of `summarize`: few enough that their numbers stay in the processor's nearest cache.
GROUP = 256
#: Lanes of one call of `summarize` at most, in groups: enough that calling it takes no time to speak of.
TILE = 32 * GROUP
#: Points of one lane in one call of `observe`: those of a chunk and the start.
POINTS = CHUNK + 1
#: Steps and points of a call of a summary program at most: most maps take one call.
LONG_CHUNK = 512
LONG_POINTS = LONG_CHUNK + 1
#: Programs kept in memory; one takes 1 to 2 MB, and is back from the disk in 10 ms.
KEPT = 256

Static = tuple[tuple[str, int], ...]


class Field(NamedTuple):
    """What a program for a field of runs is made for.

    Attributes:
        pair: the surface and the optimizer.
        shared: the columns of numbers that all its runs have in common.
        own: those that may differ from run to run.
        changing: whether numbers may change on the way.
    """

    pair: Pair
    shared: tuple[str, ...]
    own: tuple[str, ...]
    changing: bool


_STORE = Store(KEPT)


def _floats(*shape: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, jnp.float64)


#: How XLA compiles what somebody waits for, such as the few runs of a race. Its emitters of fused loops make a field of
#: runs faster by a third; without them a program compiles in two thirds of the time, and a race takes no more than half
#: a millisecond longer. The bits are the same.
QUICKLY: Mapping[str, bool] = MappingProxyType({"xla_cpu_use_fusion_emitters": False})


def _made(
    key: Any,
    rows: Iterable[Surface | Optimizer],
    program: Callable[..., Any],
    *shapes: Any,
    options: Mapping[str, bool] = QUICKLY,
) -> Program:
    """The program for these shapes (of all lanes together), from the disk where it is kept."""
    sizes, how = (LANES, WIDTH, CHUNK, LONG_CHUNK, GROUP, TILE), dict[str, str | bool](options)
    return kept((key, *sizes), rows, lambda: jax.jit(program).lower(*shapes).compile(compiler_options=how))


@lru_cache(maxsize=4096)
def pair_of(spec: RunSpec) -> Pair:
    """The static part of a run."""
    surface, optimizer = spec.surface_row, spec.optimizer_row
    return Pair(
        surface,
        optimizer,
        static_knobs(surface.knobs, spec.surface_values()),
        static_knobs(optimizer.knobs, spec.hyperparameter_values()),
        tuple(knob.name for knob in DEPARTURES if getattr(spec, knob.name)),
    )


def static_knobs(knobs: tuple[Knob, ...], values: Mapping[str, float]) -> Static:
    """The whole-number knobs that change the program, with their values."""
    return tuple((knob.name, int(values[knob.name])) for knob in knobs if knob.static)


@lru_cache(maxsize=512)
def draw_shapes(pair: Pair) -> dict[str, tuple[int, ...]]:
    """The shape of one step's random draws, by whom they are for."""
    dimension = pair.surface.dimension
    shapes: dict[str, tuple[int, ...]] = {"gradient": (dimension,)}
    if "noise" in pair.optimizer.wants:
        shapes["optimizer"] = (dimension,)
    if "uniform" in pair.optimizer.wants:
        shapes["uniform"] = ()
    if pair.surface.draw is not None:
        drawn = pair.surface.draw(np.random.default_rng(0), 1, **dict(pair.surface_static))
        shapes["surface"] = drawn.shape[1:]
    return shapes


def draw_dtype(name: str) -> type:
    """What a kind of draw is made of: noise of floats, a surface's own draw of indices."""
    return np.int64 if name == "surface" else np.float64


@lru_cache(maxsize=512)
def blank_state(pair: Pair) -> Any:
    """A state of the right shapes for all lanes, for the first call, which makes its own."""
    dimension = pair.surface.dimension
    numbers = dict.fromkeys(columns(pair), _floats())
    shapes = jax.eval_shape(lambda x, numbers: initial_state(pair, x, numbers), _floats(dimension), numbers)
    return jax.tree.map(lambda leaf: np.zeros((LANES, *leaf.shape), leaf.dtype), shapes)


def _shapes(tree: Any) -> Any:
    """What a program is compiled for: the arrays' shapes and kinds alone."""
    return jax.tree.map(lambda leaf: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype), tree)


def _drawn(pair: Pair, *leading: int) -> dict[str, jax.ShapeDtypeStruct]:
    """The shapes of a pair's draws, with leading axes."""
    shapes = draw_shapes(pair)
    return {name: jax.ShapeDtypeStruct((*leading, *shape), draw_dtype(name)) for name, shape in shapes.items()}


def rollout_program(pair: Pair) -> Program:
    """The compiled roll-out of a pair: emits the points shown."""
    return _rollout(_rollout_key(pair), pair, shown(pair.optimizer))


def anatomy_program(pair: Pair) -> Program:
    """The compiled roll-out of a pair that emits the symbols of every update."""
    return _rollout(("anatomy", *_names(pair)), pair, dissected(pair))


def _rollout_key(pair: Pair) -> tuple[Any, ...]:
    return "rollout", *_names(pair)


def _rollout(key: tuple[Any, ...], pair: Pair, emit: Emit) -> Program:
    def make() -> Program:
        return _made(
            key,
            (pair.surface, pair.optimizer),
            rollout(pair, emit),
            _floats(LANES, pair.surface.dimension),
            _shapes(blank_state(pair)),
            jax.ShapeDtypeStruct((), jnp.bool_),
            _floats(LANES, CHUNK, len(columns(pair))),
            _drawn(pair, LANES, CHUNK),
            _floats(LANES, 6),
        )

    return _STORE.get(key, make)


def blank_lanes(pair: Pair) -> Lanes:
    """Lanes of the right shapes for a call of `summary_program`, which starts them itself."""
    groups = TILE // GROUP
    points, numbers = np.zeros((groups, pair.surface.dimension, GROUP)), np.zeros((groups, GROUP))
    state = jax.tree.map(lambda leaf: np.zeros((groups, *leaf.shape[1:], GROUP), leaf.dtype), blank_state(pair))
    shown = points if pair.optimizer.readout else None
    best = np.full_like(numbers, np.inf)
    return Lanes(points, shown, state, first=numbers, loss=numbers, best=best, above=numbers, broken=numbers)


def summary_program(field: Field) -> Program:
    """The compiled `summarize` for a field."""
    pair, shared, own, changing = field

    def make() -> Program:
        width, groups = len(shared) + len(own), TILE // GROUP
        return _made(
            _summary_key(field),
            (pair.surface, pair.optimizer),
            summarize(pair, (*shared, *own)),
            jax.ShapeDtypeStruct((), jnp.int32),
            _shapes(blank_lanes(pair)),
            Numbers(_floats(len(shared)), _floats(groups, len(own), GROUP)),
            Aim(_floats(groups, GROUP), _floats()),
            jax.ShapeDtypeStruct((), jnp.bool_),
            Course(_floats(LONG_POINTS, width) if changing else None, _floats(LONG_POINTS), _drawn(pair, LONG_POINTS)),
            _floats(6),
            jax.ShapeDtypeStruct((2,), jnp.int32),
            jax.ShapeDtypeStruct((), jnp.bool_),
            options={},
        )

    return _STORE.get(_summary_key(field), make)


def _summary_key(field: Field) -> tuple[Any, ...]:
    return "summary", *_names(field.pair), *field[1:]


def observe_program(surface: Surface, static: Static) -> Program:
    """The compiled `observe` of a surface."""
    shapes = _floats(WIDTH, POINTS, surface.dimension), _floats(WIDTH, POINTS, len(traced_names(surface)))
    key = _surface_key("observe", surface, static)
    return _STORE.get(key, lambda: _made(key, (surface,), observe(surface, static), *shapes, _floats(WIDTH, 6)))


def look_program(surface: Surface, static: Static) -> Program:
    """The compiled `look` of a surface."""
    shapes = _floats(WIDTH, surface.dimension), _floats(WIDTH, len(traced_names(surface)))
    key = _surface_key("look", surface, static)
    return _STORE.get(key, lambda: _made(key, (surface,), look(surface, static), *shapes, _floats(6)))


def _surface_key(kind: str, surface: Surface, static: Static) -> tuple[Any, ...]:
    return kind, surface.name, static


def _names(pair: Pair) -> tuple[Any, ...]:
    names = pair.surface.name, pair.surface_static, pair.optimizer.name, pair.optimizer_static
    return (*names, pair.departures) if pair.departures else names


def is_ready(spec: RunSpec) -> bool:
    """Whether nothing needs compiling for this run."""
    return _STORE.has(_run_needs(pair_of(spec)))


def prepare(spec: RunSpec) -> None:
    """Compiles what a run needs; returns at once where that is nothing."""
    _STORE.make(_run_needs(pair_of(spec)))


def is_summary_ready(field: Field) -> bool:
    """Whether nothing needs compiling for a field, and to look at where its runs end."""
    return _STORE.has(_summary_needs(field))


def prepare_summary(field: Field) -> None:
    """Compiles what a field needs; returns at once where that is nothing."""
    _STORE.make(_summary_needs(field))


def _run_needs(pair: Pair) -> Needs:
    return {_rollout_key(pair): partial(rollout_program, pair), **_surface_needs(pair)}


def _summary_needs(field: Field) -> Needs:
    return {_summary_key(field): partial(summary_program, field), **_surface_needs(field.pair)}


def _surface_needs(pair: Pair) -> Needs:
    of = pair.surface, pair.surface_static
    return {
        _surface_key("observe", *of): partial(observe_program, *of),
        _surface_key("look", *of): partial(look_program, *of),
    }
