"""Methods made for the layers of networks: they look at a weight matrix, or at the norm of a layer, as a whole.

Two numbers are one small layer, so these rows show what is left of each idea there, and their notes say what is not.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import optax

from optim.adam import B1, B2, EPS
from optim.core import Knobs, Line, Scalar, Symbols, decay, epsilon, learning_rate, optimizer
from registry import Knob, Reference

SHARE = "How far one step goes, as a share of the point's distance from the origin."
ORIGIN = "Its steps are in proportion to the point's distance from the origin: a shifted surface is another problem."


@optimizer(
    title="Fromage",
    family="gradient descent",
    knobs=(learning_rate(0.02, relative_to="", help=SHARE), epsilon(1e-6, name="min_norm")),
    formula=r"x_{t+1} = \frac{1}{\sqrt{1+\eta^2}} \Bigl(x_t - \eta\, \frac{\lVert x_t \rVert}{\lVert g_t \rVert}\,"
    r" g_t\Bigr)",
    reference=Reference(
        "Bernstein, Vahdat, Yue and Liu, 2020, On the distance between two neural networks and the stability of "
        "learning",
        "https://arxiv.org/abs/2002.03432",
    ),
    optax="optax.fromage(learning_rate, min_norm=min_norm)",
    accuracy=1e-6,
    budget=400,
    weights="layers",
    note=ORIGIN,
)
def fromage(learning_rate: Scalar, min_norm: Scalar) -> optax.GradientTransformationExtraArgs:
    """Moves by a fixed share of the weights' own size, however steep it is, which keeps deep networks stable."""
    return optax.fromage(learning_rate, min_norm=min_norm)


