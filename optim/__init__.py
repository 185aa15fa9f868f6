"""The optimizers: `OPTIMIZERS["adam"].build(learning_rate=0.1)` is an Optax transformation."""

from optim import adaptive, descent, momentum, rate_free, second_order, stochastic  # noqa: F401  (each declares its rows)
from optim.core import OPTIMIZERS, Line, Optimizer
from optim.schedules import SCHEDULES

__all__ = ["OPTIMIZERS", "SCHEDULES", "Line", "Optimizer"]
