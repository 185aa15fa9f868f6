"""A wire of plain NumPy for the stage's own tests: Himmelblau, three rules, and faults on request.

It speaks the frames of `docs/architecture.md` and nothing else of the project is imported, so a failing test here
is the stage's. Optimizers named `slow_*` arrive in a second frame; a surface knob `fault` asks for trouble.
"""

from __future__ import annotations

import asyncio
import json
import struct
from pathlib import Path

import numpy as np
import plotly
from safetensors.numpy import save
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "stage" / "static"
VENDOR = Path(plotly.__file__).parent / "package_data"
MINIMA = [(3.0, 2.0), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)]
SADDLES = [(0.086678, 2.884255), (3.385154, 0.073852), (-3.073026, -0.081353), (-0.127961, -1.953715)]
WORDS = {"diverged": "diverged", "converged": "reached the minimum", "moving": "still moving"}
KNOBS = {
    "descent": {"learning_rate": (0.01, 1e-5, 1.0)},
    "momentum": {"learning_rate": (0.005, 1e-5, 1.0), "momentum": (0.9, 0.0, 0.999)},
    "adam": {
        "learning_rate": (0.2, 1e-4, 3.0),
        "b1": (0.9, 0.0, 0.999),
        "b2": (0.999, 0.0, 0.9999),
        "eps": (1e-8, 1e-12, 1e-2),
    },
}


def loss(x: np.ndarray, y: np.ndarray, tilt: float) -> np.ndarray:
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2 + tilt * x


def gradient(p: np.ndarray, tilt: float) -> np.ndarray:
    x, y = p
    a, b = x * x + y - 11, x + y * y - 7
    return np.array([4 * x * a + 2 * b + tilt, 2 * a + 4 * y * b])


def hessian(p: tuple[float, float]) -> np.ndarray:
    x, y = p
    return np.array([[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 4 * x + 12 * y * y - 26]])


def rule_of(lane: dict) -> str:
    return lane["optimizer"].removeprefix("slow_")


def step(rule: str, knobs: dict, g: np.ndarray, m: np.ndarray, v: np.ndarray, k: int) -> tuple[np.ndarray, ...]:
    rate = knobs["learning_rate"]
    if rule == "descent":
        return -rate * g, m, v
    if rule == "momentum":
        m = g + knobs["momentum"] * m
        return -rate * m, m, v
    m = knobs["b1"] * m + (1 - knobs["b1"]) * g
    v = knobs["b2"] * v + (1 - knobs["b2"]) * g * g
    unbiased = m / (1 - knobs["b1"] ** (k + 1)), v / (1 - knobs["b2"] ** (k + 1))
    return -rate * unbiased[0] / (np.sqrt(unbiased[1]) + knobs["eps"]), m, v


def multipliers(lane: dict, steps: int) -> np.ndarray:
    """What the learning rate is multiplied by: a cosine, a curve drawn by hand, or nothing else."""
    share = np.arange(steps) / max(1, steps - 1)
    if lane.get("schedule") == "cosine":
        return 0.5 + 0.5 * np.cos(np.pi * share)
    heights = [lane.get("schedule_knobs", {}).get(f"height_{i}", 1.0) for i in range(1, 9)]
    return np.exp(np.interp(share, np.linspace(0, 1, 8), np.log(heights)))


def run(lane: dict) -> tuple[dict[str, np.ndarray], dict, dict[str, np.ndarray]]:
    rule, steps = rule_of(lane), int(lane.get("steps", 200))
    defaults = {name: default for name, (default, *_) in KNOBS[rule].items()}
    knobs = defaults | lane.get("hyperparameters", {})
    tilt = float(lane.get("surface_knobs", {}).get("tilt", 0.0))
    changes = {int(at): what for at, what in lane.get("changes", [])}
    x = np.zeros((steps + 1, 2))
    g = np.zeros((steps + 1, 2))
    x[0] = lane.get("start", (-0.5, -0.8))
    m, v, momenta, stopped, now = np.zeros(2), np.zeros(2), np.zeros((steps, 2)), None, dict(knobs)
    scheduled, rates = multipliers(lane, steps), np.zeros(steps)
    with np.errstate(all="ignore"):
        for k in range(steps):
            now |= changes.get(k, {})
            rates[k] = now["learning_rate"] * scheduled[k]
            g[k] = gradient(x[k], tilt)
            move, m, v = step(rule, now | {"learning_rate": rates[k]}, g[k], m, v, k)
            momenta[k] = m
            if stopped is None and not np.all(np.isfinite(x[k] + move) & (np.abs(x[k] + move) < 1e30)):
                stopped = k
            x[k + 1] = x[k] if stopped is not None else x[k] + move
        g[steps] = gradient(x[steps], tilt)
        value = loss(x[:, 0], x[:, 1], tilt)
        rate = -np.diff(x, axis=0) / np.where(g[:-1] == 0, np.nan, g[:-1])
        arrays = {"x": x, "loss": value, "gradient": g, "rate": rate, "learning_rate": rates}
        arrays |= {"gap": value} if tilt == 0 else {}
    best = int(np.argmin(value))
    facts = {
        "hyperparameters": knobs,
        "ranges": {name: [low, high] for name, (_, low, high) in KNOBS[rule].items()},
        "steps": steps,
        "stopped_at": stopped,
        "verdict": {
            "kind": (kind := "diverged" if stopped is not None else "converged" if value[-1] < 1e-6 else "moving"),
            "word": WORDS[kind],
            "step": stopped or steps,
            "sentence": f"Stopped at step {stopped}." if stopped is not None else f"Ends at a loss of {value[-1]:.3g}.",
            "numbers": {},
        },
        "events": [],
        "final": {
            "x": x[-1].tolist(),
            "loss": float(value[-1]),
            "gap": float(value[-1]) if tilt == 0 else None,
            "best_loss": float(value[best]),
            "best_step": best,
        },
        "evaluations": {"gradients": steps, "values": 0},
        "limit": 2 / knobs["learning_rate"] if rule == "descent" else None,
    }
    insides = {"g": g[:-1], "inertia": momenta, "lookahead": momenta[:, ::-1], "x": x[1:], "step": np.diff(x, axis=0)}
    return arrays, facts, insides


