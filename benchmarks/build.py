"""Times `florilege build` on the real study: the first time, unchanged, and with one weight changed.

    .venv/bin/python benchmarks/build.py [--runs 3]

Each run has a store and a site of its own in a temporary folder; set-up is not counted. The record goes to
benchmarks/results/build.json: command, commit, machine, date, runs, medians, peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "studies" / "lieux-innovation"
COMMAND = Path(sys.executable).parent / "florilege"


def timed_build(study: Path, site: Path, store: Path) -> dict[str, object]:
    """One run of the command: wall seconds, peak memory in MB, seconds of each step."""
    started = time.perf_counter()
    run = subprocess.run(
        [COMMAND, "build", study, "--out", site, "--database", f"sqlite:///{store}", "--json"],
        cwd=store.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if run.returncode not in (0, 1):
        raise SystemExit(f"build failed with exit code {run.returncode}:\n{run.stderr}")
    report = json.loads(run.stdout)
    return {
        "seconds": round(seconds, 2),
        "peak_mb": report["peak_memory_mb"],
        "steps": {step["step"]: step["seconds"] for step in report["steps"]},
    }


def one_round() -> dict[str, dict[str, object]]:
    """First build, then unchanged, then with one weight changed."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        shutil.copytree(STUDY, study)
        store, site = Path(folder) / "store.sqlite3", Path(folder) / "site"
        first = timed_build(study, site, store)
        unchanged = timed_build(study, site, store)
        text = (study / "study.toml").read_text(encoding="utf-8")
        changed = text.replace("seed  = 20220712", "seed  = 20220713").replace(
            "seed = 20220712", "seed = 20220713"
        )
        if changed == text:
            raise SystemExit("the study file no longer holds the seed that this benchmark changes")
        (study / "study.toml").write_text(changed, encoding="utf-8")
        return {"first": first, "unchanged": unchanged, "other_seed": timed_build(study, site, store)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = [one_round() for _ in range(parser.parse_args().runs)]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record = {
        "command": "python benchmarks/build.py",
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "median_seconds": {
            case: statistics.median(float(str(run[case]["seconds"])) for run in runs) for case in runs[0]
        },
        "peak_mb": {case: max(int(str(run[case]["peak_mb"])) for run in runs) for case in runs[0]},
        "runs": runs,
    }
    target = ROOT / "benchmarks" / "results" / "build.json"
    target.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps({key: record[key] for key in ("median_seconds", "peak_mb")}, indent=2) + "\n")


if __name__ == "__main__":
    main()
