"""Measures the gateway beside its ceiling and its predecessor, in one run:

    make bench-gateway

Each contestant answers in turn, for several rounds. PEER names
another FastAPI module to measure against than `peer.py`.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = 3
CONNECTIONS = 32
OFFERED_PER_S = 200
OFFERED_S = 5
CARGO = os.environ.get("CARGO", "cargo")
PATHS = {"forecast": "/forecast/latest", "recommendation": "/recommendation/by_day"}


def build():
    subprocess.run([CARGO, "build", "--locked", "--release", "--package", "stack"], cwd=ROOT, check=True)
    command = [CARGO, "build", "--locked", "--release", "--package", "gateway", "--bench", "load"]
    told = subprocess.run(command + ["--message-format=json"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    artifacts = (json.loads(line) for line in told.stdout.splitlines())
    load = next(a["executable"] for a in artifacts if a.get("target", {}).get("name") == "load")
    return ROOT / "target/release/stack", load


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def wait_for(url):
    for _ in range(300):
        try:
            return fetch(url)
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} does not answer")


class Contest:
    """The programs that run, each in a process of its own."""

    def __init__(self):
        self.running = []

    def start(self, command, environment=None, **more):
        environment = {**os.environ, **(environment or {})}
        process = subprocess.Popen(command, env=environment, start_new_session=True, **more)
        self.running.append(process)
        return process

    def stop(self):
        for process in reversed(self.running):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wrk(url):
    """Requests a second, and the 50th and 99th percentile in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", url]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{url}: {said}")
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}

    def percentile(name):
        value, of = re.search(rf"{name}%\s+([\d.]+)(us|ms|s)", said).groups()
        return float(value) * unit[of]

    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), percentile(50), percentile(99)


def main():
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: install it (Debian: apt-get install wrk)")
    stack, load = build()
    contest = Contest()
    with tempfile.TemporaryDirectory() as folder:
        try:
            measure(contest, stack, load, Path(folder))
        finally:
            contest.stop()


def measure(contest, stack, load, folder):
    port, store = free_port(), free_port()
    unlimited = "1000000000"
    environment = {
        "ORT_DYLIB_PATH": str(ROOT / ".onnxruntime/libonnxruntime.so"),
        "OVERCOAT_DATA_DIR": str(folder / "data"),
        "OVERCOAT__STORE__PORT": str(store),
        "OVERCOAT__STORE__ACCESS_KEY_ID": "bench",
        "OVERCOAT__STORE__SECRET_ACCESS_KEY": "bench-secret",
        "OVERCOAT__GATEWAY__SERVER__PORT": str(port),
        "OVERCOAT__GATEWAY__SERVER__ADMIN_PORT": "0",
        # The limits are counted and not reached.
        **{
            f"OVERCOAT__GATEWAY__DOOR__{whose}__{what}": unlimited
            for whose in ("CLIENT", "OVERALL")
            for what in ("REQUESTS_PER_SECOND", "BURST")
        },
        **{
            f"OVERCOAT__{service}__PORT": "0"
            for service in ("REPLAY", "INGEST__SERVER", "INFERENCE__SERVER", "RECOMMENDER__SERVER")
        },
    }
    running = contest.start([stack], environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if "ready" not in running.stdout.readline():
        sys.exit("the stack does not start")
    gateway = f"http://127.0.0.1:{port}"
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    queries = {"forecast": "", "recommendation": f"?target_date={tomorrow}"}

    asked = {name: gateway + path + queries[name] for name, path in PATHS.items()}
    sizes = {name: len(fetch(url)) for name, url in asked.items()}
    ceiling = contest.start([load, "ceiling", *asked.values()], stdout=subprocess.PIPE, text=True)
    ceiling, chain = (f"http://{address}" for address in ceiling.stdout.readline().split())

    print(f"{ROUNDS} rounds, medians\n")
    print(f"{OFFERED_PER_S} requests/s offered for {OFFERED_S} s, no two alike")
    offered = {
        "bare actix (ceiling)": f"{ceiling}{PATHS['recommendation']}?",
        "bare actix behind another": f"{chain}{PATHS['recommendation']}?",
        "gateway, cache misses": asked["recommendation"],
    }
    results = {contestant: [] for contestant in offered}
    for round_ in range(ROUNDS):
        for contestant, url in offered.items():
            command = [load, "offer", url, str(OFFERED_PER_S), str(OFFERED_S), str(round_)]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            results[contestant].append([float(word) for word in said.split()])
    for contestant, measured in results.items():
        p50, p99 = zip(*measured)
        tail = f"{min(p99):.2f}, {statistics.median(p99):.2f} and {max(p99):.2f} ms"
        print(f"  {contestant:26} p50 {statistics.median(p50):.2f} ms   p99 of the best, median and worst round {tail}")
    print()

    peer = Path(os.environ.get("PEER") or HERE / "peer.py").resolve()
    peer_environment = {
        "S3_ENDPOINT": f"http://127.0.0.1:{store}",
        "S3_BUCKET": "overcoat",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench-secret",
    }
    subprocess.run(
        [sys.executable, peer], env={**os.environ, **peer_environment}, cwd=peer.parent, check=True
    )

    def start_peer(cache_seconds):
        peer_port = free_port()
        command = [sys.executable, "-m", "uvicorn", f"{peer.stem}:app", "--workers", "2"]
        command += ["--port", str(peer_port), "--log-level", "warning"]
        cached = {**peer_environment, "CACHE_SECONDS": cache_seconds}
        contest.start(command, cached, cwd=peer.parent)
        wait_for(f"http://127.0.0.1:{peer_port}/forecast/latest")
        return f"http://127.0.0.1:{peer_port}"

    contestants = {
        "bare actix (ceiling)": ceiling,
        "bare actix, same headers": f"{ceiling}/all",
        "gateway, hot": gateway,
        "FastAPI": start_peer("0"),
        "FastAPI, cached": start_peer("600"),
    }
    for name, path in PATHS.items():
        print(f"{path} ({sizes[name]} bytes), {CONNECTIONS} connections for {SECONDS} s")
        rates = {}
        results = {contestant: [] for contestant in contestants}
        for _ in range(ROUNDS):
            for contestant, base in contestants.items():
                query = "" if contestant.startswith("bare") else queries[name]
                results[contestant].append(wrk(base + path + query))
        for contestant, measured in results.items():
            rate, p50, p99 = (statistics.median(column) for column in zip(*measured))
            rates[contestant] = rate
            print(f"  {contestant:24} {rate:9.0f} requests/s   p50 {p50:8.2f} ms   p99 {p99:8.2f} ms")
        ours = rates["gateway, hot"]
        ratios = ", ".join(
            f"{ours / rate:.2f} x {other}" for other, rate in rates.items() if other != "gateway, hot"
        )
        print(f"  gateway: {ratios}\n")


if __name__ == "__main__":
    main()