def tensors(arrays: dict[str, np.ndarray], facts: dict) -> bytes:
    with np.errstate(over="ignore"):
        narrow = {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}
    return save(narrow, metadata={"json": json.dumps(facts)})


async def question(request: Request) -> dict:
    asked = json.loads(request.query_params["q"]) if request.method == "GET" else await request.json()
    request.app.state.asked.append((request.url.path.rsplit("/", 1)[-1], asked))
    return asked


async def race(request: Request) -> Response:
    asked = await question(request)
    app = request.app.state
    if app.faults:
        status, headers, sentence = app.faults.pop(0)
        return JSONResponse({"error": sentence}, status, headers)
    lanes = [asked.get("shared", {}) | lane for lane in asked["lanes"]]
    await asyncio.sleep(app.delay)

    def frame(which: list[int], pending: list[int]) -> bytes:
        arrays, facts = {}, {}
        for i in which:
            mine, facts[str(i)], _ = run(lanes[i])
            arrays |= {f"{i}.{name}": array for name, array in mine.items() if name in asked["fields"]}
        waiting = f"compiling {lanes[pending[0]]['optimizer']} on Himmelblau" if pending else ""
        body = tensors(arrays, {"lanes": facts, "pending": pending, "waiting": waiting})
        return struct.pack("<I", len(body)) + body

    async def frames():
        late = [i for i, lane in enumerate(lanes) if lane["optimizer"].startswith("slow_")]
        yield frame([i for i in range(len(lanes)) if i not in late], late)
        for n, i in enumerate(late):
            while not app.released:
                await asyncio.sleep(0.02)
            yield frame([i], late[n + 1 :])

    return StreamingResponse(frames(), media_type="application/octet-stream")


async def terrain(request: Request) -> Response:
    asked = await question(request)
    window = asked.get("window") or [[-5.0, 5.0], [-5.0, 5.0]]
    x = np.linspace(*window[0], int(asked["columns"]))
    y = np.linspace(*window[1], int(asked["rows"]))
    tilt = float(asked.get("surface_knobs", {}).get("tilt", 0.0))
    z = loss(x[None, :], y[:, None], tilt)
    base, top = min(0.0, float(z.min())), float(z.max())
    scale = max((top - base) / 40, 1e-12)
    levels = base + scale * np.expm1(np.linspace(0, 1, 17)[1:-1] * np.log1p((top - base) / scale))
    facts = {
        "window": window,
        "shade": {"base": base, "scale": scale, "top": top, "logarithmic": True},
        "lowest": 0.0 if tilt == 0 else None,
        "minima": [{"x": list(point), "value": 0.0, "kind": "interior"} for point in MINIMA],
        "saddles": [list(point) for point in SADDLES],
    }
    return Response(tensors({"z": z, "levels": levels}, facts))


async def anatomy(request: Request) -> Response:
    asked = await question(request)
    arrays = run(asked["run"])[2]
    mathml = "<math><mi>x</mi><mo>←</mo><mi>x</mi><mo>+</mo><mi>u</mi></math>"
    numbers = "<math><mtext>⟦x⟧</mtext><mo>+</mo><mtext>⟦step⟧</mtext></math>"
    lines = [
        {"says": "the slope here", "formula": "<math><mi>g</mi></math>", "numbers": "<math><mtext>⟦g⟧</mtext></math>"},
        {"says": "the step", "formula": mathml, "numbers": numbers},
    ]
    return Response(tensors(arrays, {"lines": lines}))


async def curvature(request: Request) -> Response:
    asked = await question(request)
    values, vectors = zip(*(np.linalg.eigh(hessian(point)) for point in asked["points"]), strict=True)
    facts = {
        "loss": [float(loss(*point, 0.0)) for point in asked["points"]],
        "gradient": [gradient(np.array(point), 0.0).tolist() for point in asked["points"]],
        "eigenvalues": [value.tolist() for value in values],
        "eigenvectors": [vector.tolist() for vector in vectors],
    }
    return JSONResponse(facts)


async def page(_: Request) -> HTMLResponse:
    return HTMLResponse((HERE / "page.html").read_text("utf-8"))


def make_app() -> Starlette:
    ask = ["GET", "POST"]
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/race", race, methods=ask),
            Route("/api/terrain", terrain, methods=ask),
            Route("/api/anatomy", anatomy, methods=ask),
            Route("/api/curvature", curvature, methods=ask),
            Mount("/stage", StaticFiles(directory=STATIC)),
            Mount("/vendor", StaticFiles(directory=VENDOR)),
        ]
    )
    app.state.asked, app.state.faults, app.state.delay, app.state.released = [], [], 0.0, False
    return app
