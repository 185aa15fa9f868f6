"""Adam and its textbook variants: a momentum of gradients over a moving size of gradients."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import optax

from optim.adam_anatomy import (
    DECAYED_RATIO,
    MOMENT,
    MOMENT_HAT,
    NESTEROV_HAT,
    RATIO,
    SCALE,
    SCALE_HAT,
    averaged_limit,
    explain_adam,
    explain_adamax,
    explain_amsgrad,
    explain_nadam,
    explain_uncorrected,
    nesterov_limit,
)
from optim.core import Line, Scalar, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference

RATE = learning_rate(
    0.05, relative_to="length", help="About how far each coordinate moves while its slope keeps its sign."
)
B1 = decay("b1", 0.9, "How much of the average of gradients (the momentum) is kept.")
B2 = decay("b2", 0.999, "How much of the average of squared gradients (the scale) is kept.")
EPS = epsilon(1e-8)
WEIGHT_DECAY = Knob("weight_decay", 1e-4, 0.0, 1.0, "How strongly the point is drawn towards the origin.")

KINGMA = Reference("Kingma and Ba, 2014, Adam: a method for stochastic optimization", "https://arxiv.org/abs/1412.6980")
DOZAT = "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"


@optimizer(
    title="Adam",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" \hat m_t &= \frac{m_t}{1-\beta_1^t}, \qquad \hat v_t = \frac{v_t}{1-\beta_2^t} \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \end{aligned}",
    reference=KINGMA,
    optax="optax.adam(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=explain_adam,
    anatomy=(MOMENT, SCALE, MOMENT_HAT, SCALE_HAT, RATIO),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
)
def adam(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Joins momentum with a step size for each coordinate: the default choice, robust to scale and noise."""
    return optax.adam(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="Adam without bias correction",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" x_{t+1} &= x_t - \eta\, \frac{m_t}{\sqrt{v_t} + \varepsilon} \end{aligned}",
    reference=KINGMA,
    explain=explain_uncorrected,
    anatomy=(
        MOMENT,
        SCALE,
        Line(
            r"u_t = -\eta\, m_t / (\sqrt{v_t} + \varepsilon)",
            r"{step} = -{learning_rate} \cdot {m} / (\sqrt{{{v}}} + {eps})",
            "steps in units of a size that still remembers its start at zero",
        ),
    ),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    note="What many programs get wrong. With the usual averages the first steps are several times too long, since the "
    "squares' average takes a thousand steps to fill and the gradients' only ten.",
)
def adam_uncorrected(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformation:
    """Is Adam without the factors that make up for averages starting at zero, to show what they are for."""

    def init(params: jax.Array) -> optax.ScaleByAdamState:
        return optax.ScaleByAdamState(jnp.zeros([], jnp.int32), jnp.zeros_like(params), jnp.zeros_like(params))

    def update(
        updates: jax.Array, state: optax.ScaleByAdamState, params: jax.Array | None = None
    ) -> tuple[jax.Array, optax.ScaleByAdamState]:
        del params
        m = b1 * state.mu + (1 - b1) * updates
        v = b2 * state.nu + (1 - b2) * updates**2
        return m / (jnp.sqrt(v) + eps), optax.ScaleByAdamState(state.count + 1, m, v)

    return optax.chain(optax.GradientTransformation(init, update), optax.scale_by_learning_rate(learning_rate))


@optimizer(
    title="AMSGrad",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" v^{\max}_t &= \max\Bigl(v^{\max}_{t-1}, \frac{v_t}{1-\beta_2^t}\Bigr) \\"
    r" x_{t+1} &= x_t - \frac{\eta}{\sqrt{v^{\max}_t} + \varepsilon}\, \frac{m_t}{1-\beta_1^t} \end{aligned}",
    reference=Reference(
        "Reddi, Kale and Kumar, 2018, On the convergence of Adam and beyond", "https://arxiv.org/abs/1904.09237"
    ),
    optax="optax.amsgrad(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=explain_amsgrad,
    anatomy=(
        MOMENT,
        SCALE,
        MOMENT_HAT,
        SCALE_HAT,
        Line(
            r"v^{\max}_t = \max(v^{\max}_{t-1}, \hat v_t)",
            r"{v_max} = \max({v_max_prev}, {v_hat})",
            "never lets the scale shrink",
        ),
        Line(
            r"u_t = -\eta\, \hat m_t / (\sqrt{v^{\max}_t} + \varepsilon)",
            r"{step} = -{learning_rate} \cdot {m_hat} / (\sqrt{{{v_max}}} + {eps})",
            "steps in units of the largest typical gradient so far",
        ),
    ),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    note="Optax corrects both averages for their start at zero; the paper corrects neither.",
)
def amsgrad(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is Adam whose step sizes may only fall, which repairs a case in which Adam does not converge."""
    return optax.amsgrad(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="AdaMax",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \max(\beta_2 v_{t-1}, |g_t| + \varepsilon) \\"
    r" x_{t+1} &= x_t - \frac{\eta}{1-\beta_1^t}\, \frac{m_t}{v_t} \end{aligned}",
    reference=KINGMA,
    optax="optax.adamax(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=explain_adamax,
    anatomy=(
        MOMENT,
        Line(
            r"v_t = \max(\beta_2 v_{t-1}, |g_t| + \varepsilon)",
            r"{v} = \max({b2} \cdot {v_prev}, \vert {g} \vert + {eps})",
            "keeps the largest gradient, which slowly fades",
        ),
        MOMENT_HAT,
        Line(
            r"u_t = -\eta\, \hat m_t / v_t",
            r"{step} = -{learning_rate} \cdot {m_hat} / {v}",
            "steps in units of the largest recent gradient",
        ),
    ),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
)
def adamax(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is Adam measured against the largest recent gradient instead of the typical one, which is steadier."""
    return optax.adamax(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="NAdam",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" \hat m_t &= \frac{\beta_1 m_t}{1-\beta_1^{t+1}} + \frac{(1-\beta_1)\, g_t}{1-\beta_1^t}, \qquad"
    r" \hat v_t = \frac{v_t}{1-\beta_2^t} \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \end{aligned}",
    reference=Reference("Dozat, 2016, Incorporating Nesterov momentum into Adam", DOZAT),
    optax="optax.nadam(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=explain_nadam,
    anatomy=(MOMENT, SCALE, NESTEROV_HAT, SCALE_HAT, RATIO),
    stability_limit=nesterov_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=250,
    note="Muon takes this very path on surfaces of two variables: it treats weight matrices in its own way and "
    "everything else by NAdam.",
    same_path_as=("muon",),
)
def nadam(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Gives Adam Nesterov's look-ahead, so that it reacts one step sooner."""
    return optax.nadam(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="AdamW",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS, WEIGHT_DECAY),
    formula=r"\begin{aligned} \hat m_t, \hat v_t &\text{ as in Adam} \\"
    r" x_{t+1} &= x_t - \eta\, \Bigl(\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, x_t\Bigr)"
    r" \end{aligned}",
    reference=Reference(
        "Loshchilov and Hutter, 2019, Decoupled weight decay regularization", "https://arxiv.org/abs/1711.05101"
    ),
    optax="optax.adamw(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)",
    explain=explain_adam,
    anatomy=(MOMENT, SCALE, MOMENT_HAT, SCALE_HAT, DECAYED_RATIO),
    stability_limit=averaged_limit,
    preconditioned=True,
    accuracy=1e-12,
    budget=300,
    note="The decay pulls towards the origin, so it ends a little beside a minimum that lies elsewhere. As in most "
    "programs it is multiplied by the learning rate, which the paper keeps apart.",
)
def adamw(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, weight_decay: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Adam that also shrinks the weights directly, apart from the gradient: the usual choice for networks."""
    return optax.adamw(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)


@optimizer(
    title="NAdamW",
    family="adaptive",
    knobs=(RATE, B1, B2, EPS, WEIGHT_DECAY),
    formula=r"\begin{aligned} \hat m_t, \hat v_t &\text{ as in NAdam} \\"
    r" x_{t+1} &= x_t - \eta\, \Bigl(\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, x_t\Bigr)"
    r" \end{aligned}",
    reference=Reference(
        "Dozat, 2016, Incorporating Nesterov momentum into Adam; with the decay of Loshchilov and Hutter, 2019, "
        "Decoupled weight decay regularization",
        DOZAT,
    ),
    optax="optax.nadamw(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)",
    explain=explain_nadam,
    anatomy=(MOMENT, SCALE, NESTEROV_HAT, SCALE_HAT, DECAYED_RATIO),
    stability_limit=nesterov_limit,
    preconditioned=True,
    accuracy=1e-12,
    budget=250,
    note="The decay pulls towards the origin, so it ends a little beside a minimum that lies elsewhere.",
)
def nadamw(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, weight_decay: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Joins Nesterov's look-ahead and direct shrinking of the weights with Adam."""
    return optax.nadamw(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)
