"""The pure JAX program behind training: steps of one optimizer on one network's weights, several runs side by side.

To the optimizer the weights are one flat vector, as a point on any surface is: the treatment of gradients, the rule,
its readout and decay are the engine's. Only rows that look at layers get them as a tree. Every number of a run (start,
data, rates, noise, dropout, decay, seed) is an argument; what is static stands in `Setup`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from experiments.engine import Step, decayed, traced_names, transformation, treated
from experiments.spec import RUN_PREFIX, TREATMENT
from experiments.training.spec import DROPOUT, LAST_RATE
from optim.core import Optimizer
from surfaces.neural.forward import Dropout, train_outputs
from surfaces.neural.losses import mean_loss
from surfaces.neural.network import Network, Params

#: What random numbers are for: each use has a stream of its own.
_NOISE, _OPTIMIZER, _UNIFORM, _DROPOUT = range(4)


class Setup(NamedTuple):
    """What a compiled training is made for.

    Attributes:
        network: the structure.
        optimizer: the rule, with its whole-number knobs.
        optimizer_static: these.
        points: how many points there are to learn from, and for the test.
        test_points: these.
        batch: points of a step; 0 for all, without picking any.
        dropout: whether there is any.
    """

    network: Network
    optimizer: Optimizer
    optimizer_static: tuple[tuple[str, int], ...]
    points: int
    test_points: int
    batch: int
    dropout: bool


class Carry(NamedTuple):
    """What the next step needs, with a leading axis of lanes: a checkpoint.

    Attributes:
        x: the weights, (d,).
        state: the optimizer's.
        averages: batch normalization's running averages.
        step: how many steps were made, (), the same for all lanes.
        alive: whether the weights are still finite numbers, ().
    """

    x: Any
    state: Any
    averages: Any
    step: Any
    alive: Any


class Fixed(NamedTuple):
    """What stays the same through a run, with a leading axis of lanes: points (n, inputs), targets (n,), the seed."""

    x: Any
    y: Any
    seed: Any


class Emitted(NamedTuple):
    """What is kept of a step, with leading axes of steps and lanes.

    Attributes:
        x: the weights that are shown after it, (d,).
        averages: the running averages after it.
        seen: the loss that the step saw, of its batch before the update.
        ratio: the length of each layer's update as a share of that of its weights, (layers,).
        scale: what an adaptive method divides the gradient by, (d,), where its limit of stability is in that scale.
        alive: whether it was made.
    """

    x: Any
    averages: Any
    seen: Any
    ratio: Any
    scale: Any
    alive: Any


@lru_cache(maxsize=512)
def columns(optimizer: Optimizer) -> tuple[str, ...]:
    """The columns of a training's table: hyper-parameters, treatment, dropout, the last layer's rate."""
    own = (*TREATMENT, DROPOUT, LAST_RATE)
    return (*traced_names(optimizer), *(RUN_PREFIX + knob.name for knob in own))


def start(setup: Setup, x: jax.Array, line: jax.Array) -> Any:
    """The optimizer's state before the first step, for weights (d,) and the first line of a table."""
    return transformation(setup, _numbers(setup, line)).init(_given(setup, x))


def advance(setup: Setup, limit: int) -> Callable[..., Any]:
    """The program that makes a number of steps, traced, of at most `limit`.

    It takes a `Carry`, a `Fixed`, the table (limit, lanes, columns), the batches' row numbers (limit, lanes, batch) and
    how many steps are to be made; it returns the carry and an `Emitted`, of which that many lines are meant.
    """

    def program(carry: Carry, fixed: Fixed, table: jax.Array, batches: jax.Array, count: jax.Array) -> Any:
        def step(k: jax.Array, holding: tuple[Carry, Emitted]) -> tuple[Carry, Emitted]:
            before, kept = holding
            after, emitted = _together(setup, before, fixed, table[k], batches[k])
            return after, jax.tree.map(lambda all_of, one: all_of.at[k].set(one), kept, emitted)

        shapes = jax.eval_shape(lambda: _together(setup, carry, fixed, table[0], batches[0])[1])
        blank = jax.tree.map(lambda leaf: jnp.zeros((limit, *leaf.shape), leaf.dtype), shapes)
        return jax.lax.fori_loop(0, count, step, (carry, blank))

    return program


