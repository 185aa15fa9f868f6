"""The optimizers: `OPTIMIZERS["adam"].build(learning_rate=0.1)` is an Optax transformation."""

from optim.core import OPTIMIZERS, Line, Optimizer
from optim.schedules import SCHEDULES, Schedule

# Each module declares its rows; a picker shows them in this order.
from optim import descent, sharpness, momentum, adaptive, full_matrix, adam, adam_kin  # noqa: F401 # isort: skip
from optim import schedule_free, layerwise, rate_free, second_order, trust_region, sophia  # noqa: F401 # isort: skip
from optim import quasi_newton, stochastic, random_walks  # noqa: F401 # isort: skip

__all__ = ["OPTIMIZERS", "SCHEDULES", "Line", "Optimizer", "Schedule"]