@optimizer(
    title="LARS",
    family="momentum",
    knobs=(
        learning_rate(1.5, relative_to="", help="How far one step goes, as a multiple of the trust coefficient."),
        Knob("trust_coefficient", 1e-3, 1e-5, 1.0, SHARE, scale="log"),
        decay("momentum", 0.9, "How much of the last step is kept."),
        Knob("weight_decay", 0.0, 0.0, 1.0, "How strongly the point is drawn towards the origin."),
    ),
    formula=r"\begin{aligned} d_t &= g_t + \lambda\, x_t \\"
    r" u_t &= \beta\, u_{t-1} - \eta\, \kappa\, \frac{\lVert x_t \rVert}{\lVert d_t \rVert}\, d_t \\"
    r" x_{t+1} &= x_t + u_t \end{aligned}",
    reference=Reference(
        "You, Gitman and Ginsburg, 2017, Large batch training of convolutional networks",
        "https://arxiv.org/abs/1708.03888",
    ),
    optax="optax.lars(learning_rate, weight_decay=weight_decay, trust_coefficient=trust_coefficient, "
    "momentum=momentum)",
    accuracy=1e-6,
    budget=400,
    weights="layers",
    note=ORIGIN,
)
def lars(
    learning_rate: Scalar, trust_coefficient: Scalar, momentum: Scalar, weight_decay: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Gives momentum steps in proportion to the weights' own size, made for training with very large batches."""
    return optax.lars(learning_rate, weight_decay=weight_decay, trust_coefficient=trust_coefficient, momentum=momentum)


@optimizer(
    title="LAMB",
    family="adaptive",
    knobs=(
        learning_rate(0.02, relative_to="", help=SHARE),
        B1,
        B2,
        epsilon(1e-6),
        Knob("weight_decay", 0.0, 0.0, 1.0, "How strongly the point is drawn towards the origin."),
    ),
    formula=r"\begin{aligned} d_t &= \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\, x_t \\"
    r" x_{t+1} &= x_t - \eta\, \frac{\lVert x_t \rVert}{\lVert d_t \rVert}\, d_t \end{aligned}",
    reference=Reference(
        "You et al., 2020, Large batch optimization for deep learning: training BERT in 76 minutes",
        "https://arxiv.org/abs/1904.00962",
    ),
    optax="optax.lamb(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)",
    accuracy=1e-6,
    budget=400,
    weights="layers",
    note=ORIGIN,
)
def lamb(
    learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar, weight_decay: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Takes Adam's direction, but makes the step a fixed share of the weights' own size."""
    return optax.lamb(learning_rate, b1=b1, b2=b2, eps=eps, weight_decay=weight_decay)


def _explain_novograd(before: Any, after: Any, gradient: jax.Array, knobs: Knobs, x_prev: jax.Array) -> Symbols:
    del x_prev
    rate, previous, size = -knobs["learning_rate"], before[0].mu, jnp.linalg.norm(gradient)
    return {
        "g": gradient,
        "size": size,
        "m_prev": previous,
        "m": after[0].mu,
        "v_prev": jnp.where(before[0].count == 0, size**2, before[0].nu),  # as the first average is begun
        "v": after[0].nu,
        "preconditioner": jnp.broadcast_to(jnp.sqrt(after[0].nu) + knobs["eps"], gradient.shape),
        "step": rate * after[0].mu,
        "inertia": rate * knobs["b1"] * previous,
    }


@optimizer(
    title="NovoGrad",
    family="adaptive",
    knobs=(
        learning_rate(0.01, relative_to="length"),
        decay("b1", 0.9, "How much of the sum of scaled gradients (the momentum) is kept."),
        decay("b2", 0.25, "How much of the average of the gradient's squared norm is kept."),
        epsilon(1e-6),
    ),
    formula=r"\begin{aligned} v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, \lVert g_t \rVert^2, \qquad"
    r" v_1 = \lVert g_1 \rVert^2 \\ m_t &= \beta_1 m_{t-1} + \frac{g_t}{\sqrt{v_t} + \varepsilon} \\"
    r" x_{t+1} &= x_t - \eta\, m_t \end{aligned}",
    reference=Reference(
        "Ginsburg et al., 2019, Stochastic gradient methods with layer-wise adaptive moments for training of deep "
        "networks",
        "https://arxiv.org/abs/1905.11286",
    ),
    optax="optax.novograd(learning_rate, b1=b1, b2=b2, eps=eps)",
    explain=_explain_novograd,
    anatomy=(
        Line(
            r"v_t = \beta_2 v_{t-1} + (1-\beta_2)\, \lVert g_t \rVert^2",
            r"{v} = {b2} \cdot {v_prev} + (1 - {b2}) \cdot {size}^2",
            "averages the squared length of the gradient: one scale for all coordinates",
        ),
        Line(
            r"m_t = \beta_1 m_{t-1} + g_t / (\sqrt{v_t} + \varepsilon)",
            r"{m} = {b1} \cdot {m_prev} + {g} / (\sqrt{{{v}}} + {eps})",
            "adds the gradient in units of that length",
        ),
        Line(r"u_t = -\eta\, m_t", r"{step} = -{learning_rate} \cdot {m}", "moves by what has been gathered"),
    ),
    stability_limit=lambda learning_rate, b1, **_: 2 * (1 + b1) / learning_rate,
    preconditioned=True,
    traits=("rotation_equivariant", "translation_equivariant"),
    accuracy=1e-3,
    budget=100,
    weights="layers",
)
def novograd(learning_rate: Scalar, b1: Scalar, b2: Scalar, eps: Scalar) -> optax.GradientTransformationExtraArgs:
    """Divides by the gradient's length as a whole, one scale per layer, and then adds momentum."""
    return optax.novograd(learning_rate, b1=b1, b2=b2, eps=eps)


@optimizer(
    title="Adafactor",
    family="adaptive",
    knobs=(
        learning_rate(0.02, relative_to="", help=SHARE),
        Knob(
            "decay_rate",
            0.8,
            0.1,
            2.0,
            "How fast the average of squared gradients slows down: it keeps 1 - 1 / t^rate.",
        ),
        Knob(
            "clipping_threshold",
            1.0,
            0.1,
            10.0,
            "The largest typical size of the scaled gradient; longer is shortened.",
        ),
        epsilon(1e-30),
    ),
    formula=r"\begin{aligned} \beta_t &= 1 - t^{-\gamma}, \qquad"
    r" v_t = \beta_t v_{t-1} + (1-\beta_t)(g_t^2 + \varepsilon) \\"
    r" d_t &= \frac{g_t}{\sqrt{v_t}}, \qquad \mathrm{rms}(d) = \lVert d \rVert / \sqrt{n} \\"
    r" x_{t+1} &= x_t - \eta\, \max(10^{-3}, \mathrm{rms}(x_t))\, \frac{d_t}{\max(1, \mathrm{rms}(d_t)/\theta)}"
    r" \end{aligned}",
    reference=Reference(
        "Shazeer and Stern, 2018, Adafactor: adaptive learning rates with sublinear memory cost",
        "https://arxiv.org/abs/1804.04235",
    ),
    optax="optax.adafactor(learning_rate, decay_rate=decay_rate, clipping_threshold=clipping_threshold, eps=eps)",
    accuracy=1e-2,
    budget=400,
    weights="layers",
    note="Its point is to store the scale of a large weight matrix as one row and one column. Two numbers are no "
    "matrix, so what is left is RMSProp with a slowing average. " + ORIGIN,
)
def adafactor(
    learning_rate: Scalar, decay_rate: Scalar, clipping_threshold: Scalar, eps: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Saves most of Adam's memory on large matrices, and steps by a share of the weights' own size.

    Given `decay_rate` as a plain number, Optax takes the share that it keeps in 32 bits, and paths differ from these in
    their tenth digit.
    """
    return optax.adafactor(learning_rate, decay_rate=decay_rate, clipping_threshold=clipping_threshold, eps=eps)


@optimizer(
    title="Muon",
    family="momentum",
    knobs=(
        learning_rate(0.05, relative_to="length"),
        Knob(
            "ns_steps",
            5,
            1,
            10,
            "How many rounds make a matrix orthogonal. Of use to weight matrices only.",
            static=True,
        ),
        decay("beta", 0.95, "How much of a matrix's momentum is kept. Of use to weight matrices only."),
        decay("adam_b1", 0.9, "How much of the average of gradients is kept."),
        decay("adam_b2", 0.999, "How much of the average of squared gradients is kept."),
        EPS,
    ),
    formula=r"\begin{aligned} M_t &= \beta M_{t-1} + (1-\beta)\, G_t \\"
    r" X_{t+1} &= X_t - \eta\, U V^{\!\top}, \quad U \Sigma V^{\!\top} = \beta \hat M_t + (1-\beta)\, \hat G_t &&"
    r" \text{for a matrix} \\ x_{t+1} &= x_t - \eta\, \text{NAdam}(g_t) && \text{for a vector} \end{aligned}",
    reference=Reference(
        "Jordan et al., 2024, Muon: an optimizer for hidden layers in neural networks",
        "https://kellerjordan.github.io/posts/muon/",
    ),
    optax="optax.contrib.muon(learning_rate, ns_steps=ns_steps, beta=beta, eps=eps, adam_b1=adam_b1, adam_b2=adam_b2)",
    traits=("translation_equivariant",),
    accuracy=1e-12,
    budget=250,
    weights="layers",
    note="Its point is to make the step of a weight matrix orthogonal: see it on the surface Matrix factorization. Two "
    "numbers are a vector, and for vectors it is NAdam: on surfaces of two variables the two take the very same path.",
    same_path_as=("nadam",),
)
def muon(
    learning_rate: Scalar, ns_steps: int, beta: Scalar, adam_b1: Scalar, adam_b2: Scalar, eps: Scalar
) -> optax.GradientTransformationExtraArgs:
    """Makes the momentum of a weight matrix orthogonal, so that every direction in it learns at the same speed."""
    return optax.contrib.muon(learning_rate, ns_steps=ns_steps, beta=beta, eps=eps, adam_b1=adam_b1, adam_b2=adam_b2)
