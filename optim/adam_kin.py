"""Adam's later kin: each changes one thing about its two averages, and says which."""

from __future__ import annotations

import optax

from optim.adam import B1, B2, EPS, RATE
from optim.adam_anatomy import MOMENT, MOMENT_HAT, RATIO, SCALE_HAT, averaged_limit, explain_adam
from optim.core import Line, Scalar, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference

SURPRISE = Line(
    r"v_t = \beta_2 v_{t-1} + (1-\beta_2)\, (g_t - m_t)^2 + \bar\varepsilon",
    r"{v} = {b2} \cdot {v_prev} + (1 - {b2}) \cdot ({g} - {m})^2 + {eps_root}",
    "averages the squares of what was not expected",
)
ADDED = Line(
    r"v_t = v_{t-1} - (1-\beta_2)\, \mathrm{sign}(v_{t-1} - g_t^2)\, g_t^2",
    r"{v} = {v_prev} - (1 - {b2}) \cdot \mathrm{{sign}}({v_prev} - {g}^2) \cdot {g}^2",
    "moves the scale towards the square by a share of the square alone",
)


@optimizer(
    title="RAdam",
    family="adaptive",
    knobs=(
        learning_rate(1.0),
        B1,
        B2,
        EPS,
        Knob("threshold", 5.0, 4.0, 100.0, "How many independent squares the scale must rest on before it is used."),
    ),
    formula=r"\begin{aligned} \rho_t &= \rho_\infty - \frac{2 t \beta_2^t}{1-\beta_2^t}, \qquad"
    r" \rho_\infty = \frac{2}{1-\beta_2} - 1 \\"
    r" r_t &= \sqrt{\frac{(\rho_t-4)(\rho_t-2)\,\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\,\rho_t}} \\"
    r" x_{t+1} &= x_t - \eta\, \begin{cases} r_t\, \hat m_t / (\sqrt{\hat v_t} + \varepsilon) & \rho_t \ge \theta \\"
    r" \hat m_t & \text{otherwise} \end{cases} \end{aligned}",
    reference=Reference(
        "Liu et al., 2020, On the variance of the adaptive learning rate and beyond", "https://arxiv.org/abs/1908.03265"
    ),
    optax="optax.radam(learning_rate, b1=b1, b2=b2, eps=eps, threshold=threshold)",
    traits=("translation_equivariant",),
    accuracy=1e-4,
    budget=200,
    note="Its first steps (five, with the defaults) are plain momentum, in proportion to the gradient. So its rate is "
    "measured as gradient descent's is: one made for Adam would throw the point far away wherever the surface is "
    "steep.",
)
def radam(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, threshold: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Is Adam that does not trust its scale until enough gradients have been seen, a warm-up without a schedule."""
    return optax.radam(learning_rate, b1=b1, b2=b2, eps=eps, threshold=threshold)


@optimizer(
    title="AdaBelief",
    family="adaptive",
    knobs=(RATE, B1, B2, epsilon(1e-16), epsilon(1e-16, name="eps_root")),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, (g_t - m_t)^2 + \bar\varepsilon \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \end{aligned}",
    reference=Reference(
        "Zhuang et al., 2020, AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
        "https://arxiv.org/abs/2010.07468",
    ),
    optax="optax.adabelief(learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root)",
    explain=explain_adam,
    anatomy=(MOMENT, SURPRISE, MOMENT_HAT, SCALE_HAT, RATIO),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
)
def adabelief(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, eps_root: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Divides by how much the gradient surprises it: far steps where it is as expected, short ones where it is not."""
    return optax.adabelief(learning_rate, b1=b1, b2=b2, eps=eps, eps_root=eps_root)


@optimizer(
    title="Yogi",
    family="adaptive",
    knobs=(RATE, B1, B2, epsilon(1e-3)),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= v_{t-1} - (1-\beta_2)\, \mathrm{sign}(v_{t-1} - g_t^2)\, g_t^2, \qquad m_0 = v_0 = 10^{-6} \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} \end{aligned}",
    reference=Reference(
        "Zaheer, Reddi, Sachan, Kale and Kumar, 2018, Adaptive methods for nonconvex optimization",
        "https://proceedings.neurips.cc/paper/2018/file/90365351ccc7437a1309dc64e4db32a3-Paper.pdf",
    ),
    optax="optax.yogi(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=explain_adam,
    anatomy=(MOMENT, ADDED, MOMENT_HAT, SCALE_HAT, RATIO),
    stability_limit=averaged_limit,
    preconditioned=True,
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    note="Optax starts the average of gradients at 1e-6 too, and not at zero, so at first it drifts where it is flat.",
)
def yogi(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Lets Adam's scale change by small additive steps only, so that it never forgets large gradients in a hurry."""
    return optax.yogi(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="Adan",
    family="adaptive",
    knobs=(
        RATE,
        decay("b1", 0.98, "How much of the average of gradients is kept."),
        decay("b2", 0.92, "How much of the average of the gradient's changes is kept."),
        decay("b3", 0.99, "How much of the average of squares (the scale) is kept."),
        EPS,
        epsilon(1e-8, name="eps_root"),
    ),
    formula=r"\begin{aligned} d_t &= g_t - g_{t-1}, \qquad d_1 = 0 \\ m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\"
    r" v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, d_t \\"
    r" n_t &= \beta_3 n_{t-1} + (1-\beta_3)\, (g_t + (1-\beta_2)\, d_t)^2 \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t + (1-\beta_2)\, \hat v_t}{\sqrt{\hat n_t + \bar\varepsilon} +"
    r" \varepsilon} \end{aligned}",
    reference=Reference(
        "Xie, Zhou, Li, Lin and Yan, 2022, Adan: adaptive Nesterov momentum algorithm for faster optimizing deep "
        "models",
        "https://arxiv.org/abs/2208.06677",
    ),
    optax="optax.adan(learning_rate, b1=b1, b2=b2, b3=b3, eps=eps, eps_root=eps_root)",
    traits=("translation_equivariant",),
    accuracy=1e-3,
    budget=400,
    note="Optax 0.2.8 weighs the gradient's change by 1 - b2 (0.08); in the paper its weight is what is called b2 here "
    "(0.92), so this look-ahead is fainter than the published one.",
)
def adan(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, b3: Scalar, eps: Scalar, eps_root: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Also follows how the gradient changes from step to step, to look ahead as Nesterov does at no extra cost."""
    return optax.adan(learning_rate, b1=b1, b2=b2, b3=b3, eps=eps, eps_root=eps_root)


@optimizer(
    title="AdEMAMix",
    family="adaptive",
    knobs=(
        RATE,
        B1,
        B2,
        decay("b3", 0.9999, "How much of the slow average of gradients is kept."),
        Knob("alpha", 5.0, 0.0, 20.0, "How much the slow average counts against the fast one."),
        EPS,
    ),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \qquad"
    r" s_t = \beta_3 s_{t-1} + (1-\beta_3)\, g_t \\ v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\hat m_t + \alpha\, s_t}{\sqrt{\hat v_t} + \varepsilon} \end{aligned}",
    reference=Reference(
        "Pagliardini, Ablin and Grangier, 2024, The AdEMAMix optimizer: better, faster, older",
        "https://arxiv.org/abs/2409.03137",
    ),
    optax="optax.contrib.ademamix(learning_rate, b1=b1, b2=b2, b3=b3, alpha=alpha, eps=eps)",
    traits=("translation_equivariant",),
    accuracy=1e-4,
    budget=150,
    note="The slow average is made for runs of a hundred thousand steps; in a few hundred it has hardly begun to fill.",
)
def ademamix(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, b3: Scalar, alpha: Scalar, eps: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Adds a second, very slow momentum to Adam, since gradients of long ago can still be of use."""
    return optax.contrib.ademamix(learning_rate, b1=b1, b2=b2, b3=b3, alpha=alpha, eps=eps)


@optimizer(
    title="ADOPT",
    family="adaptive",
    knobs=(
        RATE,
        B1,
        decay("b2", 0.9999, "How much of the average of squared gradients (the scale) is kept."),
        epsilon(1e-6),
    ),
    formula=r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\,"
    r" \mathrm{clip}\Bigl(\frac{g_t}{\max(\sqrt{v_{t-1}}, \varepsilon)}, \pm (t-1)^{1/4}\Bigr), \qquad m_1 = 0 \\"
    r" x_{t+1} &= x_t - \eta\, m_t \\ v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, \qquad v_1 = g_1^2 \end{aligned}",
    reference=Reference(
        "Taniguchi et al., 2024, ADOPT: modified Adam can converge with any beta2 with the optimal rate",
        "https://arxiv.org/abs/2411.02853",
    ),
    optax="optax.contrib.adopt(learning_rate, b1=b1, b2=b2, eps=eps)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=300,
    note="Its first step only measures the gradient and moves nothing.",
)
def adopt(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Divides each gradient by the scale of those before it, which makes Adam's convergence provable."""
    return optax.contrib.adopt(learning_rate, b1=b1, b2=b2, eps=eps)
