"""Learning-rate schedules: what the base rate is multiplied by, step by step.

A schedule is a row like an optimizer. It is plain NumPy, since its multipliers reach a run as data: the rate of step k
(from 0) is the base rate times `multipliers(steps, **knobs)[k]`. Every schedule spans the run, so its knobs are factors
and shares of the run and a longer run stretches it; with `steps` as their number of steps, these are Optax's schedules.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from registry import Knob, Reference, Registry, knob_values


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule.

    Attributes:
        name: the function's name, its key everywhere.
        title: as it is written in texts.
        function: `function(k, steps, **knobs)`: the multipliers at the steps k, an array of whole numbers from 0.
        knobs: what may be turned.
        formula: LaTeX of the multiplier c_k at step k of n.
        reference: where it was published.
        optax: the Optax schedule it equals; empty where Optax has none.
    """

    name: str
    title: str
    function: Callable[..., np.ndarray]
    knobs: tuple[Knob, ...]
    formula: str
    reference: Reference
    optax: str

    @property
    def caption(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def source(self) -> str:
        """The text of the very function that runs."""
        return inspect.getsource(self.function)

    def knob_numbers(self, knobs: Mapping[str, float]) -> dict[str, float]:
        """All knobs as numbers, defaults filled in."""
        return knob_values(self.knobs, knobs, self.name)

    def multipliers(self, steps: int, **knobs: float) -> np.ndarray:
        """What the base rate is multiplied by at each of `steps` steps, shape (steps,)."""
        values = self.function(np.arange(steps), steps, **self.knob_numbers(knobs))
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (steps,))


SCHEDULES: Registry[Schedule] = Registry("schedule")
#: Those that differ in kind, for a comparison.
COMPARED = ("constant", "step", "exponential", "cosine", "warmup_cosine", "one_cycle", "warm_restarts")


