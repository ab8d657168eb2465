"""Replaces every service of a running stack under load, and counts what clients saw:

    export OVERCOAT_CLIENT_REQUESTS_PER_SECOND=1000 OVERCOAT_CLIENT_BURST=1000
    docker-compose up -d && python3 deploy/tests/zero_downtime.py

Each of gateway, inference, recommender and ingest is replaced three times: by a new image
of the same program, by one that crashes, and by one that runs and never becomes ready.
The first takes over, the others are rolled back. It fails if a request fails.

OVERCOAT_PORT, COMPOSE and RATE (requests a second, 200) are taken from the environment.
"""

import http.client
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = os.environ.get("COMPOSE", "docker-compose").split()
PORT = int(os.environ.get("OVERCOAT_PORT", "8000"))
RATE = int(os.environ.get("RATE", "200"))
SERVICES = ["recommender", "inference", "ingest", "gateway"]
WORKERS = 32
# A client's patience; the gateway's own deadline is shorter.
TIMEOUT_S = 10

NEW_IMAGES = {
    "a new image": ("FROM {image}\nLABEL build={build}\n", True),
    "one that crashes": ('FROM {image}\nLABEL build={build}\nENTRYPOINT ["/usr/local/bin/{service}", "--no-such-flag"]\n', False),
    # It runs, and nobody outside its container reaches it.
    "one that is never ready": (
        'FROM {image}\nLABEL build={build}\nENV OVERCOAT__SERVER__HOST=127.0.0.1\n'
        'HEALTHCHECK --interval=1s --timeout=3s --retries=3 CMD ["/usr/local/bin/{service}", "--no-such-flag"]\n',
        False,
    ),
}


class Load:
    """Requests at a steady rate, whatever the answers; each is counted under what was going on."""

    def __init__(self):
        self.phase = "before"
        self.seen = {}
        self.lock = threading.Lock()
        self.due = queue.SimpleQueue()
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.client, daemon=True) for _ in range(WORKERS)]
        self.threads.append(threading.Thread(target=self.clock, daemon=True))

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ended.set()
        for _ in range(WORKERS):
            self.due.put(None)
        for thread in self.threads:
            thread.join()

    def clock(self):
        begun = time.monotonic()
        for number in itertools.count():
            if self.ended.wait(max(0.0, begun + number / RATE - time.monotonic())):
                return
            self.due.put((self.phase, number))

    def client(self):
        connection = None
        while (task := self.due.get()) is not None:
            phase, number = task
            begun = time.monotonic()
            try:
                # A connection lives for a while, as a browser's does.
                if connection is None or number % 50 == 0:
                    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=TIMEOUT_S)
                connection.request("GET", question(number))
                answer = connection.getresponse()
                answer.read()
                outcome = answer.status
                if answer.getheader("overcoat-status") == "stale":
                    outcome = "stale"
                if answer.getheader("connection") == "close":
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                outcome, connection = type(error).__name__, None
            with self.lock:
                outcomes, slowest = self.seen.get(phase, (Counter(), 0.0))
                outcomes[outcome] += 1
                self.seen[phase] = (outcomes, max(slowest, time.monotonic() - begun))


def question(number):
    """Hot pages, and answers that no cache knows."""
    if number % 10 == 0:
        hours = f"from={number // 60 % 24:02}:{number % 60:02}&to={(number // 60 + 8) % 24:02}:{number % 60:02}"
        return f"/recommendation/window?{hours}&sensitivity=feels_cold&outdoors={1 + number % 8}"
    if number % 10 == 1:
        return f"/recommendation/by_day?person={uuid.uuid4()}"
    if number % 2:
        return "/recommendation/by_day?lang=ko"
    return "/forecast/latest"


def run(*command, **more):
    return subprocess.run(command, cwd=ROOT, check=True, text=True, **more)


def main():
    originals = {service: image_of(f"overcoat/{service}") for service in SERVICES}
    load = Load()
    load.start()
    time.sleep(5)
    faults = []
    try:
        for service in SERVICES:
            image = f"overcoat/{service}"
            for what, (dockerfile, takes_over) in NEW_IMAGES.items():
                before = running(service)
                source = dockerfile.format(image=image, service=service, build=uuid.uuid4())
                run("docker", "build", "--quiet", "--tag", image, "-", input=source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                load.phase = f"{service}: {what}"
                rollout = subprocess.run(["deploy/rollout.sh", service], cwd=ROOT, capture_output=True, text=True)
                print(rollout.stdout + rollout.stderr, end="", flush=True)
                if (rollout.returncode == 0) != takes_over:
                    faults.append(f"{load.phase}: the rollout ended with {rollout.returncode}")
                if (running(service) == before) == takes_over:
                    faults.append(f"{load.phase}: what runs is {running(service)}, and was {before}")
        load.phase = "after"
        time.sleep(5)
    finally:
        load.stop()
        for service, original in originals.items():
            run("docker", "tag", original, f"overcoat/{service}")

    print(f"\n{RATE} requests/s\n{'while':<42}{'requests':>9}{'failed':>8}{'slowest, ms':>13}  answers")
    for phase, (outcomes, slowest) in load.seen.items():
        failed = sum(count for outcome, count in outcomes.items() if outcome not in (200, "stale"))
        if failed:
            faults.append(f"{phase}: {failed} requests failed")
        answers = ", ".join(f"{outcome}: {count}" for outcome, count in outcomes.items())
        print(f"{phase:<42}{outcomes.total():>9}{failed:>8}{1000 * slowest:>13.0f}  {answers}")
    print("\n".join(["", *faults]) if faults else "\nno request failed")
    sys.exit(1 if faults else 0)


def image_of(name):
    return run("docker", "image", "inspect", "--format", "{{.Id}}", name, stdout=subprocess.PIPE).stdout.strip()


def running(service):
    """The images that the containers of a service run, by digest."""
    ids = run(*COMPOSE, "ps", "-q", service, stdout=subprocess.PIPE).stdout.split()
    shown = run("docker", "inspect", *ids, stdout=subprocess.PIPE).stdout if ids else "[]"
    return sorted({container["Image"] for container in json.loads(shown)})


if __name__ == "__main__":
    main()
