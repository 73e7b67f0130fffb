"""Times `florilege select` on tables of a given size, the command included, one peer beside it where there is one.

    .venv/bin/python -m benchmarks.selection [--runs 5] [--case NAME …]

The record goes to benchmarks/results/selection.json: command, commit, machine, date, runs, medians, peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.selection.cases import CASES, Case, study, table

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = Path(sys.executable).parent / "florilege"
MUST = {
    "laminar-1500": (3.0, None),
    "crossed-1500": (20.0, None),
    "budget-1500": (120.0, None),
    "optimum-10000": (2.0, None),
    "optimum-100000": (20.0, 2000),
    "laminar-100000": (45.0, 4000),
}
"""Case → seconds and MB that it may take at most."""


def timed(case: Case, folder: Path) -> dict[str, float | int | str]:
    """One run of the command: wall seconds, peak memory in MB of its largest process, objective."""
    out = folder / "selection.json"
    started = time.perf_counter()
    run = subprocess.Popen(
        [
            *(COMMAND, "select", "--explain", "kept", "--out", out),
            *("--candidates", folder / "table.csv", "--study", folder / "study.toml"),
        ],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, status, usage = os.wait4(run.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{case.name}: exit code {os.waitstatus_to_exitcode(status)}")
    found = json.loads(out.read_text(encoding="utf-8"))
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": usage.ru_maxrss // 1024,
        "objective": found["objective"],
        "draws": found["draws"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", nargs="*", default=list(MUST))
    asked = parser.parse_args()
    found: dict[str, object] = {}
    for name in asked.case:
        case = CASES[name]
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "table.csv").write_text(table(case), encoding="utf-8")
            (folder / "study.toml").write_text(study(case), encoding="utf-8")
            runs = [timed(case, folder) for _ in range(asked.runs)]
        seconds, megabytes = MUST.get(name, (None, None))
        found[name] = {
            "median_seconds": statistics.median(float(run["seconds"]) for run in runs),
            "peak_mb": max(int(run["peak_mb"]) for run in runs),
            "must_seconds": seconds,
            "must_mb": megabytes,
            "runs": runs,
        }
        sys.stdout.write(f"{name}: {json.dumps(found[name])}\n")
        sys.stdout.flush()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record = {
        "command": "python -m benchmarks.selection",
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "cases": found,
    }
    target = ROOT / "benchmarks" / "results" / "selection.json"
    target.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
