"""The part of the table of endpoints that is about networks."""

from __future__ import annotations

from experiments.depth import CLIP, LAYERS, SCALE, SEED, A, B
from wire import depth, download, learnt, measured, planes, restarts, slices, trainability, training
from wire.depth import ACTIVATION, UNITS, turned
from wire.endpoint import ARRAYS, Endpoint
from wire.gate import TRAINING, WATCHING
from wire.parts import AXES, STARTS
from wire.question import Question
from wire.study_parts import (
    AT,
    BETWEEN,
    CELLS_ACROSS,
    CELLS_UP,
    CUT,
    DISTRIBUTED,
    DONE,
    LANE,
    PART,
    PLACES,
    RESTARTS,
    SEVERAL_WIDTHS,
    SHARED,
    SIDE,
    SINGLE_TRAINING,
    STUDY,
)

#: The study of most examples.
SMALL = {"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}]}

NETWORKS: tuple[Endpoint, ...] = (
    Endpoint(
        "/train",
        "Networks in training",
        "A sequence of frames, as of a race: first x, y, test_x, test_y, then the series of each lane as far as it has "
        "come, `i.step`, `i.loss`, `i.test_loss`, `i.score`, `i.test_score`, `i.slope` at every snapshot.",
        training.train,
        media=ARRAYS,
        question=Question({"study": STUDY}),
        example=SMALL,
        kept=False,
    ),
    Endpoint(
        "/reached",
        "How far a training has come",
        "What the last frame of api/train had, the turn included that was being made when its stream was left; json: "
        "done, 0 where it is not there.",
        training.reached,
        media=ARRAYS,
        question=Question({"study": STUDY}),
        example=SMALL,
        gate=TRAINING,
        kept=False,
    ),
    Endpoint(
        "/stop",
        "A training that is to go on no more",
        "The same. It ends as soon as nobody watches it, and what made it go on is forgotten; what it has led to can "
        "be looked at. Asked for again, it is begun anew.",
        training.stop,
        media=ARRAYS,
        question=Question({"study": STUDY}),
        example=SMALL,
        gate=TRAINING,
        kept=False,
    ),
    Endpoint(
        "/trainability",
        "Trainings over two of their numbers",
        "A sequence of frames as of a map, with loss (at the end, or at the last finite weights), start (before the "
        "first step) and outcome (0 where the loss ends no higher than it started, 2 where it does or the weights "
        "left the finite numbers).",
        trainability.trainability,
        media=ARRAYS,
        question=Question(
            {"training": SINGLE_TRAINING, "axes": AXES, "columns": CELLS_ACROSS, "rows": CELLS_UP},
        ),
        example={
            "training": {"hidden": [4], "optimizer": "sgd", "steps": 20},
            "x": {"name": "learning_rate", "low": 0.01, "high": 100, "scale": "log"},
            "y": {"name": "init_scale", "low": 0.1, "high": 10, "scale": "log"},
            "columns": 8,
            "rows": 8,
        },
    ),
    Endpoint(
        "/course",
        "One training of a map of them",
        "A sequence of frames as of api/train, of one lane; its losses are, bit for bit, those of the map.",
        trainability.course,
        media=ARRAYS,
        question=Question({"training": SINGLE_TRAINING}),
        example={"training": {"hidden": [4], "optimizer": "sgd", "steps": 20}},
        kept=False,
    ),
    Endpoint(
        "/trained",
        "A network to download",
        "Safetensors, the same file as `Training.save` writes: each layer's weight (units, inputs), bias and what its "
        "normalization has learnt, as `0.weight`, `0.bias`, ..., and in the metadata spec, network and step.",
        download.trained,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE, "at": AT}),
        example=SMALL | {"done": 32},
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/plane",
        "The loss over a plane through a network's weights",
        "A sequence of frames: first where the lanes lie, `i.x` (n, 2), `i.away` (n,), `i.slice` (n,), then z (rows, "
        "columns) and levels, coarse first.",
        planes.plane,
        media=ARRAYS,
        question=Question(
            {
                "study": STUDY,
                "lane": LANE,
                "done": DONE,
                "wanted": CUT,
                "part": PART,
                "at": AT,
                "side": SIDE,
                "window": STARTS,
            }
        ),
        example=SMALL | {"side": 9},
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/line",
        "The losses along a straight way between weights",
        f"train and test ({slices.POINTS},); json: length, the distance of the two, and ends: how far beyond them.",
        slices.line,
        media=ARRAYS,
        question=Question({"study": STUDY, "done": DONE, "between": BETWEEN}),
        example=SMALL,
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/outputs",
        "What a network says over its features",
        "winner (snapshots, side, side), a class, and sure, 0 to 255; of one feature curve (snapshots, side).",
        learnt.outputs,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE, "side": PLACES}),
        example=SMALL | {"side": 8},
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/weights",
        "A network's weights",
        "weights (snapshots, weights); layers, and offsets of each layer's matrix (units, inputs) in them.",
        learnt.weights,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE}),
        example=SMALL,
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/measures",
        "What passes through the layers of a network in training",
        "At every snapshot gradient (snapshots, layers), the length of the gradient by all that each layer has; "
        "ratio, the update of its weights as a share of them; mean, spread and dead (snapshots, hidden layers) of its "
        "activations.",
        measured.measures,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE}),
        example=SMALL,
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/histograms",
        "How the numbers of each layer are distributed in training",
        "counts (snapshots, layers, bars); ranges (snapshots, layers, 2), the ends of each layer's bars; missing "
        "(snapshots, layers), how many are not finite and so in no bar.",
        measured.histograms,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE, "kind": DISTRIBUTED}),
        example=SMALL,
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/stability",
        "The largest curvature along a training",
        "largest (snapshots,), and where there are such preconditioned and limit; NaN where it was not looked.",
        measured.stability,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE}),
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "sgd"}]},
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/restarts",
        "Networks of growing width from many starts",
        "A sequence of frames: first what is trained, then the restarts of one width that are over since the frame "
        "before: restart (n,), its number among those of its width, whose seed is that much above the first; finite "
        "(n,), whether its weights were to the end; train_loss, test_loss, train_score, test_score (n,).",
        restarts.restarts,
        media=ARRAYS,
        question=Question({"shared": SHARED, "widths": SEVERAL_WIDTHS, "count": RESTARTS}),
        example={"shared": {"steps": 32, "hidden": [1]}, "widths": [2], "restarts": 4},
        kept=False,
    ),
    Endpoint(
        "/depth",
        "Signal and gradient through a linear network",
        "h_i = diag(a, b) h_(i-1): signal and its variance, the gradient by h_i and the same clipped, (layers + 1, 2) "
        "float64 each; says: sentences.",
        depth.depth,
        media=ARRAYS,
        question=Question({"a": turned(A), "b": turned(B), "layers": turned(LAYERS), "clip_norm": turned(CLIP)}),
        example={"a": 0.5, "b": 0.9, "layers": 20},
    ),
    Endpoint(
        "/deep",
        "Signal and gradient through real networks at their start",
        "A sequence of frames, as of a race: first the names of all initializations, then for each spread, gradient "
        "and clipped (layers,), infinite beyond float32 and NaN where there is none; at the end says: sentences.",
        depth.deep,
        media=ARRAYS,
        question=Question(
            {
                "activation": ACTIVATION,
                "layers": turned(LAYERS),
                "width": UNITS,
                "scale": turned(SCALE),
                "clip_norm": turned(CLIP),
                "seed": turned(SEED),
            }
        ),
        example={"activation": "relu", "layers": 5, "width": 16},
    ),
)
