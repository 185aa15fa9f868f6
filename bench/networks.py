"""Networks: a plane of a loss, eight trainings side by side, many restarts; against PyTorch on the same cores."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench.maps import ROUNDS, seconds
from bench.race import rival
from bench.report import machine, write
from docs.sections import table
from experiments.training import TrainSpec, restarts, sharpness, train
from experiments.training.inputs import data_of, fresh_weights, setup_of
from experiments.training.lanes import Lanes
from experiments.training.programs import LANES, PRODUCTS
from surfaces.neural import eval_loss, filter_normalized_plane, refine

SIDE, POINTS, HIDDEN = 51, 500, (16, 16)
NETS, STEPS = 8, 256
RESTARTS, RESTART_STEPS = 256, 2_000
#: Snapshots whose largest curvature is looked for.
LOOKS = 16
#: With a third of them for the test, `POINTS` are left to learn from.
SPEC = TrainSpec(data_knobs={"samples": 714}, test_share=0.3, hidden=HIDDEN)


class Ground:
    """The network, its data and its weights, for everybody the same."""

    def __init__(self) -> None:
        self.parts = data_of(SPEC, {})
        assert len(self.parts.y) == POINTS
        self.setup = setup_of(SPEC, self.parts)
        rng = np.random.default_rng(0)  # loss-landscapes divides by zero where a bias is zero
        fresh = fresh_weights(SPEC, self.setup.network)
        self.params = jax.tree.map(lambda leaf: leaf + rng.normal(0, 0.05, leaf.shape).astype(np.float32), fresh)
        self.plane = filter_normalized_plane(self.params)

    def loss(self) -> Any:
        """The loss, for the grid."""
        return eval_loss(self.setup.network, (), self.parts.x, self.parts.y)

    def module(self, torch: Any) -> Any:
        """The same network in PyTorch."""
        sizes = self.setup.network.widths
        layers: list[Any] = []
        for fan_in, fan_out, layer in zip(sizes[:-1], sizes[1:], self.params, strict=True):
            linear = torch.nn.Linear(fan_in, fan_out)
            linear.weight.data = torch.tensor(layer["weight"])
            linear.bias.data = torch.tensor(layer["bias"])
            layers += [linear, torch.nn.Tanh()]
        return torch.nn.Sequential(*layers[:-1])

    def tensors(self, torch: Any) -> tuple[Any, Any]:
        """The training points in PyTorch."""
        return torch.tensor(self.parts.x), torch.tensor(self.parts.y)[:, None]


def our_plane(ground: Ground) -> np.ndarray:
    """The finished grid, refined in four goes."""
    *_, finest = refine(ground.loss(), ground.params, ground.plane, ((-1.0, 1.0), (-1.0, 1.0)), SIDE)
    return finest.loss


def torch_planes(torch: Any) -> Callable[[Ground], dict[str, Callable[[], np.ndarray]]]:
    """The same in PyTorch: as one function of stacked weights, and point by point in the package for it."""

    def contenders(ground: Ground) -> dict[str, Callable[[], np.ndarray]]:
        torch.set_num_threads(os.cpu_count() or 1)
        found: dict[str, Callable[[], np.ndarray]] = {"torch.func.vmap": functools.partial(_vmapped, torch, ground)}
        try:
            import loss_landscapes
            from loss_landscapes.metrics import Loss
        except ImportError:
            print("loss-landscapes is not there (make bench installs it): left out")
            return found
        net, (x, y) = ground.module(torch), ground.tensors(torch)
        metric = Loss(torch.nn.BCEWithLogitsLoss(), x, y)
        plane = functools.partial(loss_landscapes.random_plane, net, metric, 1, SIDE, "filter", deepcopy_model=True)
        return found | {"loss-landscapes 3.0.6": plane}

    return contenders


def _vmapped(torch: Any, ground: Ground) -> np.ndarray:
    net, (x, y) = ground.module(torch), ground.tensors(torch)
    network, line = ground.setup.network, np.linspace(-1, 1, SIDE, dtype=np.float32)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    named = [f"{2 * i}.{part}" for i in range(len(network.widths) - 1) for part in ("bias", "weight")]

    def loss(params: Any) -> Any:
        outputs = torch.func.functional_call(net, params, (x,))
        return torch.nn.functional.binary_cross_entropy_with_logits(outputs, y)

    def tree(vector: np.ndarray) -> dict[str, Any]:
        leaves = jax.tree.leaves(network.unravel(vector))
        return {name: torch.tensor(np.asarray(leaf)) for name, leaf in zip(named, leaves, strict=True)}

    origin, first, second = (tree(each) for each in (ground.plane.origin, ground.plane.first, ground.plane.second))

    def at(a: Any, b: Any) -> Any:
        return loss({name: origin[name] + a * first[name] + b * second[name] for name in named})

    with torch.no_grad():
        points = torch.tensor(grid)
        made = torch.func.vmap(at, chunk_size=128)(points[:, 0], points[:, 1])
    return made.numpy().reshape(SIDE, SIDE)


def planes(ground: Ground) -> str:
    """The section about planes."""
    race = {"this library": lambda: our_plane(ground)}
    for contenders in rival(torch_planes).values():
        race |= contenders(ground)
    if "torch.func.vmap" in race:
        np.testing.assert_allclose(race["torch.func.vmap"](), race["this library"](), rtol=1e-4)
    times = {name: seconds(go) for name, go in race.items()}
    ours = times["this library"]
    rows = [[name, f"{1000 * each:.0f}", f"{each / ours:.1f}"] for name, each in times.items()]
    bound = SIDE**2 * _least(ground)["forward"] / (os.cpu_count() or 1)
    return (
        f"A {SIDE} x {SIDE} plane of a 2-16-16-1 tanh network on {POINTS} points, warm, medians of {ROUNDS}, everybody "
        f"on all cores. {machine()}\n\n{table(['who', 'ms', 'times ours'], rows)}\n\n"
        f"Its tanh evaluations and matrix products take {1000 * bound:.0f} ms at the speed that each has by itself, "
        f"{100 * bound / ours:.0f}% of the time. `numerics.py` keeps XLA from fused multiply-add and AVX-512 in the "
        f"whole process, since single programs cannot be told so."
    )


def _least(ground: Ground) -> dict[str, float]:
    """Seconds for the tanh evaluations and matrix products of one pass, each measured by itself in a tight loop."""
    h = jnp.asarray(np.random.default_rng(0).normal(size=(LANES, HIDDEN[0], POINTS)), jnp.float32)
    w = jnp.asarray(np.random.default_rng(1).normal(size=(LANES, HIDDEN[0], HIDDEN[0])), jnp.float32)

    def turns(body: Callable[[jax.Array], jax.Array], start: jax.Array) -> float:
        program = jax.jit(lambda start: jax.lax.fori_loop(0, 100, lambda _, h: body(h), start))
        return seconds(lambda: program(start).block_until_ready()) / (100 * LANES)

    tanh = turns(lambda h: jnp.tanh(h) * jnp.float32(1.5), h)
    product = turns(lambda h: jnp.einsum("lij,ljn->lin", w, h) * jnp.float32(0.2), h)
    gradient = turns(lambda w: jnp.einsum("lin,ljn->lij", h, h + w[:, :1, :1]) * jnp.float32(1e-4), w)
    share = (ground.setup.network.size - 33) / HIDDEN[0] ** 2  # of all products, in units of the middle layer's
    return {"forward": 2 * tanh + share * product, "step": 2 * tanh + share * (2 * product + gradient)}


CASES = {
    "SGD, all 500 points": SPEC.with_(optimizer="sgd", steps=10 * STEPS),
    "Adam, all 500 points": SPEC.with_(optimizer="adam", steps=10 * STEPS),
    "Adam, batches of 32": SPEC.with_(optimizer="adam", batch_size=32, steps=10 * STEPS),
}


def our_steps(spec: TrainSpec, ground: Ground) -> float:
    """Seconds of one step of all networks."""
    setup = setup_of(spec, ground.parts)
    weights = [ground.setup.network.ravel(ground.params)] * LANES
    lots = [Lanes(setup, [spec.with_(seed=i) for i in range(LANES)], [ground.parts] * LANES, weights, LANES)]
    lots += [Lanes(setup, [spec.with_(seed=LANES + i) for i in range(LANES)], [ground.parts] * LANES, weights, LANES)]

    def go() -> None:
        for lot in lots:
            lot.done = 0  # the same rows of the tables again; the weights go on
            lot.advance(STEPS)

    return seconds(go) / STEPS


def torch_steps(torch: Any) -> Callable[[TrainSpec, Ground], float]:
    """The same as eight loops, one after the other."""

    def timed(spec: TrainSpec, ground: Ground) -> float:
        torch.set_num_threads(1)
        x, y = ground.tensors(torch)
        cost = torch.nn.BCEWithLogitsLoss()
        nets = [ground.module(torch) for _ in range(NETS)]
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[spec.optimizer]
        rules = [kind(net.parameters(), lr=0.01) for net in nets]

        def go() -> None:
            for net, rule in zip(nets, rules, strict=True):
                for _ in range(32):
                    rows = torch.randint(POINTS, (spec.batch_size,)) if spec.batch_size else slice(None)
                    rule.zero_grad()
                    cost(net(x[rows]), y[rows]).backward()
                    rule.step()

        return seconds(go) / 32

    return timed


def on_one_core() -> None:
    """Prints the training section's numbers; run in a process that has one core."""
    ground = Ground()
    theirs = next(iter(rival(torch_steps).values()), None)
    found = {name: [our_steps(spec, ground), theirs(spec, ground) if theirs else None] for name, spec in CASES.items()}
    print(json.dumps({"times": found, "least": NETS * _least(ground)["step"]}))