def schedule(
    *, title: str, formula: str, reference: Reference, knobs: tuple[Knob, ...] = (), optax: str = ""
) -> Callable[[Callable[..., np.ndarray]], Callable[..., np.ndarray]]:
    """Declares the decorated function as a schedule."""

    def declare(function: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
        SCHEDULES.add(Schedule(function.__name__, title, function, knobs, formula, reference, optax))
        return function

    return declare


ROBBINS = Reference(
    "Robbins and Monro, 1951, A stochastic approximation method, Annals of Mathematical Statistics 22, 400-407",
    "https://doi.org/10.1214/aoms/1177729586",
)
DEEP_LEARNING = Reference(
    "Goodfellow, Bengio and Courville, 2016, Deep learning, section 8.3", "https://www.deeplearningbook.org"
)
COSINE = Reference(
    "Loshchilov and Hutter, 2017, SGDR: stochastic gradient descent with warm restarts",
    "https://arxiv.org/abs/1608.03983",
)
END_VALUE = Knob("end_value", 0.0, 0.0, 1.0, "The share of the base rate that is left at the end of the run.")


@schedule(
    title="Constant",
    formula=r"c_k = 1",
    reference=DEEP_LEARNING,
    optax="optax.constant_schedule(1.0)",
)
def constant(k: np.ndarray, steps: int) -> np.ndarray:
    """Keeps the rate as it is."""
    del steps
    return np.ones(k.shape)


@schedule(
    title="Step decay",
    knobs=(
        Knob("decay_rate", 0.5, 0.01, 1.0, "The factor on the rate at each drop."),
        Knob("every", 0.25, 0.01, 1.0, "How long it waits before the next drop, as a share of the run."),
    ),
    formula=r"c_k = \gamma^{\lfloor k / w \rfloor}, \qquad w = \max(1, \mathrm{round}(s\, n))",
    reference=DEEP_LEARNING,
    optax="optax.exponential_decay(1.0, max(1, round(every * steps)), decay_rate, staircase=True)",
)
def step(k: np.ndarray, steps: int, decay_rate: float, every: float) -> np.ndarray:
    """Drops the rate by a factor at regular times, so that each stage can settle before the next."""
    return decay_rate ** (k // max(1, round(every * steps)))


@schedule(
    title="Exponential decay",
    knobs=(Knob("decay_rate", 0.05, 1e-6, 1.0, "The share of the base rate that is left at the end.", scale="log"),),
    formula=r"c_k = \gamma^{k/n}",
    reference=DEEP_LEARNING,
    optax="optax.exponential_decay(1.0, steps, decay_rate)",
)
def exponential(k: np.ndarray, steps: int, decay_rate: float) -> np.ndarray:
    """Lowers the rate by the same factor at every step: fast at first, then ever more slowly."""
    return decay_rate ** (k / steps)


@schedule(
    title="Inverse time decay",
    knobs=(Knob("decay_rate", 9.0, 0.0, 1e3, "How many times smaller the rate gets by the end, less one."),),
    formula=r"c_k = \frac{1}{1 + \gamma\, k/n}",
    reference=ROBBINS,
)
def inverse_time(k: np.ndarray, steps: int, decay_rate: float) -> np.ndarray:
    """Lowers the rate as one over time: slow enough to reach any place, fast enough for noise to average out."""
    return 1 / (1 + decay_rate * k / steps)


@schedule(
    title="Linear decay",
    knobs=(END_VALUE,),
    formula=r"c_k = 1 - (1 - c_{\mathrm{end}})\, \frac{k}{n}",
    reference=DEEP_LEARNING,
    optax="optax.linear_schedule(1.0, end_value, steps)",
)
def linear(k: np.ndarray, steps: int, end_value: float) -> np.ndarray:
    """Lowers the rate evenly down to its end value."""
    return (1 - end_value) * (1 - k / steps) + end_value


@schedule(
    title="Polynomial decay",
    knobs=(END_VALUE, Knob("power", 2.0, 0.1, 10.0, "1 falls evenly; more falls early, less falls late.")),
    formula=r"c_k = c_{\mathrm{end}} + (1 - c_{\mathrm{end}}) \Bigl(1 - \frac{k}{n}\Bigr)^{p}",
    reference=Reference(
        "Chen et al., 2018, DeepLab: semantic image segmentation with deep convolutional nets, atrous convolution, and "
        "fully connected CRFs, section 4.2",
        "https://arxiv.org/abs/1606.00915",
    ),
    optax="optax.polynomial_schedule(1.0, end_value, power, steps)",
)
def polynomial(k: np.ndarray, steps: int, end_value: float, power: float) -> np.ndarray:
    """Lowers the rate along a power of the time that is left."""
    return (1 - end_value) * (1 - k / steps) ** power + end_value


@schedule(
    title="Cosine decay",
    knobs=(
        Knob("alpha", 0.0, 0.0, 1.0, "The share of the base rate that is left at the end of the run."),
        Knob("exponent", 1.0, 0.1, 10.0, "More than 1 falls earlier, less than 1 later."),
    ),
    formula=r"c_k = \alpha + (1-\alpha) \Bigl(\frac{1 + \cos(\pi k/n)}{2}\Bigr)^{p}",
    reference=COSINE,
    optax="optax.cosine_decay_schedule(1.0, steps, alpha, exponent)",
)
def cosine(k: np.ndarray, steps: int, alpha: float, exponent: float) -> np.ndarray:
    """Lowers the rate along half a cosine: it stays high at first, falls in the middle and lands gently."""
    return alpha + (1 - alpha) * _half_cosine(k / steps) ** exponent


@schedule(
    title="Warm-up and cosine decay",
    knobs=(
        Knob("warmup", 0.1, 0.0, 0.9, "How long the rate rises, as a share of the run."),
        Knob("init_value", 0.0, 0.0, 1.0, "The share of the base rate that it starts from."),
        END_VALUE,
    ),
    formula=r"c_k = \begin{cases} c_0 + (1-c_0)\, k/w & k < w \\"
    r" c_{\mathrm{end}} + (1-c_{\mathrm{end}})\, \frac{1 + \cos(\pi (k-w)/(n-w))}{2} & k \ge w \end{cases}, \qquad"
    r" w = \mathrm{round}(s\, n)",
    reference=Reference(
        "Goyal et al., 2017, Accurate, large minibatch SGD: training ImageNet in 1 hour; with the decay of Loshchilov "
        "and Hutter, 2017, SGDR",
        "https://arxiv.org/abs/1706.02677",
    ),
    optax="optax.warmup_cosine_decay_schedule(init_value, 1.0, min(round(warmup * steps), steps - 1), steps, "
    "end_value)",
)
def warmup_cosine(k: np.ndarray, steps: int, warmup: float, init_value: float, end_value: float) -> np.ndarray:
    """Raises the rate from a cautious start, then lowers it along half a cosine: the usual choice for networks."""
    rise = min(round(warmup * steps), steps - 1)
    falling = end_value + (1 - end_value) * _half_cosine((k - rise) / (steps - rise))
    return np.where(k < rise, init_value + (1 - init_value) * k / max(1, rise), falling)


@schedule(
    title="One cycle",
    knobs=(
        Knob("pct_start", 0.3, 0.01, 0.49, "How long the rate rises, as a share of the run."),
        Knob("pct_final", 0.85, 0.5, 0.99, "When it is back where it began, as a share of the run."),
        Knob("div_factor", 25.0, 1.0, 1e3, "How many times smaller than the base rate it begins.", scale="log"),
        Knob("final_div_factor", 1e4, 1.0, 1e6, "How many times smaller still it ends.", scale="log"),
    ),
    formula=r"c_k \text{ linear through } c_0 = \frac{1}{d}, \quad c_a = 1, \quad c_b = \frac{1}{d}, \quad"
    r" c_n = \frac{1}{d\, e}, \qquad a = \lfloor s_a n \rfloor, \quad b = \lfloor s_b n \rfloor",
    reference=Reference(
        "Smith and Topin, 2018, Super-convergence: very fast training of neural networks using large learning rates",
        "https://arxiv.org/abs/1708.07120",
    ),
    optax="optax.linear_onecycle_schedule(max(2, steps), 1.0, pct_start, pct_final, div_factor, final_div_factor)",
)
def one_cycle(
    k: np.ndarray, steps: int, pct_start: float, pct_final: float, div_factor: float, final_div_factor: float
) -> np.ndarray:
    """Raises the rate to its full size and back once, then lets it die out: a fast run through large steps."""
    ends = [1 / div_factor, 1.0, 1 / div_factor, 1 / div_factor / final_div_factor]
    steps = max(2, steps)
    return np.interp(k, [0, int(pct_start * steps), int(pct_final * steps), steps], ends)


@schedule(
    title="Warm restarts",
    knobs=(
        Knob("first", 0.15, 0.01, 1.0, "How long the first period is, as a share of the run."),
        Knob("multiplier", 2.0, 1.0, 4.0, "How many times longer each period is than the one before."),
        END_VALUE,
    ),
    formula=r"c_k = c_{\mathrm{end}} + (1-c_{\mathrm{end}})\, \frac{1 + \cos(\pi (k - k_i) / n_i)}{2}"
    r" \quad (k_i \le k < k_{i+1}), \qquad k_{i+1} = k_i + n_i, \qquad n_i = \max(1, \mathrm{round}(s\, n\, m^i))",
    reference=COSINE,
)
def warm_restarts(k: np.ndarray, steps: int, first: float, multiplier: float, end_value: float) -> np.ndarray:
    """Lowers the rate along half a cosine and starts again at the full rate, each time for longer."""
    length, starts = first * steps, [0]
    while starts[-1] < steps:
        starts.append(starts[-1] + max(1, round(length)))
        length *= multiplier
    period = np.searchsorted(starts, k, side="right") - 1
    share = (k - np.take(starts, period)) / np.take(np.diff(starts), period)
    return end_value + (1 - end_value) * _half_cosine(share)


#: The heights of a curve that is drawn by hand.
HEIGHTS = tuple(
    Knob(
        f"height_{place}",
        1.0,
        1e-4,
        1.0,
        f"The share of the base rate at place {place} of 8 along the run.",
        scale="log",
    )
    for place in range(1, 9)
)


@schedule(
    title="Drawn by hand",
    knobs=HEIGHTS,
    formula=r"\log c_k \text{ linear through } \log h_1, \dots, \log h_8 \text{ at } k = 0, \frac{n-1}{7}, \dots, n-1",
    reference=DEEP_LEARNING,
)
def drawn(
    k: np.ndarray,
    steps: int,
    height_1: float,
    height_2: float,
    height_3: float,
    height_4: float,
    height_5: float,
    height_6: float,
    height_7: float,
    height_8: float,
) -> np.ndarray:
    """Follows a curve drawn by hand through eight heights at even times, straight between them on a log axis."""
    heights = [height_1, height_2, height_3, height_4, height_5, height_6, height_7, height_8]
    return np.exp(np.interp(k / max(1, steps - 1), np.linspace(0, 1, len(heights)), np.log(heights)))


def _half_cosine(share: np.ndarray) -> np.ndarray:
    """From 1 at share 0 to 0 at share 1."""
    return (1 + np.cos(np.pi * share)) / 2
