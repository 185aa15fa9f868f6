"""Clocks: what of an optimizer's state is the same for all runs of a field, such as how many steps have been made.

A correction like 1 - b1^k is computed once for a field whose runs share b1 and k, and for each run otherwise; a power
takes longer than the rest of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import jax
from jax.extend.core import Jaxpr, Var


def clocks(begin: Callable[..., Any], go_on: Callable[..., Any], own: Any, state: Any) -> Any:
    """Which leaves of a state depend on nothing that differs between runs.

    Args:
        begin: the first state, of what differs between runs.
        go_on: the next state, of what differs between runs, and of a state.
        own: what differs between runs, for one of them.
        state: a state of one run.

    Returns:
        Yes or no for each leaf.
    """
    leaves, tree = jax.tree.flatten(state)
    first, step = jax.make_jaxpr(begin)(own).jaxpr, jax.make_jaxpr(go_on)(own, state).jaxpr
    given = len(step.invars) - len(leaves)
    differ = _reached(first, first.invars)
    while True:
        roots = [var for var, differs in zip(step.invars, [True] * given + differ, strict=True) if differs]
        after = [old or new for old, new in zip(differ, _reached(step, roots), strict=True)]
        if after == differ:
            return jax.tree.unflatten(tree, [not differs for differs in differ])
        differ = after


def _reached(program: Jaxpr, roots: Iterable[Any]) -> list[bool]:
    """Which results of a program depend on some of its variables."""
    reached = set(roots)

    def is_reached(atom: Any) -> bool:
        return isinstance(atom, Var) and atom in reached

    for equation in program.eqns:
        if any(map(is_reached, equation.invars)):
            reached.update(equation.outvars)
    return [is_reached(atom) for atom in program.outvars]
