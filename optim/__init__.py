"""The optimizers: `OPTIMIZERS["adam"].build(learning_rate=0.1)` is an Optax transformation."""

from optim.core import OPTIMIZERS, Line, Optimizer
from optim.schedules import SCHEDULES, Schedule

# Each module declares its rows; a picker shows them in this order.
from optim import descent, momentum, adaptive, adam, adam_kin, layerwise  # noqa: F401 # isort: skip
from optim import rate_free, second_order, quasi_newton, stochastic  # noqa: F401 # isort: skip

__all__ = ["OPTIMIZERS", "SCHEDULES", "Line", "Optimizer", "Schedule"]
