"""Breaks the rooms' code at random places and counts how often the API tests notice:

    make mutants            # SEED, SAMPLE (mutants a room) and CRATE can be set

The sample is drawn from all mutants that cargo-mutants finds in a room.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rooms import ROOMS, room_of

ROOT = Path(__file__).resolve().parents[2]
CARGO = os.environ.get("CARGO", "cargo")
SEED = int(os.environ.get("SEED") or 20261129)
SAMPLE = int(os.environ.get("SAMPLE") or 15)
CRATES = sorted({crate for crate, _ in ROOMS.values()})
CRATE = os.environ.get("CRATE")
GOAL_PCT = 80.0
# Mutants that cannot be built say nothing about the tests.
CAUGHT, MISSED = ("CaughtMutant", "Timeout"), ("MissedMutant",)


# A copy of the tree is broken, in which nothing lies that git ignores.
ENVIRONMENT = {
    "ORT_DYLIB_PATH": str(ROOT / ".onnxruntime/libonnxruntime.so"),
    "NEXTEST_PROFILE": "mutants",
    **os.environ,
}


def files(crate):
    """The options of cargo-mutants that name a crate's rooms."""
    places = [place + "**" if place.endswith("/") else place for owner, place in ROOMS.values() if owner == crate]
    return [part for place in places for part in ("--file", place)]


def listed(crate):
    """All mutants of a crate's rooms."""
    command = [CARGO, "mutants", "--list", "--json", "--package", crate, *files(crate)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [mutant for mutant in json.loads(said) if "cfg(test)" not in mutant["name"]]


def order(mutants, room):
    """The mutants of a room in the order in which they are tried, the same for the same seed."""
    names = sorted({mutant["name"] for mutant in mutants if room_of(mutant["file"]) == room})
    return random.Random(f"{SEED} {room}").sample(names, len(names))


def tried(crate, names, options):
    """What became of some mutants: their names with the outcome."""
    only = [part for name in names for part in ("--re", f"^{re.escape(name)}$")]
    with tempfile.TemporaryDirectory() as folder:
        command = [CARGO, "mutants", "--package", crate, "--output", folder, "--test-tool", "nextest"]
        command += ["--timeout", "300", "--no-shuffle", *files(crate), *options, *only]
        # What is built is kept for the next run.
        environment = {"CARGO_TARGET_DIR": str(ROOT / "target/mutants" / crate), **ENVIRONMENT}
        subprocess.run([*command, "--", "--test", "api"], cwd=ROOT, env=environment, check=False)
        outcomes = json.loads((Path(folder) / "mutants.out/outcomes.json").read_text())["outcomes"]
    scenarios = [(outcome["scenario"], outcome["summary"]) for outcome in outcomes]
    return {it["Mutant"]["name"]: summary for it, summary in scenarios if isinstance(it, dict)}


def try_rooms(crate, rooms):
    """The outcomes of a sample of each room, by room. What cannot be built is made up for."""
    mutants = listed(crate)
    waiting = {room: order(mutants, room) for room in rooms}
    outcomes = {room: {} for room in rooms}
    options = []
    while True:
        room_of_name = {}
        for room in rooms:
            missing = SAMPLE - len(outcomes[room])
            room_of_name |= dict.fromkeys(waiting[room][:missing], room)
            waiting[room] = waiting[room][missing:]
        if not room_of_name:
            return outcomes
        for name, summary in tried(crate, room_of_name, options).items():
            # A pattern may match more than the name that it was made of.
            if name in room_of_name and summary in (*CAUGHT, *MISSED):
                outcomes[room_of_name[name]][name] = summary
        # The tests passed on what is not broken.
        options = ["--baseline", "skip"]


def main():
    outcomes = {}
    if CRATE and CRATE not in CRATES:
        sys.exit(f"CRATE is {CRATE}, not one of {', '.join(CRATES)}")
    for crate in [CRATE] if CRATE else CRATES:
        outcomes |= try_rooms(crate, [room for room, (owner, _) in ROOMS.items() if owner == crate])
    print(f"seed {SEED}, {SAMPLE} mutants a room that can be built")
    shares_pct = []
    for room, found in outcomes.items():
        caught = sum(summary in CAUGHT for summary in found.values())
        shares_pct.append(100.0 * caught / max(1, len(found)))
        print(f"{room:20} {caught:3} of {len(found):3} noticed  {shares_pct[-1]:5.1f} %  (goal {GOAL_PCT:.0f} %)")
    for found in outcomes.values():
        for name, summary in found.items():
            if summary in MISSED:
                print(f"not noticed: {name}")
    if min(shares_pct) < GOAL_PCT:
        sys.exit("too many mutants of a room were not noticed")


if __name__ == "__main__":
    main()
