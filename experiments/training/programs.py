"""Compiled programs of training, kept in memory and on disk as those of runs are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from experiments.kept import kept
from experiments.store import Program, Store
from experiments.training.engine import Carry, Fixed, Setup, advance, columns, settle, start
from experiments.training.measures import Measures, measure
from surfaces.neural import Parts
from surfaces.neural.forward import train_outputs
from surfaces.neural.hessian import lanczos
from surfaces.neural.losses import mean_loss
from surfaces.neural.network import Network

#: Lanes of one call at most: wider ones use no core better, and two calls keep two cores busy.
LANES = 4
#: Where only the end of each is kept more of them pay: lanes of one call, and how many products of a weight and a point
#: they make in one step at most. Measured with two calls at a time on a network of 2-8-8-1 units and 70 points, 200
#: steps of one training take 1.05 ms with 4 lanes, 0.75 with 16, 0.7 with 64, 0.64 with 256.
WIDE, WIDE_WORK = 64, 1 << 27
#: Steps of one call at most, and how many numbers it may emit.
CHUNK, EMITTED = 256, 1 << 21
#: Snapshots that are measured in one call.
SHOTS = 8
#: Products with the Hessian for one sharpness.
PRODUCTS = 24

_STORE = Store(64)


def lanes_for(runs: int) -> int:
    """The width of the program for so many runs: one, two or four."""
    return 1 if runs == 1 else 2 if runs == 2 else LANES


def wide(setup: Setup) -> int:
    """The most lanes of a program that keeps only ends: fewer where each has much to do."""
    points = setup.batch or setup.points
    return WIDE if WIDE * setup.network.size * points <= WIDE_WORK else LANES


def chunk_of(setup: Setup) -> int:
    """How many steps one call can make, a power of two: fewer where each emits much."""
    fits = max(EMITTED // (LANES * setup.network.size), 1)
    return min(CHUNK, 1 << (fits.bit_length() - 1))


def _floats(*shape: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(shape, jnp.float32)


def _wide(tree: Any, lanes: int) -> Any:
    """The shapes of a tree, with a leading axis of lanes."""
    return jax.tree.map(lambda leaf: jax.ShapeDtypeStruct((lanes, *leaf.shape), leaf.dtype), tree)


def _carry(setup: Setup, lanes: int) -> Carry:
    line = _floats(len(columns(setup.optimizer)))
    state = jax.eval_shape(lambda x, line: start(setup, x, line), _floats(setup.network.size), line)
    return Carry(
        x=_floats(lanes, setup.network.size),
        state=_wide(state, lanes),
        averages=_wide(setup.network.averages(), lanes),
        step=jax.ShapeDtypeStruct((), jnp.int32),
        alive=jax.ShapeDtypeStruct((lanes,), jnp.bool_),
    )


def _names(setup: Setup) -> tuple[Any, ...]:
    return (setup.optimizer.name, *(each for each in setup if each is not setup.optimizer))


def _made(key: tuple[Any, ...], setup: Setup, program: Callable[..., Any], *shapes: Any) -> Program:
    return _STORE.get(
        key,
        lambda: kept(
            key, (setup.optimizer, setup.network.activation_row), lambda: jax.jit(program).lower(*shapes).compile()
        ),
    )


def start_program(setup: Setup, lanes: int) -> Program:
    """Makes the optimizers' states before the first step, of weights (lanes, d) and first lines (lanes, columns)."""
    shapes = _floats(lanes, setup.network.size), _floats(lanes, len(columns(setup.optimizer)))
    return _made(("start", lanes, *_names(setup)), setup, jax.vmap(lambda x, line: start(setup, x, line)), *shapes)


def advance_program(setup: Setup, lanes: int) -> Program:
    """Makes steps; see `experiments.training.engine.advance`."""
    return _stepping("train", setup, lanes, advance(setup, chunk_of(setup)))


