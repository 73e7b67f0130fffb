"""Times `florilege build` on the real study: the first time, unchanged, and with one weight changed.

    .venv/bin/python -m benchmarks.build [--runs 3]

Each run has a store and a site of its own in a temporary folder; set-up is not counted. The record goes to
benchmarks/results/build.json: command, commit, machine, date, runs, medians, peak memory, and before each run the speed
of the machine at that moment (benchmarks.speed). What else the file holds (`before`, `aim`, `beside_hugo`) stays there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.speed import speed_of_the_moment

STUDY = ROOT / "studies" / "lieux-innovation"
COMMAND = Path(sys.executable).parent / "florilege"
KEPT = ("before", "aim", "beside_hugo")
"""What the record holds that this command does not measure."""


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
    runs: list[dict[str, dict[str, object]]] = []
    speeds: list[dict[str, object]] = []
    for _ in range(parser.parse_args().runs):
        speeds.append(speed_of_the_moment())
        runs.append(one_round())
    record = {
        **circumstances("python -m benchmarks.build", "Jinja2", "numpy", "highspy"),
        "median_seconds": {
            case: statistics.median(float(str(run[case]["seconds"])) for run in runs) for case in runs[0]
        },
        "peak_mb": {case: max(int(str(run[case]["peak_mb"])) for run in runs) for case in runs[0]},
        "speed_before_each_run": speeds,
        "runs": runs,
    }
    target = RESULTS / "build.json"
    former = json.loads(target.read_text(encoding="utf-8"))
    record |= {key: former[key] for key in KEPT if key in former}
    target.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps({key: record[key] for key in ("median_seconds", "peak_mb")}, indent=2) + "\n")


if __name__ == "__main__":
    main()
