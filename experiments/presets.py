"""Presets: races worth seeing, each with what to watch and the claims by which a test holds those words.

A preset is data. Its sentences speak of what a visitor sees; its `Claim`s say the same so that it can be run and
checked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.claims import Claim
from experiments.race import Race
from registry import Registry


@dataclass(frozen=True, slots=True)
class Preset:
    """A race with a name.

    Attributes:
        name: its key.
        title: as it is offered.
        watch: one or two sentences on what to look at.
        race: the race.
        claims: what the sentences say, to be checked.
    """

    name: str
    title: str
    watch: str
    race: Race
    claims: tuple[Claim, ...]


PRESETS: Registry[Preset] = Registry("preset")


def _lane(optimizer: str, *, own: dict[str, Any] | None = None, **hyperparameters: float) -> dict[str, Any]:
    return {"optimizer": optimizer, "hyperparameters": hyperparameters} | (own or {})


def _preset(
    name: str, title: str, watch: str, shared: dict[str, Any], lanes: Sequence[dict[str, Any]], *claims: Claim
) -> None:
    PRESETS.add(Preset(name, title, watch, Race.from_dict({"shared": shared, "lanes": list(lanes)}), claims))


_preset(
    "first_race",
    "Four optimizers, one start",
    "The same start and the same gradients, yet they end in three different valleys: watch where momentum swings past "
    "the turn that gradient descent takes.",
    {"surface": "himmelblau", "start": [0.2, -4.0]},
    [_lane("sgd"), _lane("momentum"), _lane("rmsprop"), _lane("adam")],
    Claim(ends=((3.584, -1.848), (3.0, 2.0), (-3.779, -3.283), (-3.779, -3.283))),
)
_preset(
    "three_rates",
    "Too small, good, too large",
    "Gradient descent at three learning rates. The first crawls, the second arrives, the third grows with every step: "
    "its rate is beyond 2 divided by the largest curvature, here 0.2.",
    {"surface": "ravine", "surface_knobs": {"condition_number": 10.0}, "start": [1.0, 1.4], "steps": 100},
    [_lane("sgd", learning_rate=0.005), _lane("sgd", learning_rate=0.15), _lane("sgd", learning_rate=0.205)],
    Claim(kinds=("moving", "converged", "diverged"), order=(1, 0, 2)),
)
_preset(
    "beale_far",
    "Beale from (4, 4)",
    "The gradient at this corner is about 100,000 long. Plain gradient descent is thrown out at once, and clipping "
    "tames it; RMSProp and Adam stay calm but creep, Adam longest, because its average remembers the first gradients "
    "for hundreds of steps.",
    {"surface": "beale", "start": [4.0, 4.0], "steps": 500},
    [
        _lane("sgd"),
        _lane("sgd", own={"clip_norm": 5.0}, learning_rate=0.02),
        _lane("momentum", own={"clip_norm": 5.0}, learning_rate=0.002),
        _lane("rmsprop", learning_rate=0.01),
        _lane("adam", learning_rate=0.1),
        _lane("lbfgs"),
    ],
    Claim(
        kinds=("diverged", "converged", "converged", "moving", "moving", "converged"),
        order=(5, 2, 1, 3, 4, 0),
    ),
)
_preset(
    "ravine",
    "A ravine 100 times steeper across",
    "Gradient descent zig-zags between the walls and creeps along the floor; momentum averages the zig-zag out; "
    "Newton's method knows the curvature and needs one step.",
    {"surface": "ravine", "surface_knobs": {"condition_number": 100.0}, "start": [1.0, 1.4], "steps": 150},
    [_lane("sgd", learning_rate=0.018), _lane("momentum", learning_rate=0.018), _lane("newton")],
    Claim(kinds=("moving", "converged", "converged"), arrivals=(2, 1, 0)),
)
_preset(
    "turned_ravine",
    "The same ravine, turned by 45°",
    "Adam scales each coordinate by itself, so it depends on the axes. Turn the ravine back to 0°: Adam comes "
    "down to a loss of 0.0001 after 74 steps instead of 152, while gradient descent and momentum take as many as ever.",
    {
        "surface": "ravine",
        "surface_knobs": {"condition_number": 100.0, "rotation": 0.0},
        "frame_angle": 45.0,
        "steps": 200,
    },
    [
        _lane("adam", learning_rate=0.1),
        _lane("sgd", learning_rate=0.018),
        _lane("momentum", learning_rate=0.018, momentum=0.8),
    ],
    Claim(arrivals=(2, 0, 1)),
    Claim(arrivals=(0, 2, 1), under=(("frame_angle", 0.0),)),
)
_preset(
    "ridge",
    "On the ridge of a saddle",
    "All start exactly on the ridge, where nothing pulls sideways. Without noise gradient descent, momentum and even "
    "Adam come to rest at the saddle; the slightest noise is enough to get away.",
    {"surface": "saddle", "start": [1.5, 0.0]},
    [
        _lane("sgd"),
        _lane("momentum"),
        _lane("adam"),
        _lane("sgd", own={"noise": 1e-6}),
        _lane("sgd", own={"noise": 0.01}),
    ],
    Claim(kinds=("saddle", "saddle", "saddle", "converged", "converged")),
)
_preset(
    "round_off",
    "Saved by round-off",
    "The start is on the ridge as nearly as a number can say, off by 6 × 10⁻¹⁷. Gradient descent never notices; Adam "
    "and RMSProp blow that crumb up, because they divide by it, and roll down one side.",
    {"surface": "sine_ridge", "start": [math.pi / 2, 2.4]},
    [_lane("sgd"), _lane("momentum"), _lane("rmsprop"), _lane("adam")],
    Claim(ends=((math.pi / 2, 0.0), (math.pi / 2, 0.0), (-math.pi / 2, 0.0), (-math.pi / 2, 0.0)), arrivals=(3, 2)),
)
_preset(
    "newton_saddle",
    "Newton likes saddles",
    "Newton's method looks for zero gradient and does not mind of which kind: it jumps onto the saddle and stays. "
    "With the curvature's sign made positive it goes down instead.",
    {"surface": "saddle", "start": [1.7, 0.02], "steps": 60},
    [_lane("newton"), _lane("saddle_free_newton"), _lane("sgd")],
    Claim(kinds=("saddle", "converged", "converged"), arrivals=(1, 2)),
)
_preset(
    "cliff",
    "A cliff, with and without clipping",
    "Both start on the wall. The steep gradient throws the first one far out of the picture, and it has to walk back; "
    "clipped to length 1, the same gradient makes an ordinary step.",
    {"surface": "cliff", "surface_knobs": {"height": 10.0, "width": 0.03}, "start": [1.0, 1.4], "steps": 100},
    [_lane("sgd", learning_rate=0.1), _lane("sgd", own={"clip_norm": 1.0}, learning_rate=0.1)],
    Claim(kinds=("converged", "converged"), arrivals=(1, 0)),
)
_preset(
    "plateau",
    "A long plateau",
    "AdaGrad adds up all squared gradients, so its steps only ever get shorter; RMSProp forgets the old ones and "
    "walks on at an even pace. Same learning rate, same plain.",
    {"surface": "plateau", "start": [-3.5, 3.0], "steps": 300},
    [_lane("adagrad", learning_rate=0.02), _lane("rmsprop", learning_rate=0.02)],
    Claim(kinds=("moving", "converged"), arrivals=(1,)),
)
_preset(
    "double_well",
    "Over the hill with momentum",
    "The start lies on the side of the shallow hollow. Up to a momentum of 0.8 the run stays there; from 0.9 on it "
    "rolls over the hill into the deep one.",
    {"surface": "double_well", "start": [1.7, -1.2], "steps": 300},
    [_lane("momentum", learning_rate=0.01, momentum=beta) for beta in (0.0, 0.5, 0.8, 0.9, 0.95)],
    Claim(kinds=("local_minimum", "local_minimum", "local_minimum", "converged", "converged")),
)
_preset(
    "rastrigin_noise",
    "Shaken out of a hollow",
    "Without noise the run drops into the nearest of many hollows. With strong noise and a falling rate it hops about "
    "before it settles; where, is a matter of luck: three seeds, three hollows.",
    {"surface": "rastrigin", "start": [3.4, -2.6], "steps": 500, "schedule": "linear"},
    [
        _lane("sgd", learning_rate=0.002),
        *(_lane("sgd", own={"noise": 100.0, "seed": seed}, learning_rate=0.002) for seed in (1, 2, 5)),
    ],
    Claim(ends=((2.985, -2.985), (2.985, -2.985), (0.995, 0.0), (1.99, -0.995)), order=(2, 3, 0, 1)),
)
_preset(
    "bias_correction",
    "Adam with and without bias correction",
    "Adam's averages begin at zero and are too small at first. Left uncorrected the second one is off by more, so the "
    "first step is 3.2 times too long: watch the effective rate at the very start.",
    {"surface": "ravine", "start": [1.0, 1.4], "steps": 200},
    [_lane("adam", learning_rate=0.02), _lane("adam_uncorrected", learning_rate=0.02)],
    Claim(arrivals=(1,)),
)
_preset(
    "schedules",
    "Schedules against noise",
    "Five runs through the same noise. At a constant rate the noise never dies down; a rate that falls lets the run "
    "settle. Cosine, which stays high for long and ends at zero, comes lowest here.",
    {"surface": "ravine", "surface_knobs": {"condition_number": 10.0}, "start": [1.0, 1.4], "steps": 300, "noise": 3.0},
    [
        _lane("sgd", own={"schedule": schedule}, learning_rate=0.15)
        for schedule in ("constant", "step", "exponential", "inverse_time", "cosine")
    ],
    Claim(order=(4, 1, 2, 3, 0)),
)
_preset(
    "drop_the_rate",
    "Dropping the rate in mid-run",
    "The gradient does not shrink towards a kink, so a constant rate hops to and fro for ever. At step 60 the first "
    "run's rate is cut to a tenth and it settles, long before the run that was slow all along gets near.",
    {"surface": "absolute", "start": [1.7, 1.3], "steps": 100},
    [
        _lane("sgd", own={"changes": [[60, {"learning_rate": 0.01}]]}, learning_rate=0.1),
        _lane("sgd", learning_rate=0.1),
        _lane("sgd", learning_rate=0.01),
    ],
    Claim(kinds=("converged", "oscillating", "moving"), order=(0, 1, 2)),
)
_preset(
    "rosenbrock",
    "Down the curved valley",
    "Finding Rosenbrock's valley is easy, following it is not. BFGS, which learns the curvature on its way, and "
    "Newton's method, which knows it, need a few dozen steps at most; momentum needs hundreds, and gradient descent "
    "is still on its way.",
    {"surface": "rosenbrock", "start": [-1.2, 1.0], "steps": 300},
    [
        _lane("sgd", learning_rate=0.001),
        _lane("momentum", learning_rate=0.001),
        _lane("nesterov", learning_rate=0.001),
        _lane("bfgs"),
        _lane("newton"),
    ],
    Claim(arrivals=(4, 3, 1, 2)),
)
_preset(
    "slice",
    "A hollow that is none",
    "Three variables, of which the map shows two: the slice at z = 1. The hollow on the left looks like a minimum, and "
    "gradient descent seems to have found it. BFGS goes on through the third variable, paler the farther it is from "
    "the slice, and comes back to it at the minimum.",
    {"surface": "rosenbrock_3d", "steps": 300},
    [_lane("sgd"), _lane("momentum"), _lane("adam"), _lane("bfgs")],
    Claim(kinds=("moving", "moving", "moving", "converged"), arrivals=(3,)),
)
_preset(
    "matrices",
    "One part after the other",
    "Two matrices learn a product whose parts differ a hundredfold. Gradient descent has the large part, a, within 40 "
    "steps, and after 400 it is still far from the small one, b. Muon makes each step of a matrix orthogonal, so both "
    "parts grow equally fast: it has b within 10 steps, and is the last to have a.",
    {
        "surface": "matrix_factorization",
        "surface_knobs": {"condition_number": 100.0},
        "start": [0.05, 0.02],
        "steps": 400,
    },
    [_lane("sgd"), _lane("adam"), _lane("muon", learning_rate=0.01), _lane("shampoo", learning_rate=0.1)],
    Claim(kinds=("moving", "converged", "oscillating", "moving"), arrivals=(1, 0, 3, 2)),
)
_preset(
    "published_adam",
    "As published: Adam without correction",
    "Where this surface is from, Adam's averages are not corrected, so its first step is 9.5 times too long, and every "
    "rule has its own number of steps. Of 121 × 121 starts it brings 67% to the deep pit in 100 steps; corrected, Adam "
    "needs 500 to bring 65% there, as RMSProp does in 300.",
    {"surface": "two_gaussians", "start": [0.75, 1.0]},
    [
        _lane("adam_uncorrected", own={"steps": 100}, learning_rate=0.01, b1=0.7),
        _lane("adam", own={"steps": 100}, learning_rate=0.01, b1=0.7),
        _lane("adam", own={"steps": 500}, learning_rate=0.01, b1=0.7),
        _lane("rmsprop", own={"steps": 300}, learning_rate=0.01, decay=0.99),
    ],
    Claim(kinds=("converged", "moving", "local_minimum", "local_minimum")),
)
_preset(
    "published_clipping",
    "As published: clipped without a word",
    "Some galleries shorten every gradient to length 1 and do not say so; at this start it is 1,655 long. Without that "
    "one switch gradient descent is gone after 2 steps, and Adam, which remembers the first gradients for long, is "
    "down to a loss of 4 after 500 steps instead of 0.08.",
    {"surface": "rosenbrock", "start": [-2.0, 2.0], "steps": 500},
    [
        _lane("sgd", own={"clip_norm": 1.0}, learning_rate=0.01),
        _lane("sgd", learning_rate=0.01),
        _lane("adam", own={"clip_norm": 1.0}, learning_rate=0.1),
        _lane("adam", learning_rate=0.1),
    ],
    Claim(kinds=("moving", "diverged", "oscillating", "moving"), order=(2, 3, 0, 1)),
)
_preset(
    "published_differences",
    "As published: slopes by differences",
    "On this ridge a forward difference of step 10⁻¹² sees no slope at all: the sine changes by less than its last "
    "digit. So RMSProp and Adam come to rest at the saddle. The exact gradient there is 6 × 10⁻¹⁷; they divide by it "
    "and leave. One switch apart: how the gradient is taken.",
    {"surface": "sine_ridge", "start": [math.pi / 2, 2.4]},
    [
        _lane("rmsprop", own={"difference": 1e-12}),
        _lane("rmsprop"),
        _lane("adam", own={"difference": 1e-12}),
        _lane("adam"),
    ],
    Claim(ends=((math.pi / 2, 0.0), (-math.pi / 2, 0.0), (math.pi / 2, 0.0), (-math.pi / 2, 0.0))),
    Claim(kinds=("saddle", "oscillating", "saddle", "converged")),
)
_preset(
    "published_box",
    "As published: kept in the box",
    "Some pages put every iterate that leaves the window back on its edge. At these rates momentum diverges within 7 "
    "steps; in the box the one run even ends in a minimum and the other still bounces about after 300 steps, and "
    "nobody sees why. One switch apart: the box.",
    {"surface": "himmelblau", "start": [-4.5, 4.5], "steps": 300},
    [
        _lane("momentum", own={"boxed": 1}, learning_rate=0.02),
        _lane("momentum", learning_rate=0.02),
        _lane("momentum", own={"boxed": 1}, learning_rate=0.03),
        _lane("momentum", learning_rate=0.03),
    ],
    Claim(kinds=("converged", "diverged", "oscillating", "diverged")),
)

#: The race that a visitor meets first.
DEFAULT = PRESETS["first_race"].race
