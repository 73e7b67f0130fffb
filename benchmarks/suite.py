"""Times the checks and the whole suite as `.ci/test` runs them, and records the ten slowest tests.

    .venv/bin/python -m benchmarks.suite [--circumstances "a fresh clone, nothing else running"]

The record goes to benchmarks/results/suite.json, as `after`, with the speed of the machine before and after (benchmarks.speed);
`before` and the aim stay as they are. A test's seconds are those of its set-up, its call and its end together.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.speed import speed_of_the_moment

SLOWEST = 10


def read_report(report: Path) -> dict[str, object]:
    """Of a report that pytest wrote (--junitxml): how many tests passed and were left out, and the ten slowest."""
    cases = list(ET.parse(report).iter("testcase"))
    skipped = sum(case.find("skipped") is not None for case in cases)
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    slowest = sorted(cases, key=lambda case: -float(case.get("time", 0)))[:SLOWEST]
    return {
        "tests": len(cases) - skipped - failed,
        "skipped": skipped,
        "failed": failed,
        "ten_slowest": [
            {
                "seconds": round(float(case.get("time", 0)), 2),
                "test": f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}",
            }
            for case in slowest
        ],
    }


def run_suite() -> dict[str, object]:
    """One run of `.ci/test`; refuses to record a suite that fails."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        before = speed_of_the_moment()
        started = time.perf_counter()
        child = subprocess.Popen([".ci/test", f"--junitxml={report}"], cwd=ROOT)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f".ci/test ended with {child.returncode}: nothing is recorded")
        return {
            **read_report(report),
            "seconds": round(seconds),
            "processor_seconds": round(used.ru_utime + used.ru_stime),
            "speed_before": before,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the whole suite.")
    parser.add_argument("--circumstances", default="", help="what else was true of the machine")
    asked = parser.parse_args()
    found = run_suite()
    slowest = found.pop("ten_slowest")
    found |= circumstances(".ci/test", "pytest")
    if asked.circumstances:
        found["circumstances"] = asked.circumstances
    target = RESULTS / "suite.json"
    record = json.loads(target.read_text(encoding="utf-8"))
    record |= {"command": "python -m benchmarks.suite", "date": found["date"], "after": found}
    record["aim"]["reached"] = found["seconds"] <= record["aim"]["seconds"]
    record["ten_slowest"] = slowest
    target.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