def settle(setup: Setup) -> Callable[..., Any]:
    """The program that makes a number of steps and keeps nothing on the way.

    It takes what `advance` takes; it returns the carry and the weights that are shown after the last step, (lanes, d).
    """

    def program(carry: Carry, fixed: Fixed, table: jax.Array, batches: jax.Array, count: jax.Array) -> Any:
        def step(k: jax.Array, before: Carry) -> Carry:
            return _together(setup, before, fixed, table[k], batches[k])[0]

        after = jax.lax.fori_loop(0, count, step, carry)
        return after, jax.vmap(lambda lane: _shown(setup, lane), in_axes=(_BY_LANE,))(after)

    return program


#: Which axis of a carry is that of lanes.
_BY_LANE = Carry(x=0, state=0, averages=0, step=None, alive=0)


def _together(setup: Setup, carry: Carry, fixed: Fixed, lines: jax.Array, rows: jax.Array) -> tuple[Carry, Emitted]:
    """One step of every lane."""
    keys = jax.vmap(lambda seed: jax.random.fold_in(jax.random.key(seed), carry.step))(fixed.seed)
    draws = _draws(setup, keys, lines)
    made, emitted = jax.vmap(
        lambda *each: _one(setup, *each), in_axes=(_BY_LANE, 0, 0, 0, 0, 0), out_axes=(_BY_LANE, 0)
    )(carry, fixed, lines, rows, draws, keys)
    return made, emitted


def _draws(setup: Setup, keys: jax.Array, lines: jax.Array) -> dict[str, jax.Array]:
    """The random numbers of a step, (lanes, ...); noise is drawn only when some lane has any."""
    wanted, size = setup.optimizer.wants, setup.network.size

    def normal(use: int) -> jax.Array:
        return jax.vmap(lambda key: jax.random.normal(jax.random.fold_in(key, use), (size,), jnp.float32))(keys)

    noise = lines[:, columns(setup.optimizer).index(RUN_PREFIX + "noise")]
    blank = jnp.zeros((len(keys), size), jnp.float32)
    draws = {"gradient": jax.lax.cond(jnp.any(noise > 0), lambda: normal(_NOISE), lambda: blank)}
    if "noise" in wanted:
        draws["optimizer"] = normal(_OPTIMIZER)
    if "uniform" in wanted:
        draws["uniform"] = jax.vmap(lambda key: jax.random.uniform(jax.random.fold_in(key, _UNIFORM), (), jnp.float32))(
            keys
        )
    return draws


def _one(
    setup: Setup,
    carry: Carry,
    fixed: Fixed,
    line: jax.Array,
    rows: jax.Array,
    draws: Mapping[str, jax.Array],
    key: jax.Array,
) -> tuple[Carry, Emitted]:
    """One step of one lane: gradient of the batch, noise, clipping, the rule, decoupled decay.

    The last layer's rate multiplies what the rule and the decay do to that layer, which is what Optax does with a
    learning rate of its own for it, wherever an update is a learning rate times something. The rule's state knows
    nothing of it.
    """
    step = Step(_numbers(setup, line), draws, None)
    loss = _batch_loss(setup, carry, fixed, rows, step.numbers, key)
    (value, averages), raw = jax.value_and_grad(loss, has_aux=True)(carry.x)
    gradient = treated(raw, step)
    asked = _extras(setup, step, loss, value, raw)
    updates, state = transformation(setup, step.numbers).update(
        _given(setup, gradient), carry.state, _given(setup, carry.x), **asked
    )
    pace = _pace(setup.network, step.numbers)
    moved = carry.x + pace * _taken(setup, updates)
    following = decayed(moved, pace * carry.x, step.numbers).astype(jnp.float32)
    # Where an Optax rule makes a 64-bit number of a 32-bit state, the carry would not fit the next step.
    state = jax.tree.map(lambda new, old: jnp.asarray(new, old.dtype), state, carry.state)
    alive = carry.alive & jnp.isfinite(following).all()
    made = Carry(following, state, averages, carry.step, alive)
    kept = jax.tree.map(
        lambda new, old: jnp.where(alive, new, old), made._replace(step=0, alive=alive), carry._replace(step=0)
    )
    emitted = Emitted(
        x=_shown(setup, kept),
        averages=kept.averages,
        seen=value,
        ratio=_ratios(setup.network, carry.x, kept.x),
        scale=_scale(setup, carry, kept, gradient, step.numbers),
        alive=alive,
    )
    return kept._replace(step=carry.step + 1, alive=alive), emitted


