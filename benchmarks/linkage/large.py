"""Links synthetic listings of growing size by `florilege link --records`, and measures time, memory and quality.

    .venv/bin/python -m benchmarks.linkage.large [--sizes 20000,200000,1000000] [--runs 3] [--engine local]

Each run is the command itself, in a process of its own. Memory is the sum over its processes of what each holds
alone and its part of what they share (PSS), looked at five times a second; seconds are wall seconds, processor
seconds those of all its processes. Records are made once for each size, beforehand. The record goes to
benchmarks/results/linkage_large.json, or linkage_spark.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from florilege.linkage.scale.outcome import ACCOUNT, CLUSTERS

MUST = {200_000: {"seconds": 30, "peak_mb": 2_000, "f1": 0.97}, 1_000_000: {"seconds": 300, "peak_mb": 6_000}}
LOOKS_A_SECOND = 5


def processes_of(root: int) -> list[int]:
    """A process and all that it started, as far as they still live."""
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def held_mb(root: int) -> int:
    """Megabytes that a process and those it started hold (PSS)."""
    total = 0
    for process in processes_of(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def run(records: Path, out: Path, engine: str) -> dict[str, float]:
    """One run of the command."""
    command = [
        sys.executable,
        "-m",
        "florilege.cli",
        "link",
        "--records",
        records,
        "--out",
        out,
        "--engine",
        engine,
    ]
    before, started, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, held_mb(process.pid))
        time.sleep(1.0 / LOOKS_A_SECOND)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"link ended with exit code {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(seconds, 1), "processor_seconds": round(worked, 1), "peak_mb": peak}


def quality(clusters: Path, truth: Path) -> dict[str, float]:
    """Pairwise precision, recall and F1 against the places that the records were made of."""
    linked = pl.read_parquet(clusters).join(pl.read_csv(truth).select("key", made="place"), on="key")

    def pairs(*columns: str) -> int:
        sizes = linked.group_by(*columns).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    found, true, good = pairs("place"), pairs("made"), pairs("place", "made")
    return {
        "precision": round(good / found, 4),
        "recall": round(good / true, 4),
        "f1": round(2 * good / (found + true), 4),
        "true_pairs": true,
    }


def measured(size: int, runs: int, engine: str) -> dict[str, object]:
    """Runs on synthetic listings of one size."""
    with tempfile.TemporaryDirectory(prefix="large-") as made:
        folder = Path(made)
        make = [sys.executable, "-m", "benchmarks.linkage.synthetic", "--records", str(size), "--out", folder]
        subprocess.run(make, check=True, cwd=ROOT)
        found = [run(folder / "records.parquet", folder / "linked", engine) for _ in range(runs)]
        return {
            "median_seconds": statistics.median(one["seconds"] for one in found),
            "median_processor_seconds": statistics.median(one["processor_seconds"] for one in found),
            "peak_mb": max(one["peak_mb"] for one in found),
            **quality(folder / "linked" / CLUSTERS, folder / "truth.csv"),
            "must": MUST.get(size),
            "account": json.loads((folder / "linked" / ACCOUNT).read_text(encoding="utf-8")),
            "runs": found,
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="20000,200000,1000000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", choices=("local", "spark"), default="local")
    chosen = parser.parse_args()
    sizes = {int(size): measured(int(size), chosen.runs, chosen.engine) for size in chosen.sizes.split(",")}
    packages = (
        "duckdb",
        "numpy",
        "scipy",
        "rapidfuzz",
        "polars",
        *(["pyspark"] if chosen.engine == "spark" else []),
    )
    record = {
        **circumstances(f"python -m benchmarks.linkage.large --engine {chosen.engine}", *packages),
        "sizes": sizes,
    }
    target = RESULTS / f"linkage_{'large' if chosen.engine == 'local' else 'spark'}.json"
    target.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = ("median_seconds", "median_processor_seconds", "peak_mb", "precision", "recall", "f1")
    for size, found in sizes.items():
        sys.stdout.write(f"{size:>9} " + " ".join(f"{name} {found[name]}" for name in shown) + "\n")


if __name__ == "__main__":
    main()
