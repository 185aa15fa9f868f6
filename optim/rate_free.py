"""Methods that find the learning rate themselves: from the loss still to lose, or from the distance already gone."""

from __future__ import annotations

import optax

from optim.adam import B1, B2, EPS
from optim.core import Scalar, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference

FACTOR = learning_rate(1.0, relative_to="", high=100.0, help="A factor on the rate that it finds; leave it at 1.")


def _known_minimum(name: str) -> Knob:
    """The loss at the bottom, which these methods must be told; the surface fills it in."""
    return Knob(
        name, 0.0, -1e6, 1e6, "The lowest value of the loss, filled in from the surface.", relative_to="minimum"
    )


@optimizer(
    title="Polyak's step size",
    family="rate-free",
    knobs=(
        Knob(
            "max_learning_rate", 10.0, 1e-3, 1e3, "No rate is larger than this.", scale="log", relative_to="1/curvature"
        ),
        _known_minimum("f_min"),
        Knob("eps", 0.0, 0.0, 1.0, "A number added to the squared length of the gradient."),
    ),
    formula=r"x_{t+1} = x_t - \min\Bigl(\eta_{\max},\; \frac{f(x_t) - f_{\min}}{\lVert g_t \rVert^2 +"
    r" \varepsilon}\Bigr)\, g_t",
    reference=Reference(
        "Polyak, 1987, Introduction to optimization; with the cap: Loizou, Vaswani, Laradji and Lacoste-Julien, 2021, "
        "Stochastic Polyak step-size for SGD",
        "https://arxiv.org/abs/2002.10542",
    ),
    optax="optax.polyak_sgd(max_learning_rate, f_min=f_min, eps=eps)",
    wants=("value",),
    traits=("rotation_equivariant", "translation_equivariant"),
    values=1,
    accuracy=1e-12,
    budget=40,
    note="It is told the value of the global minimum, which one seldom knows. Towards a higher, local minimum it never "
    "comes to rest: there is always loss left to lose.",
)
def polyak_sgd(max_learning_rate: Scalar, f_min: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Steps as far as a straight line would need to reach the lowest loss, given that this loss is known."""
    return optax.polyak_sgd(max_learning_rate, f_min=f_min, eps=eps)


@optimizer(
    title="COCOB",
    family="rate-free",
    knobs=(
        Knob("alpha", 100.0, 1.0, 1e4, "How cautious the first bets are: the larger, the shorter.", scale="log"),
        epsilon(1e-8),
    ),
    formula=r"\begin{aligned} L_t &= \max(L_{t-1}, |g_t|), \qquad G_t = G_{t-1} + |g_t|, \qquad C_t = C_{t-1} - g_t \\"
    r" R_t &= \max(R_{t-1} - g_t (x_t - x_1), 0) \\"
    r" x_{t+1} &= x_1 + \frac{C_t}{L_t \max(G_t + L_t, \alpha L_t)}\, (L_t + R_t) \end{aligned}",
    reference=Reference(
        "Orabona and Tommasi, 2017, Training deep networks without learning rates through coin betting",
        "https://arxiv.org/abs/1705.07795",
    ),
    optax="optax.contrib.cocob(alpha=alpha, eps=eps)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=100,
    note="The first steps are about 1 / alpha long, whatever the surface's size, and grow as the bets are won.",
)
def cocob(alpha: Scalar, eps: Scalar) -> optax.GradientTransformation:
    """Bets on the sign of the next slope and moves by what it has won so far: no learning rate at all."""
    return optax.contrib.cocob(alpha=alpha, eps=eps)


@optimizer(
    title="Prodigy",
    family="rate-free",
    knobs=(
        FACTOR,
        B1,
        B2,
        EPS,
        Knob(
            "estim_lr0",
            1e-6,
            1e-12,
            1.0,
            "The distance to the minimum as first guessed; it can only grow.",
            scale="log",
        ),
        Knob("estim_lr_coef", 1.0, 0.1, 10.0, "A factor on the estimated distance."),
    ),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, d_t g_t, \qquad"
    r" v_t = \beta_2 v_{t-1} + (1-\beta_2)\, d_t^2 g_t^2 \\"
    r" r_t &= \sqrt{\beta_2}\, r_{t-1} + \gamma_t d_t^2 \langle g_t, x_1 - x_t \rangle, \qquad"
    r" s_t = \sqrt{\beta_2}\, s_{t-1} + \gamma_t d_t^2 g_t \\"
    r" d_{t+1} &= \max\Bigl(d_t, c\, \frac{r_t}{\lVert s_t \rVert_1}\Bigr), \qquad"
    r" \gamma_t = \eta\, \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \\"
    r" x_{t+1} &= x_t - \gamma_t d_t\, \frac{m_t}{\sqrt{v_t} + d_{t+1}\, \varepsilon} \end{aligned}",
    reference=Reference(
        "Mishchenko and Defazio, 2023, Prodigy: an expeditiously adaptive parameter-free learner",
        "https://arxiv.org/abs/2306.06101",
    ),
    optax="optax.contrib.prodigy(learning_rate, betas=(b1, b2), eps=eps, estim_lr0=estim_lr0, "
    "estim_lr_coef=estim_lr_coef)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=350,
    note="Where the very first gradient is exactly zero, its estimate is 0 / 0 and the run ends.",
)
def prodigy(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, estim_lr0: Scalar, estim_lr_coef: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Adam that estimates its own distance to the minimum while it walks and uses that as the rate."""
    return optax.contrib.prodigy(
        learning_rate, betas=(b1, b2), eps=eps, estim_lr0=estim_lr0, estim_lr_coef=estim_lr_coef
    )


@optimizer(
    title="D-Adaptation (AdamW)",
    family="rate-free",
    knobs=(
        FACTOR,
        B1,
        B2,
        EPS,
        Knob(
            "estim_lr0",
            1e-6,
            1e-12,
            1.0,
            "The distance to the minimum as first guessed; it can only grow.",
            scale="log",
        ),
    ),
    formula=r"\begin{aligned} \lambda_t &= \eta\, d_t\, \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \\"
    r" r_t &= \sqrt{\beta_2}\, r_{t-1} + (1-\sqrt{\beta_2})\, \lambda_t \Bigl\langle g_t,"
    r" \frac{s_{t-1}}{\sqrt{v_{t-1}} + \varepsilon} \Bigr\rangle \\"
    r" m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, \lambda_t g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" s_t &= \sqrt{\beta_2}\, s_{t-1} + (1-\sqrt{\beta_2})\, \lambda_t g_t, \qquad"
    r" d_{t+1} = \max\Bigl(d_t, \frac{r_t}{(1-\sqrt{\beta_2}) \lVert s_t \rVert_1}\Bigr) \\"
    r" x_{t+1} &= x_t - \frac{m_t}{\sqrt{v_t} + \varepsilon} \end{aligned}",
    reference=Reference(
        "Defazio and Mishchenko, 2023, Learning-rate-free learning by D-adaptation", "https://arxiv.org/abs/2301.07733"
    ),
    optax="optax.contrib.dadapt_adamw(learning_rate, betas=(b1, b2), eps=eps, estim_lr0=estim_lr0)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=350,
    note="Where the very first gradient is exactly zero, its estimate is 0 / 0 and the run ends.",
)
def dadapt_adamw(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, estim_lr0: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Raises a lower bound of its distance to the minimum step by step and takes it as Adam's learning rate."""
    return optax.contrib.dadapt_adamw(learning_rate, betas=(b1, b2), eps=eps, estim_lr0=estim_lr0)


@optimizer(
    title="DoG",
    family="rate-free",
    knobs=(
        FACTOR,
        Knob("init_step", 1e-6, 1e-9, 1.0, "The length of the first step.", scale="log", relative_to="length"),
        epsilon(1e-8),
    ),
    formula=r"x_{t+1} = x_t - \eta\, \frac{\max\bigl(r, \max_{i \le t} \lVert x_i - x_1 \rVert\bigr)}"
    r"{\sqrt{\sum_{i \le t} \lVert g_i \rVert^2 + \varepsilon}}\, g_t",
    reference=Reference(
        "Ivgi, Hinder and Carmon, 2023, DoG is SGD's best friend: a parameter-free dynamic step size schedule",
        "https://arxiv.org/abs/2302.12022",
    ),
    optax='optax.contrib.dog(learning_rate, init_step=("distance", init_step), eps=eps)',
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=250,
    note="The first step is given as a length. By default Optax takes it from the start's distance to the origin, "
    "which would make the same surface another problem when it is shifted.",
)
def dog(learning_rate: Scalar, init_step: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Takes the distance it has come over the size of all gradients so far as its learning rate."""
    return optax.contrib.dog(learning_rate, init_step=("distance", init_step), eps=eps)


@optimizer(
    title="DoWG",
    family="rate-free",
    knobs=(
        FACTOR,
        Knob(
            "init_estim_sq_dist", 1e-4, 1e-12, 1.0, "The squared distance to the minimum as first guessed.", scale="log"
        ),
        epsilon(1e-4),
    ),
    formula=r"\begin{aligned} r_t^2 &= \max\bigl(r_{t-1}^2, \lVert x_t - x_1 \rVert^2\bigr), \qquad"
    r" v_t = v_{t-1} + r_t^2 \lVert g_t \rVert^2 \\"
    r" x_{t+1} &= x_t - \eta\, \frac{r_t^2}{\sqrt{v_t} + \varepsilon}\, g_t \end{aligned}",
    reference=Reference(
        "Khaled, Mishchenko and Jin, 2023, DoWG unleashed: an efficient universal parameter-free gradient descent "
        "method",
        "https://arxiv.org/abs/2305.16284",
    ),
    optax="optax.contrib.dowg(learning_rate, init_estim_sq_dist=init_estim_sq_dist, eps=eps)",
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-12,
    budget=60,
)
def dowg(learning_rate: Scalar, init_estim_sq_dist: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is DoG that weighs each gradient by the distance come, so that the small early steps do not count for ever."""
    return optax.contrib.dowg(learning_rate, init_estim_sq_dist=init_estim_sq_dist, eps=eps)


@optimizer(
    title="MoMo",
    family="rate-free",
    knobs=(
        learning_rate(1.0, help="No rate is larger than this; below it the method finds its own."),
        decay("beta", 0.9, "How much of the averages of gradients and losses is kept."),
        _known_minimum("lower_bound"),
    ),
    formula=r"\begin{aligned} m_t &= \beta\, m_{t-1} + (1-\beta)\, g_t, \qquad m_1 = g_1 \\"
    r" h_t &= \overline{f(x_i) + \langle g_i, x_t - x_i \rangle} \quad \text{(averaged as the gradients are)} \\"
    r" x_{t+1} &= x_t - \min\Bigl(\eta, \frac{(h_t - f_{\min})_+}{\lVert m_t \rVert^2}\Bigr)\, m_t \end{aligned}",
    reference=Reference(
        "Schaipp, Ohana, Eickenberg, Defazio and Gower, 2023, MoMo: momentum models for adaptive learning rates",
        "https://arxiv.org/abs/2305.07583",
    ),
    optax="optax.contrib.momo(learning_rate, beta=beta, lower_bound=lower_bound)",
    wants=("value",),
    traits=("rotation_equivariant", "translation_equivariant"),
    values=1,
    accuracy=1e-12,
    budget=450,
    note="It is told the value of the global minimum when it starts.",
)
def momo(learning_rate: Scalar, beta: Scalar, lower_bound: Scalar) -> optax.GradientTransformationExtraArgs:
    """Is momentum with Polyak's step size: past slopes predict the loss, and it steps to where that hits bottom."""
    return optax.contrib.momo(learning_rate, beta=beta, lower_bound=lower_bound)


@optimizer(
    title="MoMo-Adam",
    family="rate-free",
    knobs=(
        learning_rate(
            0.1, relative_to="length", help="No rate is larger than this; below it the method finds its own."
        ),
        B1,
        B2,
        EPS,
        _known_minimum("lower_bound"),
    ),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \qquad"
    r" D_t = \varepsilon + \sqrt{\hat v_t} \\"
    r" h_t &= \overline{f(x_i) + \langle g_i, x_t - x_i \rangle} \quad \text{(averaged as the gradients are)} \\"
    r" x_{t+1} &= x_t - \min\Bigl(\frac{\eta}{1-\beta_1^t}, \frac{(h_t - (1-\beta_1^t) f_{\min})_+}{\langle m_t,"
    r" D_t^{-1} m_t \rangle}\Bigr)\, D_t^{-1} m_t \end{aligned}",
    reference=Reference(
        "Schaipp, Ohana, Eickenberg, Defazio and Gower, 2023, MoMo: momentum models for adaptive learning rates",
        "https://arxiv.org/abs/2305.07583",
    ),
    optax="optax.contrib.momo_adam(learning_rate, b1=b1, b2=b2, eps=eps, lower_bound=lower_bound)",
    wants=("value",),
    traits=("translation_equivariant",),
    values=1,
    accuracy=1e-12,
    budget=450,
    note="It is told the value of the global minimum when it starts.",
)
def momo_adam(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, lower_bound: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Adam whose rate is cut wherever its model of the loss says that it would step past the bottom."""
    return optax.contrib.momo_adam(learning_rate, b1=b1, b2=b2, eps=eps, lower_bound=lower_bound)