def _numbers(setup: Setup, line: jax.Array) -> dict[str, jax.Array]:
    return {name: line[i] for i, name in enumerate(columns(setup.optimizer))}


def _batch_loss(
    setup: Setup, carry: Carry, fixed: Fixed, rows: jax.Array, numbers: Mapping[str, jax.Array], key: jax.Array
) -> Callable[[jax.Array], tuple[jax.Array, Params]]:
    """The loss of this step's batch as a function of the weights, with the running averages that it leaves."""
    x, y = (fixed.x[rows], fixed.y[rows]) if setup.batch else (fixed.x, fixed.y)
    dropout = Dropout(numbers[RUN_PREFIX + "dropout"], jax.random.fold_in(key, _DROPOUT)) if setup.dropout else None

    def loss(vector: jax.Array) -> tuple[jax.Array, Params]:
        outputs, averages = train_outputs(setup.network, setup.network.unravel(vector), carry.averages, x, dropout)
        return mean_loss(setup.network, outputs, y), averages

    return loss


def _extras(setup: Setup, step: Step, loss: Callable[..., Any], value: jax.Array, raw: jax.Array) -> dict[str, Any]:
    """What an update asks for beyond the gradient, all of this step's batch; line searches get it without noise."""
    plain = lambda vector: loss(vector)[0]  # noqa: E731  (a function to be handed on)
    offers = {
        "value": value,
        "grad": raw,
        "value_fn": plain,
        "obj_fn": plain,
        "grad_fn": lambda vector: treated(jax.grad(plain)(vector), step),
        "noise": step.draws.get("optimizer"),
        "uniform": step.draws.get("uniform"),
    }
    return {name: offers[name] for name in sorted(setup.optimizer.wants)}


def _given(setup: Setup, vector: jax.Array) -> Any:
    """Weights or gradients as the rule wants them."""
    return setup.network.unravel(vector) if setup.optimizer.weights == "layers" else vector


def _taken(setup: Setup, updates: Any) -> jax.Array:
    return setup.network.ravel(updates) if setup.optimizer.weights == "layers" else updates


def _pace(network: Network, numbers: Mapping[str, jax.Array]) -> jax.Array:
    """What the learning rate of each weight is multiplied by, (d,): the last layer's come last in the vector."""
    last = network.outputs * (network.hidden[-1] + 1)
    ones = jnp.ones(network.size - last, jnp.float32)
    return jnp.concatenate([ones, jnp.broadcast_to(numbers[RUN_PREFIX + LAST_RATE.name], last)])


def _shown(setup: Setup, carry: Carry) -> jax.Array:
    """The weights to show and to judge."""
    readout = setup.optimizer.readout
    return readout(carry.state, carry.x).astype(jnp.float32) if readout else carry.x


def _ratios(network: Network, before: jax.Array, after: jax.Array) -> jax.Array:
    """How long the update of each layer's weight matrix is, as a share of the matrix, (layers,)."""
    moved, weights = network.unravel(after - before), network.unravel(before)
    lengths = [
        (jnp.linalg.norm(a["weight"]), jnp.linalg.norm(b["weight"])) for a, b in zip(moved, weights, strict=True)
    ]
    return jnp.stack([update / jnp.where(whole > 0, whole, jnp.ones_like(whole)) for update, whole in lengths])


def _scale(setup: Setup, before: Carry, after: Carry, gradient: jax.Array, numbers: Mapping[str, Any]) -> Any:
    """What the rule divides the gradient by, (d,), for rows whose limit is in that scale; else nothing."""
    row = setup.optimizer
    if not has_scale(row) or row.explain is None:
        return ()
    knobs = dict(setup.optimizer_static) | {name: numbers[name] for name in traced_names(row)}
    return row.explain(before.state, after.state, gradient, knobs, before.x)["preconditioner"].astype(jnp.float32)


def has_scale(row: Optimizer) -> bool:
    """Whether an optimizer's limit of stability is to be judged in its own scale, and that is known for vectors."""
    return row.preconditioned and row.weights == "vector"
