"""Times what-if questions of the laboratory: the list solved again after one setting moved.

    .venv/bin/python -m benchmarks.selection.what_if [--questions 200] [--address http://127.0.0.1:8000]

Asked of a table of 2,000 candidates with crossed rules: each question moves one weight, and one in four leaves a rule
out too; it is read from its parameters and answered with the list that it is compared with, as the page does. With the
address of a workspace being served (`florilege serve STUDY --workspace`), the same is asked of its page too, network
and drawing included. The record goes to benchmarks/results/what_if.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import numpy as np
from msgspec.structs import replace

from benchmarks.selection.cases import CASES, study, table
from florilege.selection.scenarios import Scenario, answer, read_scenario
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "benchmarks" / "results" / "what_if.json"
MUST = 0.3
"""Seconds at the 95th percentile."""
Questions = list[list[tuple[str, str]]]


def questions(count: int, weights: list[str], rules: list[str], seed: int = 1) -> Questions:
    """Parameters of each question."""
    generator = random.Random(seed)
    found: Questions = []
    for _ in range(count):
        asked = [(f"w.{generator.choice(weights)}", f"{generator.uniform(0, 60):.1f}")]
        if generator.random() < 0.25:
            asked.append((f"rule.{generator.choice(rules)}", "off"))
        found.append(asked)
    return found


def in_process(count: int) -> list[float]:
    """Seconds of each answer on a table of 2,000 candidates."""
    case = replace(CASES["crossed-1500"], name="what-if-2000", candidates=2000)
    asked = read_study(study(case), file="study.toml", table=True)
    candidates = read_table(table(case), asked, file="table.csv")
    seconds = []
    for parameters in questions(count, list(asked.grid.keys), [rule.key for rule in asked.rules]):
        started = time.perf_counter()
        answer(read_scenario(parameters, asked, candidates), asked, candidates)
        answer(Scenario(), asked, candidates)
        seconds.append(time.perf_counter() - started)
    return seconds


def served(count: int, address: str) -> list[float]:
    """Seconds of each answer of a workspace being served, its page drawn and sent."""
    page = f"{address}/espace/laboratoire/"
    with urlopen(page) as reported:
        text = reported.read().decode()
    weights, rules = (sorted(set(re.findall(rf'name="{kind}\.([^"]+)"', text))) for kind in ("w", "rule"))
    seconds = []
    for parameters in questions(count, weights, rules):
        started = time.perf_counter()
        with urlopen(f"{page}?{urlencode([*parameters, ('partial', '1')])}") as reported:
            reported.read()
        seconds.append(time.perf_counter() - started)
    return seconds


def reported(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst, in milliseconds."""
    cuts = np.percentile(seconds, [50, 95, 100]) * 1000
    return dict(zip(("median_ms", "p95_ms", "worst_ms"), (round(float(one), 1) for one in cuts), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--address", default="")
    options = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record: dict[str, object] = {
        "command": "python -m benchmarks.selection.what_if " + " ".join(sys.argv[1:]),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": datetime.now(tz=UTC).date().isoformat(),
        "questions": options.questions,
        "must_p95_ms": MUST * 1000,
        "table of 2,000 candidates": reported(in_process(options.questions)),
    }
    if options.address:
        record["page of a study being served"] = reported(served(options.questions, options.address))
    OUT.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
