"""The table of endpoints: the wire routes, validates and documents itself from it."""

from __future__ import annotations

from wire import anatomy, fields, landscape, pictures, rates, rows, verdict
from wire.endpoint import ARRAYS, Endpoint
from wire.gate import DRAWING, SEEING
from wire.network_table import NETWORKS
from wire.parts import (
    ALONG,
    AROUND,
    AT,
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
        "for gone, -3 for a saddle, -4 for still moving) and reached (the first step within the tolerance of that "
        "one).",
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
        "/verdict",
        "How a run of a map ended",
        "kind, step, numbers and sentence of the verdict on the run at a place of a map, of its pictures or of basins.",
        verdict.verdict,
        question=Question({"run": SINGLE_RUN, "at": AT}),
        example={"run": {"surface": "bowl", "optimizer": "sgd"}, "at": {"learning_rate": 3, "x": 1}},
        program=verdict.program,
    ),
    *NETWORKS,
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
