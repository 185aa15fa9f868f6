"""The program behind fields of runs: many lanes of one pair at once, of which only a summary is kept.

A step is that of a single run (`engine.advance`), bit for bit. What differs from lane to lane is a number per lane,
what differs from step to step a number per step, so a field of a million runs holds neither paths nor tables of them;
and treatments that nobody asked for are left out of the program, since a clipping at infinity costs as much as a step.

Lanes lie along the last axis here, so that the numbers that one instruction works on lie side by side; and in groups
along the first, each of which makes all its steps before the next one begins, so that it never leaves the cache.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from experiments.clocks import clocks
from experiments.engine import Pair, Step, advance, initial_state, landscape, rates
from experiments.slopes import framed, value_and_gradient
from surfaces.frame import moves

#: Stands for JAX's arrays inside a program, NumPy's outside, shapes before it is compiled.
Array = Any


class Lanes(NamedTuple):
    """Runs under way, and what is kept of them: every array has a leading axis of groups, a trailing one of lanes.

    Attributes:
        x: the iterates, (groups, d, lanes).
        shown: the points shown, (groups, d, lanes); None where they are the iterates.
        state: the optimizers' states.
        first: the true loss at the point shown first.
        loss: that at the last point, once that has been reached.
        best: the lowest true loss so far.
        above: how many points have been shown before the first at or below the target.
        broken: 0 while every point, loss and gradient has been finite, NaN from then on.
    """

    x: Array
    shown: Array
    state: Any
    first: Array
    loss: Array
    best: Array
    above: Array
    broken: Array


class Numbers(NamedTuple):
    """The columns of numbers of a lane, of a group or of a tile.

    Attributes:
        shared: those that all lanes have in common, (columns,).
        own: those that may differ from lane to lane, (columns,); of more lanes (..., columns, lanes).
    """

    shared: Array
    own: Array


class Aim(NamedTuple):
    """When a lane counts as there: once no more than a share of the gap at its start is left.

    Attributes:
        floor: the lowest loss that each could come to, (groups, lanes); NaN where no loss counts.
        share: of the gap at the start that may be left, a number.
    """

    floor: Array
    share: Array

    def target(self, first: Array) -> Array:
        """The loss at which lanes that began at a loss are there."""
        return self.floor + self.share * (first - self.floor)


class Course(NamedTuple):
    """What all lanes have in common at each step of a chunk.

    Attributes:
        changed: (steps, columns), NaN where a lane's own number holds; None where they all do.
        multipliers: of the learning rate, (steps,).
        draws: by whom they are for, each (steps, ...).
    """

    changed: Array
    multipliers: Array
    draws: Mapping[str, Array]


def summarize(pair: Pair, names: tuple[str, ...]) -> Callable[..., tuple[Lanes, Array]]:
    """The program that takes lanes a few steps further, with these columns of numbers: those of all, then their own.

    It takes how many groups there are, of those that there is room for; the lanes; whether they are still to be
    started; the shared numbers (columns,) and their own (groups, columns, lanes); their aim; the course of the chunk
    and of the point after it; the frame (6,); after how many steps of the chunk its marked point comes, and how many it
    has (2,); and whether it is the last one. It returns the lanes and their marked points (groups, d, lanes). A point
    is noted with the gradient of the step that leaves it; the last one by itself.
    """

    def program(
        groups: jax.Array,
        lanes: Lanes,
        given: Numbers,
        aim: Aim,
        fresh: jax.Array,
        course: Course,
        frame: jax.Array,
        stops: jax.Array,
        last: jax.Array,
    ) -> tuple[Lanes, jax.Array]:
        def at(i: int | jax.Array, lanes: Lanes, frame: jax.Array | None) -> tuple[_Group, Lanes]:
            mine, own = jax.tree.map(lambda array: array[i], (lanes, given.own))
            return _Group(pair, names, Numbers(given.shared, own), course, frame), mine

        group, its = at(0, lanes, None)
        same = group.same(its.x, its.state)

        def run(lanes: Lanes, frame: jax.Array | None) -> tuple[Lanes, jax.Array]:
            def each(i: jax.Array, found: tuple[Lanes, jax.Array]) -> tuple[Lanes, jax.Array]:
                group, mine = at(i, found[0], frame)
                made = group.run(mine, same, Aim(aim.floor[i], aim.share), fresh, stops, last)
                return jax.tree.map(lambda array, new: array.at[i].set(new), found, made)

            return jax.lax.fori_loop(0, groups, each, (lanes, on_show(lanes)))

        # A frame takes a third of a step, and most landscapes lie as they were made.
        return jax.lax.cond(moves(frame), lambda lanes: run(lanes, frame), lambda lanes: run(lanes, None), lanes)

    return program


@dataclass(frozen=True)
class _Group:
    """What a group of lanes is given, inside a program."""

    pair: Pair
    names: tuple[str, ...]
    given: Numbers
    course: Course
    frame: jax.Array | None

    def run(
        self, lanes: Lanes, same: Any, aim: Aim, fresh: jax.Array, stops: jax.Array, last: jax.Array
    ) -> tuple[Lanes, jax.Array]:
        """The lanes after their steps, and their marked points; `same` says which leaves of their states are."""
        begun = jax.vmap(self.begin, in_axes=-1, out_axes=-1)(lanes.x, self.given.own)
        state, first = jax.tree.map(lambda new, old: jnp.where(fresh, new, old), begun, (lanes.state, lanes.first))
        width, targets = lanes.x.shape[-1], aim.target(first)
        state = jax.tree.map(lambda same, leaf: leaf[..., 0] if same else leaf, same, state)
        axes = Lanes(*[-1] * len(lanes))._replace(state=jax.tree.map(lambda same: None if same else -1, same))

        def each(work: Callable[..., Lanes], k: jax.Array, lanes: Lanes) -> Lanes:
            at = partial(work, self.at(k))
            return jax.vmap(at, in_axes=(axes, -1, -1), out_axes=axes)(lanes, self.given.own, targets)

        lanes = lanes._replace(state=state, first=first)
        lanes, marked = _past_mark(partial(each, self.one), stops, lanes)
        # Steps add to a point, and infinity and NaN outlive that: it is enough to look for them here.
        lanes = lanes._replace(broken=lanes.broken + 0.0 * on_show(lanes).sum(axis=0))
        ended = each(self.noted, stops[1], lanes)
        lanes = jax.tree.map(lambda new, old: jnp.where(last, new, old), ended, lanes)
        state = jax.tree.map(lambda same, leaf: _spread(leaf, width) if same else leaf, same, lanes.state)
        return lanes._replace(state=state), marked

    def at(self, k: int | jax.Array) -> Course:
        """What all lanes have in common at a step."""
        return jax.tree.map(lambda array: array[k], self.course)

    def step(self, now: Course, own: jax.Array) -> Step:
        """A step of a lane with these numbers of its own."""
        told = dict(zip(self.names, (*self.given.shared, *own), strict=True))
        if now.changed is not None:
            there = zip(told.items(), now.changed, strict=True)
            told = {name: jnp.where(jnp.isnan(other), value, other) for (name, value), other in there}
        scheduled = {self.names[i]: told[self.names[i]] * now.multipliers for i in rates(self.names)}
        return Step(told | scheduled, now.draws, self.frame)

    def begin(self, x: jax.Array, own: jax.Array) -> tuple[Any, jax.Array]:
        """A lane's first state and loss."""
        told = self.step(self.at(0), own).numbers
        return initial_state(self.pair, x, told), framed(*landscape(self.pair, told), self.frame)(x)

    def same(self, x: jax.Array, state: Any) -> Any:
        """Which leaves of the lanes' states are the same for all."""
        lane, its = jax.tree.map(lambda array: array[..., 0], ((x, self.given.own), state))

        def go_on(lane: tuple[jax.Array, jax.Array], state: Any) -> Any:
            return advance(self.pair, self.step(self.at(0), lane[1]), lane[0], state)[1]

        return clocks(lambda lane: self.begin(*lane)[0], go_on, lane, its)

    def one(self, now: Course, lane: Lanes, own: jax.Array, target: jax.Array) -> Lanes:
        """A lane after one more step."""
        step = self.step(now, own)
        before, lane = lane.loss, _noted(self.pair, step, lane, target)
        x, state, _ = advance(self.pair, step, lane.x, lane.state)
        shown = self.pair.optimizer.readout(state, x) if self.pair.optimizer.readout else None
        return lane._replace(x=x, shown=shown, state=state, loss=before)

    def noted(self, now: Course, lane: Lanes, own: jax.Array, target: jax.Array) -> Lanes:
        """A lane with its last point noted."""
        return _noted(self.pair, self.step(now, own), lane, target)