def settle_program(setup: Setup, lanes: int) -> Program:
    """Makes steps and keeps none; see `experiments.training.engine.settle`."""
    return _stepping("settle", setup, lanes, settle(setup))


def _stepping(kind: str, setup: Setup, lanes: int, program: Callable[..., Any]) -> Program:
    chunk = chunk_of(setup)
    return _made(
        (kind, lanes, chunk, *_names(setup)),
        setup,
        program,
        _carry(setup, lanes),
        Fixed(
            _floats(lanes, setup.points, setup.network.inputs),
            _floats(lanes, setup.points),
            jax.ShapeDtypeStruct((lanes,), jnp.uint32),
        ),
        _floats(chunk, lanes, len(columns(setup.optimizer))),
        jax.ShapeDtypeStruct((chunk, lanes, setup.batch), jnp.int32),
        jax.ShapeDtypeStruct((), jnp.int32),
    )


def measure_program(setup: Setup) -> Program:
    """Measures `SHOTS` weights of one run; see `experiments.training.measures`."""
    network = setup.network
    program = jax.vmap(measure(network), in_axes=(0, 0, None, None, None, None))
    shapes = (
        _floats(SHOTS, network.size),
        _wide(network.averages(), SHOTS),
        _floats(setup.points, network.inputs),
        _floats(setup.points),
        _floats(setup.test_points, network.inputs),
        _floats(setup.test_points),
    )
    # What is measured does not depend on the rule; its row only says that all of this is the project's own.
    key = ("measure", SHOTS, network, setup.points, setup.test_points)
    return _made(key, setup, program, *shapes)


def measured(setup: Setup, x: np.ndarray, averages: Any, parts: Parts) -> Measures:
    """What `Measures` has of any number of weights (n, d) with their running averages, on one set of data."""
    program, count, found = measure_program(setup), len(x), []
    for at in range(0, count, SHOTS):
        some = np.minimum(np.arange(at, at + SHOTS), count - 1)
        shots = x[some], jax.tree.map(lambda leaf, some=some: leaf[some], averages)
        made = program(*shots, parts.x, parts.y, parts.test_x, parts.test_y)
        found.append(jax.tree.map(lambda leaf, at=at: np.asarray(leaf)[: count - at], made))
    return jax.tree.map(lambda *each: np.concatenate(each), *found)


def sharpness_program(setup: Setup) -> Program:
    """The largest eigenvalue of the training loss's Hessian H, or of P^-1/2 H P^-1/2, at weights (d,).

    It takes the weights, the diagonal of P (ones for H itself), a direction to begin with, and the training data, and
    returns what `lanczos` does.
    """
    network = setup.network
    key = ("sharpness", PRODUCTS, network, setup.points)
    size = network.size
    return _made(
        key,
        setup,
        _tridiagonal(network),
        _floats(size),
        _floats(size),
        _floats(size),
        _floats(setup.points, network.inputs),
        _floats(setup.points),
    )


def _tridiagonal(network: Network) -> Callable[..., Any]:
    def program(vector: jax.Array, scale: jax.Array, begun: jax.Array, x: jax.Array, y: jax.Array) -> Any:
        def loss(vector: jax.Array) -> jax.Array:
            return mean_loss(network, train_outputs(network, network.unravel(vector), network.averages(), x)[0], y)

        root = jax.lax.rsqrt(scale)

        def product(v: jax.Array) -> jax.Array:
            return root * jax.jvp(jax.grad(loss), (vector,), (root * v,))[1]

        return lanczos(product, begun, min(PRODUCTS, network.size))[:2]

    return program


def blank_carry(setup: Setup, lanes: int, x: np.ndarray, state: Any) -> Carry:
    """The carry before the first step, for weights (lanes, d) and the states made for them."""
    averages = jax.tree.map(lambda leaf: np.broadcast_to(leaf, (lanes, *leaf.shape)).copy(), setup.network.averages())
    return Carry(x, state, averages, np.int32(0), np.ones(lanes, bool))
