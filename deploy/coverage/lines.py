"""Measures how many lines of the rooms the API tests alone reach:

    make coverage

LLVM_COV and LLVM_PROFDATA name the tools of the LLVM that rustc was built with
(`rustc -vV` tells which).
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from rooms import ROOMS, room_of

ROOT = Path(__file__).resolve().parents[2]
GOAL_PCT = 85.0


def measure():
    """The report of cargo-llvm-cov, a dictionary."""
    report = ROOT / "target/coverage.json"
    report.parent.mkdir(exist_ok=True)
    cargo = os.environ.get("CARGO", "cargo")
    packages = [part for crate in sorted({crate for crate, _ in ROOMS.values()}) for part in ("--package", crate)]
    command = [cargo, "llvm-cov", "nextest", "--locked", *packages, "--test", "api"]
    subprocess.run([*command, "--json", "--output-path", report], cwd=ROOT, check=True)
    return json.loads(report.read_text())


def main():
    lines, reached = Counter(), Counter()
    for file in measure()["data"][0]["files"]:
        room, summary = room_of(file["filename"]), file["summary"]["lines"]
        if room:
            lines[room] += summary["count"]
            reached[room] += summary["covered"]
    if missing := ROOMS.keys() - lines.keys():
        sys.exit(f"nothing was measured of {', '.join(sorted(missing))}")
    shares_pct = {room: 100.0 * reached[room] / lines[room] for room in ROOMS}
    for room, share_pct in shares_pct.items():
        print(f"{room:20} {reached[room]:4} of {lines[room]:4} lines  {share_pct:5.1f} %  (goal {GOAL_PCT:.0f} %)")
    if min(shares_pct.values()) < GOAL_PCT:
        sys.exit("a room is covered too little")


if __name__ == "__main__":
    main()
