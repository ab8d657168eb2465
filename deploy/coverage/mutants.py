"""Breaks the rooms' code at random places and counts how often the API tests notice:

    make mutants            # SEED and SAMPLE, mutants a room, can be set

The sample is drawn from all mutants that cargo-mutants finds in a room.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rooms import ROOMS, room_of

ROOT = Path(__file__).resolve().parents[2]
CARGO = os.environ.get("CARGO", "cargo")
SEED = int(os.environ.get("SEED") or 20261129)
SAMPLE = int(os.environ.get("SAMPLE") or 15)
GOAL_PCT = 80.0
# Mutants that cannot be built say nothing about the tests.
CAUGHT, MISSED = ("CaughtMutant", "Timeout"), ("MissedMutant",)


# A copy of the tree is broken, in which nothing lies that git ignores; what is built for
# it is kept for the next crate and the next run.
ENVIRONMENT = {
    "ORT_DYLIB_PATH": str(ROOT / ".onnxruntime/libonnxruntime.so"),
    "CARGO_TARGET_DIR": str(ROOT / "target/mutants"),
    **os.environ,
}


def listed(crate):
    """All mutants of a crate's rooms."""
    places = [place for owner, place in ROOMS.values() if owner == crate]
    files = [part for place in places for part in ("--file", place + "**" if place.endswith("/") else place)]
    command = [CARGO, "mutants", "--list", "--json", "--package", crate, *files]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [mutant for mutant in json.loads(said) if "cfg(test)" not in mutant["name"]]


def sample(mutants, room):
    """Some mutants of a room, the same for the same seed."""
    names = sorted({mutant["name"] for mutant in mutants if room_of(mutant["file"]) == room})
    chosen = random.Random(f"{SEED} {room}").sample(names, min(SAMPLE, len(names)))
    return {name: room for name in chosen}


def tried(crate, chosen, folder):
    """What became of each chosen mutant: pairs of its name and the outcome."""
    only = [part for name in chosen for part in ("--re", f"^{re.escape(name)}$")]
    command = [CARGO, "mutants", "--package", crate, "--output", folder, "--test-tool", "nextest"]
    command += ["--timeout", "300", "--no-shuffle", *only, "--", "--test", "api"]
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False)
    outcomes = json.loads((Path(folder) / "mutants.out/outcomes.json").read_text())["outcomes"]
    for outcome in outcomes:
        if isinstance(outcome["scenario"], dict):
            yield outcome["scenario"]["Mutant"]["name"], outcome["summary"]


def main():
    caught, missed = Counter(), Counter()
    survivors = []
    for crate in sorted({crate for crate, _ in ROOMS.values()}):
        mutants = listed(crate)
        chosen = {}
        for room, (owner, _) in ROOMS.items():
            if owner == crate:
                chosen |= sample(mutants, room)
        with tempfile.TemporaryDirectory() as folder:
            for name, summary in tried(crate, chosen, folder):
                caught[chosen[name]] += summary in CAUGHT
                missed[chosen[name]] += summary in MISSED
                if summary in MISSED:
                    survivors.append(name)
    print(f"seed {SEED}, {SAMPLE} mutants a room")
    shares_pct = {room: 100.0 * caught[room] / max(1, caught[room] + missed[room]) for room in ROOMS}
    for room, share_pct in shares_pct.items():
        tries = caught[room] + missed[room]
        print(f"{room:20} {caught[room]:3} of {tries:3} caught  {share_pct:5.1f} %  (goal {GOAL_PCT:.0f} %)")
    for name in survivors:
        print(f"not noticed: {name}")
    if min(shares_pct.values()) < GOAL_PCT:
        sys.exit("too many mutants of a room were not noticed")


if __name__ == "__main__":
    main()
