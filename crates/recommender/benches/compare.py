"""Times this crate's comfort models beside pythermalcomfort's.

    make bench-recommender

On the same points, on one core, in rounds that take turns, so that a slow spell
of the machine strikes both. Before it times anything it checks that both sides
say the same. The goals are printed, never asserted.
"""

import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

# One thread, and the arithmetic of the processor that is there; numpy and numba
# read this when they are imported.
os.environ.pop("OPENBLAS_CORETYPE", None)
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
from pythermalcomfort.models import ireq, pmv_ppd_iso, utci  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
# Absolute, since the benchmark may run anywhere.
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
TARGET = TARGET if TARGET.is_absolute() else ROOT / TARGET
FOLDER = TARGET / "bench-recommender"

POINTS = 10_000
# A call with scalars takes so long that some of the points do.
CALLS = 300
ROUNDS = 7
REPEATS = 5
SEED = 20_261_124
MET_W_M2 = 58.15

# Not rounded: less for pythermalcomfort to do.
MODELS = {"utci": utci, "pmv": pmv_ppd_iso, "ireq": ireq}
OPTIONS = {"limit_inputs": True, "round_output": False}


def saturation_pa(celsius):
    """Near enough to stay below a limit of vapour pressure."""
    return 611.2 * np.exp(17.62 * celsius / (243.12 + celsius))


def candidates(random, count):
    """Points over the whole ranges of the standards."""

    def between(least, most):
        return random.uniform(least, most, count)

    tdb = between(-50.0, 50.0)
    rh = between(0.0, 1.0) * np.minimum(100.0, 100.0 * 5_000.0 / saturation_pa(tdb))
    yield "utci", {"tdb": tdb, "tr": tdb + between(-30.0, 70.0), "v": between(0.5, 17.0), "rh": rh}

    tdb = between(10.0, 30.0)
    rh = between(0.0, 1.0) * np.minimum(100.0, 100.0 * 2_700.0 / saturation_pa(tdb))
    yield "pmv", {
        "tdb": tdb,
        "tr": between(10.0, 40.0),
        "vr": between(0.0, 1.0),
        "rh": rh,
        "met": between(0.8, 4.0),
        "clo": between(0.0, 2.0),
    }

    tdb, met_w_m2 = between(-50.0, 10.0), between(58.0, 400.0)
    least_ms = np.minimum(0.0052 * (met_w_m2 - 58.0), 1.2)
    yield "ireq", {
        "tdb": tdb,
        "tr": tdb + between(-10.0, 10.0),
        "vr": between(0.4, 18.0),
        "rh": between(0.0, 100.0),
        "met": met_w_m2 / MET_W_M2,
        "clo": between(0.5, 5.0),
        "p": np.exp(between(math.log(1.0), math.log(300.0))),
        "walk_sp": least_ms + between(0.0, 1.0) * (1.2 - least_ms),
    }


def make_points():
    """For each model 10,000 points at which pythermalcomfort has an answer."""
    points = {}
    for name, drawn in candidates(np.random.default_rng(SEED), 10 * POINTS):
        with warnings.catch_warnings():
            # Some of them are out of range: these are left out.
            warnings.simplefilter("ignore")
            result = MODELS[name](**drawn, **OPTIONS)
        values = [result.ireq_min, result.ireq_neutral] if name == "ireq" else [result[name]]
        fit = np.flatnonzero(~np.isnan(np.sum(values, axis=0)))[:POINTS]
        if len(fit) < POINTS:
            sys.exit(f"only {len(fit)} of the points made for {name} are within its range")
        points[name] = {argument: column[fit] for argument, column in drawn.items()}
    return points