def trainings() -> str:
    """The section about training."""
    code = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])"
    code += "; from bench.networks import on_one_core; on_one_core()"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    told = json.loads(said.splitlines()[-1])
    rows = [
        [name, f"{1e6 * ours:.0f}", *([f"{1e6 * theirs:.0f}", f"{theirs / ours:.1f}"] if theirs else ["", ""])]
        for name, (ours, theirs) in told["times"].items()
    ]
    ours = told["times"]["Adam, all 500 points"][0]
    return (
        f"{NETS} such networks side by side, against {NETS} loops in PyTorch, one core for each side: microseconds for "
        f"one step of all eight.\n\n{table(['what', 'ours', 'PyTorch', 'times'], rows)}\n\n"
        f"Of a step over all points, the tanh evaluations and matrix products take {100 * told['least'] / ours:.0f}%; "
        f"the rest are sums over points, the rule, and keeping every step's weights."
    )


def many_restarts() -> str:
    """The section about restarts."""
    spec = TrainSpec(hidden=(16,), steps=RESTART_STEPS)
    restarts(spec.with_(steps=1), (16,), 4)
    began = time.perf_counter()
    made = restarts(spec, (16,), RESTARTS)
    took = time.perf_counter() - began
    points = len(data_of(spec, {}).y)
    return (
        f"{RESTARTS} networks of one hidden layer of 16 units, {RESTART_STEPS:,} steps over all {points} points of the "
        f"moons each: {took:.0f} s (median loss {np.median(made.ends[0].train_loss):.4f})."
    )


def curvatures() -> str:
    """The section about the largest curvature."""
    [made] = train([SPEC.with_(optimizer="sgd", steps=LOOKS)])
    each = seconds(lambda: sharpness(made, LOOKS)) / LOOKS
    return (
        f"The largest eigenvalue of one such network's Hessian over all {POINTS} points, by {PRODUCTS} products with "
        f"it: {1000 * each:.1f} ms."
    )


def main() -> None:
    """Measures and writes the medians down."""
    write("networks", "\n\n".join([planes(Ground()), trainings(), curvatures(), many_restarts()]))


if __name__ == "__main__":
    main()
