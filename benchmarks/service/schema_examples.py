"""Asks the API ten thousand requests drawn from its own OpenAPI file, and records what it answered.

    DATABASE_URL=sqlite:////… python -m benchmarks.service.schema_examples studies/lieux-innovation

The store must hold the study, built. The requests are those of tests/api/random_examples.py, which the suite asks two hundred
of: the same each time, of a server of its own on loopback, with the edges of each parameter. The limit of rate is lifted by the
setting that the record names. The record goes to benchmarks/results/schema_examples.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances

MUST = 10_000
EACH = 700
"""Examples of each operation at most: those without parameters have one or two."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask the API ten thousand requests at random.")
    parser.add_argument("study", help="folder of the study, whose store is built")
    parser.add_argument("--each", type=int, default=EACH, help="examples of each operation at most")
    asked = parser.parse_args()
    script = ROOT / "tests" / "api" / "random_examples.py"
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, script, asked.study, str(asked.each), "--edges"],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found = json.loads(ended.stdout)
    faults = {status: count for status, count in found["statuses"].items() if status.startswith("5")}
    record = {
        **circumstances(
            "python -m benchmarks.service.schema_examples studies/lieux-innovation",
            "schemathesis", "hypothesis", "django-ninja", "Django",
        ),
        "seconds": round(time.perf_counter() - began),
        "must": {"examples": MUST, "server_errors": 0, "violations": 0},
        "reached": found["examples"] >= MUST and not faults and not found["failures"],
        "server_errors": sum(faults.values()),
        "violations": sum(found["failures"].values()),
        **found,
    }  # fmt: skip
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    (RESULTS / "schema_examples.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
