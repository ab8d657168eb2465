"""Measures a training step beside the same step in JAX, in one run:

    make bench-training

The same network, loss, optimiser, batch and dropout; the data of the peer are random.
Both may use every core. They take turns, for several rounds.
"""

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy
import optax

ROOT = Path(__file__).resolve().parents[3]
CARGO = os.environ.get("CARGO", "cargo")
ROUNDS = int(os.environ.get("ROUNDS", "5"))
STEPS = 150

FEATURES, HIDDEN, VARIABLES, HORIZON = 183, 128, 4, 168
CENTRE, SPREAD, RAIN, SIDE = 36, 4, 8, 3
OUTPUTS = VARIABLES * (CENTRE + SPREAD) + RAIN
BATCH, INPUT_DROPOUT, HIDDEN_DROPOUT, DECAY, KEEP = 128, 0.1, 0.3, 0.3, 0.98
LEVELS = jnp.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
WEIGHTS = jnp.array([1.0, 0.5, 0.5, 0.25]).reshape(1, VARIABLES, 1)
SHAPES = {
    "input": (FEATURES, HIDDEN), "input_bias": (1, HIDDEN), "gain": (1, HIDDEN), "bias": (1, HIDDEN),
    "block": (HIDDEN, HIDDEN), "block_bias": (1, HIDDEN), "out": (HIDDEN, HIDDEN), "out_bias": (1, HIDDEN),
    "output": (HIDDEN, OUTPUTS), "output_bias": (1, OUTPUTS), "skip": (FEATURES, OUTPUTS),
    "centre": (CENTRE, HORIZON), "spread": (SPREAD, HORIZON), "rain": (RAIN, HORIZON),
    "steps": (VARIABLES * HORIZON, 2 * SIDE),
}  # fmt: skip


def forward(w, features, keep_input, keep_hidden):
    features = features * keep_input
    hidden = jax.nn.relu(features @ w["input"] + w["input_bias"]) * keep_hidden
    centred = hidden - hidden.mean(1, keepdims=True)
    normal = centred / jnp.sqrt((centred**2).mean(1, keepdims=True) + 1e-5) * w["gain"] + w["bias"]
    inner = jax.nn.relu(normal @ w["block"] + w["block_bias"])
    hidden = hidden + inner @ w["out"] + w["out_bias"]
    outputs = hidden @ w["output"] + w["output_bias"] + features @ w["skip"]
    split = VARIABLES * CENTRE
    centre = outputs[:, :split].reshape(-1, VARIABLES, CENTRE) @ w["centre"]
    spread = outputs[:, split : split + VARIABLES * SPREAD].reshape(-1, VARIABLES, SPREAD) @ w["spread"]
    rain = outputs[:, split + VARIABLES * SPREAD :] @ w["rain"]
    return centre, jnp.exp(jnp.clip(spread, -3, 3)), rain


def loss(w, batch, keep_input, keep_hidden):
    centre, spread, rain = forward(w, batch["features"], keep_input, keep_hidden)
    steps = jax.nn.softplus(w["steps"]).reshape(VARIABLES, HORIZON, 2 * SIDE)
    below, above = -jnp.cumsum(steps[..., :SIDE], -1)[..., ::-1], jnp.cumsum(steps[..., SIDE:], -1)
    offsets = jnp.concatenate([below, jnp.zeros_like(steps[..., :1]), above], -1)
    error = batch["targets"] - centre
    total = error**2
    for index, level in enumerate(LEVELS):
        beyond = error - spread * offsets[None, ..., index]
        total = total + jnp.maximum(level * beyond, (level - 1) * beyond) * 2 / len(LEVELS)
    weight = batch["mask"] * WEIGHTS
    odds = rain + batch["log_odds"]
    likelihood = jax.nn.log_sigmoid(odds) * batch["rain"] + jax.nn.log_sigmoid(-odds) * (1 - batch["rain"])
    return (total * weight).sum() / weight.sum() - 0.1 * likelihood.mean()


OPTIMISER = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(4e-4, weight_decay=DECAY))


@jax.jit
def step(w, state, average, batch, key):
    one, other = jax.random.split(key)
    keep_input = jax.random.bernoulli(one, 1 - INPUT_DROPOUT, (BATCH, FEATURES)) / (1 - INPUT_DROPOUT)
    keep_hidden = jax.random.bernoulli(other, 1 - HIDDEN_DROPOUT, (BATCH, HIDDEN)) / (1 - HIDDEN_DROPOUT)
    gradients = jax.grad(loss)(w, batch, keep_input, keep_hidden)
    updates, state = OPTIMISER.update(gradients, state, w)
    w = optax.apply_updates(w, updates)
    return w, state, jax.tree.map(lambda mean, new: KEEP * mean + (1 - KEEP) * new, average, w)


def peer():
    draw = numpy.random.default_rng(1)
    w = {name: jnp.asarray(0.1 * draw.standard_normal(shape), jnp.float32) for name, shape in SHAPES.items()}
    state, average = OPTIMISER.init(w), w
    windows = 17000
    data = {
        "features": draw.standard_normal((windows, FEATURES), numpy.float32),
        "targets": draw.standard_normal((2000, VARIABLES, HORIZON), numpy.float32),
        "rain": (draw.random((2000, HORIZON)) < 0.05).astype(numpy.float32),
    }

    def drawn():
        rows = draw.integers(0, windows, BATCH)
        batch = {
            "features": data["features"][rows],
            "targets": data["targets"][rows % 2000],
            "rain": data["rain"][rows % 2000],
        }
        ones = numpy.ones((BATCH, VARIABLES, HORIZON), numpy.float32)
        return batch | {"mask": ones, "log_odds": numpy.full((BATCH, HORIZON), -3.0, numpy.float32)}

    keys = jax.random.split(jax.random.key(1), STEPS + 1)
    w, state, average = step(w, state, average, drawn(), keys[-1])
    jax.block_until_ready(w)
    begin = time.perf_counter()
    for key in keys[:-1]:
        w, state, average = step(w, state, average, drawn(), key)
    jax.block_until_ready(average)
    return STEPS / (time.perf_counter() - begin)


def main():
    command = [CARGO, "build", "--locked", "--workspace", "--bench", "steps", "--message-format=json"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    artifacts = (json.loads(line) for line in told.stdout.splitlines())
    steps = next(a["executable"] for a in artifacts if a.get("target", {}).get("name") == "steps")
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(float(subprocess.run([steps, str(STEPS)], check=True, stdout=subprocess.PIPE).stdout))
        theirs.append(peer())
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    print(f"{ROUNDS} rounds of {STEPS} steps, {BATCH} windows a step, medians")
    print(f"  trainer (burn, flex)   {ours:6.1f} steps/s")
    print(f"  JAX {jax.__version__:<19}{theirs:6.1f} steps/s")
    print(f"  trainer: {ours / theirs:.2f} x JAX")


if __name__ == "__main__":
    main()