def _spread(leaf: jax.Array, width: int) -> jax.Array:
    """What is the same for all lanes as a number for each."""
    return jnp.broadcast_to(leaf[..., None], (*leaf.shape, width))


def _past_mark(step: Callable[..., Lanes], stops: jax.Array, lanes: Lanes) -> tuple[Lanes, jax.Array]:
    """The lanes after their last step, and the points shown at the first of two stops on the way."""

    def leg(i: jax.Array, gone: tuple[Lanes, jax.Array]) -> tuple[Lanes, jax.Array]:
        lanes, marked = gone
        lanes = jax.lax.fori_loop(jnp.where(i == 0, 0, stops[0]), stops[i], step, lanes)
        return lanes, jnp.where(i == 0, on_show(lanes), marked)

    # One loop over both legs: the steps, which are most of a program, are compiled but once.
    return jax.lax.fori_loop(0, 2, leg, (lanes, on_show(lanes)))


def _noted(pair: Pair, step: Step, lane: Lanes, target: jax.Array) -> Lanes:
    """The lane with the point that it shows noted."""
    loss, gradient = value_and_gradient(*landscape(pair, step.numbers), on_show(lane), step.frame)
    best = jnp.where(loss < lane.best, loss, lane.best)
    # It never is NaN, but without this LLVM makes a masked store of the choice, which takes as long as half a step.
    best = jnp.where(jnp.isnan(best), jnp.inf, best)
    return lane._replace(
        loss=loss,
        best=best,
        above=lane.above + jnp.where(best > target, 1.0, 0.0),
        broken=lane.broken + 0.0 * (loss + reduce(operator.add, gradient)),
    )


def on_show(lane: Lanes) -> jax.Array:
    """The point that a lane shows; of many lanes theirs."""
    return lane.x if lane.shown is None else lane.shown