def records(columns):
    """Arrays by argument as one record a point."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()))]


def worst(what, ours, theirs, allowed, share=0.0):
    """How far apart the two sides are at most; ends everything if more than a
    share of the points is too far apart."""
    ours = np.array([math.nan if value is None else value for value in ours], dtype=float)
    apart = np.abs(ours - np.asarray(theirs, dtype=float))
    # What only one side has an answer for is as far apart as can be.
    apart[np.isnan(apart)] = math.inf
    beyond = int(np.sum(apart > allowed))
    if beyond > share * len(apart):
        sys.exit(f"{what}: {beyond} points differ by more than {allowed}, up to {apart.max():g}")
    return f"{what} {apart.max():.1g}" + (f" ({beyond} by more than {allowed})" if beyond else "")


def check(points, results):
    """Compares what both sides say of every point."""
    theirs = {name: MODELS[name](**points[name], **OPTIONS) for name in MODELS}
    index, vote, required = theirs["utci"], theirs["pmv"], theirs["ireq"]

    def column(name, place):
        return [None if result is None else result[place] for result in results[name]]

    if column("utci", 1) != list(index.stress_category):
        sys.exit("UTCI: the classes of stress differ")
    found = [
        worst("UTCI/°C", column("utci", 0), index.utci, 1e-6),
        worst("PMV", column("pmv", 0), vote.pmv, 1e-6),
        worst("PPD/%", column("pmv", 1), vote.ppd, 1e-4),
    ]
    for criterion, suffix in (("minimal", "min"), ("neutral", "neutral")):
        ours = [result[criterion] or {} for result in results["ireq"]]
        for value in ("ireq", "icl"):
            column_ours = [result.get(f"{value}_clo") for result in ours]
            found.append(worst(f"{value}_{suffix}/clo", column_ours, required[f"{value}_{suffix}"], 0.01))
        # More than 8 h counts as 8. At some points in a thousand pythermalcomfort's
        # loop happens upon a balance before the insulation in the wind, which it
        # seeks in the same loop, has settled: then the balance of its result is
        # off by some W/m², ours by none.
        limit = [result.get("dle_h", math.nan) for result in ours]
        limit = [8.0 if hours is None else hours for hours in limit]
        limit_theirs = [8.0 if hours == "more than 8" else hours for hours in required[f"dle_{suffix}"]]
        found.append(worst(f"dle_{suffix}/h", limit, limit_theirs, 0.02, 0.005))
    print(f"both sides agree on {POINTS} points a model; at most apart: {', '.join(found)}")


def build():
    """Builds the benchmark, says how if it fails, and returns the program."""
    command = [os.environ.get("CARGO", "cargo"), "bench", "--locked", "--package", "recommender"]
    command += ["--features", "bench", "--bench", "recommender", "--no-run"]
    command += ["--message-format", "json-render-diagnostics"]
    built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if built.returncode != 0:
        sys.exit("the benchmark cannot be built")
    for line in built.stdout.splitlines():
        message = json.loads(line)
        target = message.get("target", {})
        if message.get("executable") and target.get("kind") == ["bench"]:
            return message["executable"]
    sys.exit("cargo names no benchmark")


def rust_round(program):
    """Medians of one run of criterion: ns an iteration by name."""
    environment = dict(os.environ)
    environment["CRITERION_HOME"] = str(FOLDER / "criterion")
    environment["OVERCOAT_BENCH_POINTS"] = str(FOLDER / "points.json")
    environment["OVERCOAT_BENCH_RESULTS"] = str(FOLDER / "results.json")
    short = ["--bench", "--noplot", "--warm-up-time", "0.3", "--measurement-time", "1", "--sample-size", "20"]
    ran = subprocess.run([program, *short], env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(ran.stderr)
    medians = {}
    for file in (FOLDER / "criterion").glob("*/*/new/estimates.json"):
        name = f"{file.parts[-4]}/{file.parts[-3]}"
        medians[name] = json.loads(file.read_text())["median"]["point_estimate"]
    return medians


def timed(run, count):
    """Median time of some repetitions, ns a point."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / count


def python_round(points):
    """ns a point by model and way of calling."""
    times = {}
    for name, model in MODELS.items():
        columns = points[name]
        some = records({argument: column[:CALLS] for argument, column in columns.items()})

        def call_each(model=model, some=some):
            for point in some:
                model(**point, **OPTIONS)

        times[name, "call"] = timed(call_each, CALLS)
        times[name, "array"] = timed(lambda model=model, columns=columns: model(**columns, **OPTIONS), POINTS)
    return times


def machine():
    """The processor and what runs on it."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = (line.partition(":") for line in cpuinfo.read_text().splitlines())
        name = next((value.strip() for key, _, value in lines if key.strip() == "model name"), name)
    rustc = subprocess.run(["rustc", "--version"], cwd=ROOT, capture_output=True, text=True, check=False)
    packages = ", ".join(f"{it} {version(it)}" for it in ("pythermalcomfort", "numpy", "numba", "scipy"))
    print(f"machine: {name}, {os.cpu_count()} cores, one used, load {os.getloadavg()[0]:.1f}; {platform.system()} {platform.machine()}")
    print(f"versions: {rustc.stdout.strip()}; Python {platform.python_version()}, {packages}")


def middle(rounds, key):
    return statistics.median(times[key] for times in rounds)


def ratio(rust, python, name, way):
    """How many times longer pythermalcomfort takes: the median of the rounds."""
    pairs = zip(rust, python, strict=True)
    return statistics.median(theirs[name, way] / ours[f"model/{name}"] * POINTS for ours, theirs in pairs)


def report(rust, python):
    """The table, and the goals."""
    head = ("ns a point", "this crate", "per call", "vectorised", "per call ×", "vectorised ×")
    print(f"\n{head[0]:<12}" + "".join(f"{title:>14}" for title in head[1:]))
    for name, title in (("utci", "UTCI"), ("pmv", "PMV, PPD"), ("ireq", "IREQ")):
        ours = middle(rust, f"model/{name}") / POINTS
        theirs = [middle(python, (name, way)) for way in ("call", "array")]
        times = [ratio(rust, python, name, way) for way in ("call", "array")]
        print(f"{title:<12}{ours:>14,.0f}" + "".join(f"{t:>14,.0f}" for t in theirs) + "".join(f"{t:>14,.1f}" for t in times))
    plan, warned = (middle(rust, f"week/{name}") / 1e6 for name in ("plan", "plan_and_warn"))
    print(f"\na week's plan for five styles: {plan:.3f} ms; with the week's hazards: {warned:.3f} ms\n")
    goals = (
        ("IREQ at least 10 times faster a point than vectorised", ratio(rust, python, "ireq", "array"), 10.0),
        ("UTCI not slower a point than vectorised", ratio(rust, python, "utci", "array"), 1.0),
        ("a week's plan for five styles under 1 ms", 1.0 / plan, 1.0),
    )
    for goal, times, wanted in goals:
        print(f"goal: {goal}: {'met' if times >= wanted else 'MISSED'} ({times:.1f} times)")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = build()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    machine()
    # The first calls compile.
    points = make_points()
    with (FOLDER / "points.json").open("w") as file:
        json.dump({name: records(columns) for name, columns in points.items()}, file)
    python_round(points)
    rust_round(program)
    check(points, json.loads((FOLDER / "results.json").read_text()))
    rust, python = [], []
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
        rust.append(rust_round(program))
        python.append(python_round(points))
    report(rust, python)


if __name__ == "__main__":
    main()
