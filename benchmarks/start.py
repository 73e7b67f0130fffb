"""How long the program and the library take to start: medians of nine runs, each in a process of its own.

    python -m benchmarks.start [--record]

Prints JSON; ends with 1 where a median is above what is wanted. With --record the record goes to
benchmarks/results/start.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

from benchmarks.linkage.machine import RESULTS, circumstances

RUNS = 9
PYTHON = sys.executable
COMMANDS = {
    "python": ((PYTHON, "-c", "pass"), None),
    "import florilege": ((PYTHON, "-c", "import florilege"), 0.2),
    "florilege --help": ((PYTHON, "-m", "florilege.cli", "--help"), 0.3),
    "florilege.select named": ((PYTHON, "-c", "import florilege; florilege.select"), None),
}
"""What is run, and how many seconds are wanted at most, where a number is."""


def seconds_of(command: tuple[str, ...]) -> float:
    """One run, in seconds of the clock."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def measure() -> dict[str, dict[str, float | None]]:
    """The median, the fastest and the slowest of each; a first run, which writes what is compiled, is not counted."""
    found: dict[str, dict[str, float | None]] = {}
    for name, (command, wanted) in COMMANDS.items():
        seconds_of(command)
        runs = [seconds_of(command) for _ in range(RUNS)]
        found[name] = {
            "median": round(statistics.median(runs), 3),
            "fastest": round(min(runs), 3),
            "slowest": round(max(runs), 3),
            "wanted": wanted,
        }
    return found


def main() -> int:
    """Measure, print, record if asked; 1 where a median is above what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write benchmarks/results/start.json")
    record = parser.parse_args().record
    found: dict[str, object] = {"seconds": measure(), "runs": RUNS}
    found["circumstances"] = circumstances("python -m benchmarks.start --record", "typer", "rich", "polars")
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(text)
    if record:
        (RESULTS / "start.json").write_text(text, encoding="utf-8")
    medians = found["seconds"]
    assert isinstance(medians, dict)
    return int(any(one["wanted"] is not None and one["median"] > one["wanted"] for one in medians.values()))


if __name__ == "__main__":
    sys.exit(main())
