"""How much one question may ask for: every limit of the wire in one place.

A question over a limit is refused before any work, with a sentence that names the limit. What a single run may say
(its knobs' ranges, its steps) is limited where runs are read, in `experiments`.
"""

from __future__ import annotations

from typing import Final

from experiments.spec import MAX_STEPS

#: Bytes of `?q=`, as it stands in the address.
QUERY_BYTES: Final = 8_192
#: Bytes of a body, and seconds in which it must have arrived.
BODY_BYTES: Final = 262_144
BODY_SECONDS: Final = 10.0
#: Objects and lists within one another.
DEPTH: Final = 12
#: The largest whole number that every reader of JSON holds exactly.
WHOLE: Final = 2**53

#: Steps of one run.
STEPS: Final = MAX_STEPS
#: Runs of one race, and their steps taken together.
LANES: Final = 65
LANE_STEPS: Final = 100_000
#: Runs whose results are compared along a number, and how many values of it.
COMPARED: Final = 8
VALUES: Final = (2, 512)
#: Columns or rows of one terrain.
GRID: Final = (2, 512)
#: The same of one map of curvature, which takes a Hessian for each point.
COARSE_GRID: Final = (2, 181)
#: Columns or rows of one map.
FIELD_GRID: Final = (2, 512)
#: Steps of all runs of one map together, those of basins counted twice.
FIELD_WORK: Final = 2**29
#: Columns or rows of the first, coarse picture of a map, about; and steps of the runs that are made in one go.
FIELD_COARSE: Final = 64
FIELD_BAND: Final = 2**23
#: The share of the gap at the start that may be asked for as closed.
TOLERANCE: Final = (1e-12, 0.5)
#: How far from zero a window may reach, and how narrow and wide it may be.
REACH: Final = 1e9
SPAN: Final = (1e-9, 2e9)
#: Points of one question about curvature.
POINTS: Final = 64
#: Width and height of a picture, in pixels.
PICTURE_WIDTH: Final = (16, 640)
PICTURE_HEIGHT: Final = (16, 480)
#: Bytes of pictures kept in memory.
PICTURE_BYTES: Final = 16_000_000

#: Questions answered at once, and waiting for their turn.
WORKERS: Final = 2
WAITING: Final = 128
#: Programs compiled at once, and waiting for their turn.
COMPILING: Final = 2
COMPILING_WAITING: Final = 64
#: Pictures waiting to be drawn.
DRAWING_WAITING: Final = 256
#: Steps of all runs of one fair race together, and of those that are drawn.
TUNED_STEPS: Final = 100_000_000
RACED_STEPS: Final = 1_000_000
#: Fair races waiting for their turn; one is run at a time.
ERRANDS_WAITING: Final = 8
#: Seconds after which an errand that nobody watches any more is given up.
UNWATCHED: Final = 20.0
#: Results of fair races kept in memory.
TUNED_KEPT: Final = 16

#: Bytes of all tables that visitors have brought.
TABLE_BYTES: Final = 200_000_000
#: Steps times weights times points of all lanes of a study together, and bytes of weights kept of all of them.
TRAINED: Final = 2e11
JOB_BYTES: Final = 256_000_000
#: The same of one question about the curvature along a training: what is larger is looked at less often.
SHARPENED: Final = 4e9
#: The largest network whose weights are sent to be drawn.
DRAWN_WEIGHTS: Final = 4_096
#: Bytes of finished planes kept in memory.
PLANE_BYTES: Final = 32_000_000
#: Lines each way of a plane through weights, and places each way of a picture of outputs.
PLANE_SIDE: Final = (9, 201)
OUTPUT_SIDE: Final = (8, 96)
#: Steps of all restarts of one question together; widths at once; and bytes of ends kept of all questions.
RESTARTED: Final = 2_000_000
WIDTHS: Final = 8
COLUMN_BYTES: Final = 16_000_000
#: Units of each layer of a deep network that is looked at before any training: each width compiles a program.
DEEP_WIDTHS: Final = (8, 16, 32, 64, 128)
#: Turns of trainings waiting, and questions about trainings; one of each is at work at a time.
TRAINING_WAITING: Final = 32
WATCHING_WAITING: Final = 64

#: Columns or rows of one map of trainings, of its first, coarse picture, about, and cells that are made in one go; what
#: all of them train together is `TRAINED` at most.
TRAINABILITY_GRID: Final = (2, 256)
TRAINABILITY_COARSE: Final = 16
TRAINABILITY_BAND: Final = 128

#: Bands of maps computed at once, and waiting for their turn: runs and pages go first on the other core.
FIELDS_AT_ONCE: Final = 1
FIELDS_WAITING: Final = 32
#: Seconds after which a client that was turned away may come again.
RETRY_SECONDS: Final = 2
