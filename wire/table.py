"""The table of endpoints: the wire routes, validates and documents itself from it."""

from __future__ import annotations

from experiments.depth import CLIP, LAYERS, SCALE, SEED, A, B
from wire import (
    anatomy,
    depth,
    download,
    fields,
    landscape,
    learnt,
    measured,
    pictures,
    planes,
    rates,
    restarts,
    rows,
    slices,
    training,
)
from wire.depth import ACTIVATION, UNITS, turned
from wire.endpoint import ARRAYS, Endpoint
from wire.gate import DRAWING, SEEING, WATCHING
from wire.parts import (
    ALONG,
    AROUND,
    AXES,
    CLOSE,
    COARSE_COLUMNS,
    COARSE_ROWS,
    COLUMNS,
    FEW_LANES,
    FIELD_COLUMNS,
    FIELD_ROWS,
    HEIGHT,
    LANE_FIELDS,
    PLACE,
    RACE,
    ROW,
    ROWS,
    SHOWN,
    SINGLE_RUN,
    STARTS,
    SURFACE,
    THEME,
    WIDTH,
    WINDOW,
)
from wire.question import Question
from wire.race import expect, prepare_all, race
from wire.study_parts import AT, BETWEEN, CUT, DONE, LANE, PART, PLACES, RESTARTS, SEVERAL_WIDTHS, SHARED, SIDE, STUDY

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "/race",
        "Runs of a race",
        "A sequence of frames, each a little-endian uint32 length and that many bytes of safetensors: the lanes that "
        "are ready at once, then the others as their programs are compiled.",
        race,
        media=ARRAYS,
        question=Question({"race": RACE, "fields": LANE_FIELDS}),
        example={
            "shared": {"surface": "himmelblau", "steps": 100},
            "lanes": [{"optimizer": "sgd"}, {"optimizer": "adam", "hyperparameters": {"learning_rate": 0.1}}],
            "fields": ["x", "loss"],
        },
        prepare=prepare_all,
    ),
    Endpoint(
        "/expect",
        "A race that may be asked for on another surface",
        "begun: how many programs are being compiled for it, as long as nobody waits for one.",
        expect,
        question=Question({"race": RACE, "surface": SURFACE}),
        example={"shared": {"surface": "bowl"}, "lanes": [{"optimizer": "sgd"}], "surface": "himmelblau"},
        kept=False,
    ),
    Endpoint(
        "/terrain",
        "A surface over a window",
        "Safetensors: z (rows, columns), the true loss with y upwards, and levels for contour lines.",
        landscape.landscape,
        media=ARRAYS,
        question=Question({"place": PLACE, "window": WINDOW, "columns": COLUMNS, "rows": ROWS}),
        example={"surface": "ravine", "surface_knobs": {"condition_number": 50}, "window": [[-2, 2], [-1, 1]]},
        program=landscape.program,
        slow=SEEING,
    ),
    Endpoint(
        "/curvature",
        "Gradient and Hessian around points",
        "loss (n,), gradient (n, 2), eigenvalues (n, 2) in ascending order and eigenvectors (n, 2, 2), one per column.",
        landscape.curves,
        question=Question({"place": PLACE, "points": AROUND}),
        example={"surface": "himmelblau", "points": [[3, 2], [0, 0]]},
        program=landscape.program,
        slow=SEEING,
    ),
    Endpoint(
        "/spectrum",
        "Curvature over a window",
        "Safetensors: smallest and largest, the eigenvalues of the Hessian (rows, columns) with y upwards.",
        landscape.spectrum,
        media=ARRAYS,
        question=Question({"place": PLACE, "window": WINDOW, "columns": COARSE_COLUMNS, "rows": COARSE_ROWS}),
        example={"surface": "himmelblau", "columns": 61, "rows": 61},
        program=landscape.program,
        slow=SEEING,
    ),
    Endpoint(
        "/anatomy",
        "An update taken apart",
        "Safetensors: one array (steps, ...) for each symbol; the equations they stand in as MathML.",
        anatomy.dissection,
        media=ARRAYS,
        question=Question({"run": SINGLE_RUN}),
        example={"run": {"surface": "himmelblau", "optimizer": "adam", "steps": 100}},
        program=anatomy.program,
    ),
    Endpoint(
        "/response",
        "Results along one number",
        "Safetensors: values (n,); for each lane its final and best loss there, above the surface's lowest where that "
        "is known. Facts: bands, the best value, limits of stability.",
        rates.responses,
        media=ARRAYS,
        question=Question({"race": FEW_LANES, "along": ALONG}),
        example={
            "shared": {"surface": "ravine"},
            "lanes": [{"optimizer": "sgd"}, {"optimizer": "momentum"}],
            "name": "learning_rate",
            "low": 0.001,
            "high": 1,
        },
        program=rates.response_programs,
    ),
    Endpoint(
        "/sharpness",
        "Curvature along a run",
        "Safetensors: largest, smallest and condition (steps + 1,); limit, what each step tolerates, and "
        "preconditioned, what that is compared with where it is not the largest, (steps,).",
        rates.along_path,
        media=ARRAYS,
        question=Question({"run": SINGLE_RUN}),
        example={"run": {"surface": "rosenbrock", "optimizer": "sgd", "steps": 100}},
        program=rates.sharpness_program,
    ),
    Endpoint(
        "/map",
        "Runs over two of their numbers",
        "A sequence of frames as of a race, coarse pictures before finer ones: x (columns,) and y (rows,) float64, "
        "then bands of rows with reached (the first step within the tolerance, steps + 1 for none), loss and outcome "
        "(0 within the tolerance at the end, 1 not, 2 diverged); or factor, by which the distance shrinks at each step "
        "late in a run, and theory, the same in closed form.",
        fields.hypermap,
        media=ARRAYS,
        question=Question(
            {
                "run": SINGLE_RUN,
                "axes": AXES,
                "columns": FIELD_COLUMNS,
                "rows": FIELD_ROWS,
                "tolerance": CLOSE,
                "show": SHOWN,
            }
        ),
        example={
            "run": {"surface": "ravine", "optimizer": "momentum", "steps": 100},
            "x": {"name": "learning_rate", "low": 0.001, "high": 0.2, "scale": "log"},
            "y": {"name": "momentum", "low": 0, "high": 0.99},
            "columns": 32,
            "rows": 32,
        },
        prepare=fields.prepare,
    ),
    Endpoint(
        "/basins",
        "Runs from every start of a window",
        "A sequence of frames as of a map, with minimum (which of the minima a run ends in, -1 for none of them, -2 "
        "for gone) and reached (the first step within the tolerance of that one).",
        fields.basins,
        media=ARRAYS,
        question=Question(
            {
                "run": SINGLE_RUN,
                "window": STARTS,
                "columns": FIELD_COLUMNS,
                "rows": FIELD_ROWS,
                "tolerance": CLOSE,
            }
        ),
        example={"run": {"surface": "himmelblau", "optimizer": "sgd", "steps": 100}, "columns": 32, "rows": 32},
        prepare=fields.prepare,
    ),
    Endpoint(
        "/train",
        "Networks in training",
        "A sequence of frames, as of a race: first x, y, test_x, test_y, then the series of each lane as far as it has "
        "come, `i.step`, `i.loss`, `i.test_loss`, `i.score`, `i.test_score`, `i.slope` at every snapshot.",
        training.train,
        media=ARRAYS,
        question=Question({"study": STUDY}),
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}]},
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
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}], "done": 32},
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
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}], "side": 9},
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
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}]},
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
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}], "side": 8},
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
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}]},
        gate=WATCHING,
        kept=False,
    ),
    Endpoint(
        "/measures",
        "What passes through the layers of a network in training",
        "At every snapshot gradient (snapshots, layers), the length of the gradient by each layer's weights; ratio, "
        "the update as a share of them; mean, spread and dead (snapshots, hidden layers) of its activations; histogram "
        "(snapshots, layers, bars) of its weights.",
        measured.measures,
        media=ARRAYS,
        question=Question({"study": STUDY, "lane": LANE, "done": DONE}),
        example={"shared": {"steps": 32, "hidden": [4]}, "lanes": [{"optimizer": "adam"}]},
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
    Endpoint("/surfaces", "All surfaces", "A list of rows.", rows.surfaces),
    Endpoint("/optimizers", "All optimizers", "A list of rows.", rows.optimizers),
    Endpoint("/schedules", "All learning-rate schedules", "A list of rows.", rows.schedules),
    Endpoint(
        "/picture/{row}.png",
        "A small picture of a surface or an optimizer",
        "The terrain of the surface's own window; or the optimizer's run down a ravine, the same for all optimizers.",
        pictures.thumbnail,
        media="image/png",
        question=Question({"row": ROW, "theme": THEME, "width": WIDTH, "height": HEIGHT}),
        example={"row": "himmelblau", "theme": "dark"},
        program=pictures.program,
        slow=DRAWING,
        asked="address",
    ),
)
